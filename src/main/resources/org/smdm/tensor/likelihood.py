# What estimates of likelihood need of a model. TorchScript. `compute` is
# the type of the matrix product: 6 float32, 7 float64, 15 bfloat16.
class Likelihood:
  compute : int
  tile : int

  # Logits of one tile of the vocabulary, (n, size); with guidance u + (1 + w)(c - u), and states
  # (2 n, embd) are conditional rows, then their unconditional ones.
  def logits(self, states: Tensor, weight: Tensor, guided: bool,
      scale: float) -> Tensor:
    product = product(states, torch.to(weight, self.compute))
    logits = torch.to(torch.contiguous(product, memory_format=0), 6)
    if guided:
      c, u = torch.chunk(logits, 2, 0)
      result = torch.add(u, torch.mul(torch.sub(c, u), torch.add(scale, 1.)))
    else:
      result = logits
    return result

  # The place of each row's maximum, the first of equal ones, and the maximum; logits (n, size)
  # -> both (n, 1). By blocks: libtorch finds the place of a maximum slowly, the maximum alone fast.
  def maximum(self, logits: Tensor) -> Tuple[Tensor, Tensor]:
    size = torch.size(logits, 1)
    if torch.eq(torch.remainder(size, 64), 0):
      block = 64
    else:
      block = size
    parts = torch.view(logits, [-1, torch.floordiv(size, block), block])
    highest = torch.amax(parts, [-1])
    where = torch.argmax(highest, -1, True)
    index = torch.expand(torch.unsqueeze(where, -1), [-1, -1, block], implicit=False)
    within = torch.argmax(torch.squeeze(torch.gather(parts, 1, index), 1), -1, True)
    return (torch.add(torch.mul(where, block), within), torch.amax(highest, [-1], True))

  # Of each target, float64 for one transfer: its cross-entropy in nats, the likeliest id of its row
  # and that one's log-probability. states (n, embd), or (2 n, embd) with guidance, behind the final
  # norm; weight (vocab, embd); targets (m,) ids, rows (m,) in whose logits they are -> (m, 3).
  # A tile of the vocabulary at a time, whose logits stay in a processor's cache; probabilities are
  # summed by tiles, and these in float64. NaN wherever they have no sum.
  def judge(self, states: Tensor, weight: Tensor, rows: Tensor,
      targets: Tensor, guided: bool, scale: float) -> Tensor:
    x = torch.to(states, self.compute)
    vocab = torch.size(weight, 0)
    maxima = annotate(List[Tensor], [])
    places = annotate(List[Tensor], [])
    sums = annotate(List[Tensor], [])
    chosen = torch.zeros(torch.size(targets), dtype=6, layout=None, device=states.device)
    for i in range(torch.floordiv(torch.sub(torch.add(vocab, self.tile), 1), self.tile)):
      start = torch.mul(i, self.tile)
      size = ops.prim.min(self.tile, torch.sub(vocab, start))
      logits = self.logits(x, torch.narrow(weight, 0, start, size), guided, scale)
      within = torch.sub(targets, start)
      inside = torch.logical_and(torch.ge(within, 0), torch.lt(within, size))
      at = torch.add(torch.mul(rows, size), torch.clamp(within, 0, torch.sub(size, 1)))
      chosen = torch.where(inside, torch.take(logits, at), chosen)
      place, highest = self.maximum(logits)
      _ = torch.append(places, torch.add(place, start))
      _0 = torch.append(maxima, highest)
      _1 = torch.append(sums, torch.sum(torch.exp_(torch.sub_(logits, highest)), [-1], True))
    tops = torch.cat(maxima, 1)
    top = torch.amax(tops, [-1], True)
    parts = torch.mul(torch.to(torch.cat(sums, 1), 7), torch.exp(torch.to(torch.sub(tops, top), 7)))
    total = torch.log(torch.sum(parts, [-1], True))
    likeliest = torch.gather(torch.cat(places, 1), 1, torch.argmax(tops, -1, True))
    own = torch.index_select(torch.to(top, 7), 0, rows)
    sum = torch.index_select(total, 0, rows)
    nll = torch.sub(sum, torch.sub(torch.unsqueeze(torch.to(chosen, 7), 1), own))
    return torch.cat([nll, torch.to(torch.index_select(likeliest, 0, rows), 7), torch.neg(sum)], 1)

  # Which tokens each of branched texts may see: those no later in its row that are of the stem,
  # which is branch 0, or of its own branch. branches (batch, time) int64 -> (batch, 1, time, time) bool
  def visible(self, branches: Tensor) -> Tensor:
    places = torch.arange(torch.size(branches, 1), dtype=4, layout=None, device=branches.device)
    earlier = torch.le(places, torch.unsqueeze(places, 1))
    of_keys = torch.unsqueeze(branches, 1)
    shared = torch.logical_or(torch.eq(of_keys, 0), torch.eq(of_keys, torch.unsqueeze(branches, 2)))
    return torch.unsqueeze(torch.logical_and(shared, earlier), 1)
