# Drawing tokens from logits. TorchScript.
class Sampling:

  # u + (1 + w)(c - u) for the first `guided` rows of c, whose unconditional logits follow all
  # conditional ones; logits (n + guided, vocab), scale (guided, 1) -> (n, vocab)
  def guide(self, logits: Tensor, scale: Tensor, n: int) -> Tensor:
    guided = torch.size(scale, 0)
    c = torch.narrow(logits, 0, 0, guided)
    u = torch.narrow(logits, 0, n, guided)
    mixed = torch.add(u, torch.mul(torch.sub(c, u), torch.add(scale, 1)))
    rest = torch.narrow(logits, 0, guided, torch.sub(n, guided))
    return torch.cat([mixed, rest], 0)

  # Gives ids from `vocab` on, which only pad the matrix, a logit of -inf in place.
  def forbid(self, logits: Tensor, vocab: int) -> Tensor:
    width = torch.size(logits, 1)
    return torch.fill_(torch.narrow(logits, 1, vocab, torch.sub(width, vocab)), -inf)

  # exp(logits) / (-log u)^temperature in float64; logits (n, vocab), u (n, vocab) float64 in [0, 1)
  def perturb(self, logits: Tensor, u: Tensor, temperature: float) -> Tensor:
    noise = torch.pow(torch.neg(torch.log(u)), temperature)
    return torch.div(torch.exp(torch.to(logits, 7)), noise)

  # The id that the Gumbel-max trick draws for each row at a temperature above 0 -> (n,) int64
  def gumbel_max(self, logits: Tensor, u: Tensor, temperature: float) -> Tensor:
    return torch.argmax(self.perturb(logits, u, temperature), -1, False)

  # The most likely id of each row; logits (n, vocab) -> (n,) int64
  def greedy(self, logits: Tensor) -> Tensor:
    return torch.argmax(logits, -1, False)

  # Draws by one uniform number a row against cumulated weights, summed in float64: first the block of
  # `block` ids, then the id in it. weights (n, vocab), u (n, 1) float64 in [0, 1) -> (n,) int64
  def pick(self, weights: Tensor, u: Tensor, block: int) -> Tensor:
    n = torch.size(weights, 0)
    blocks = torch.view(weights, [n, -1, block])
    sums = torch.sum(blocks, [-1], False, dtype=7)
    ends = torch.cumsum(sums, -1, dtype=7)
    target = torch.mul(u, torch.narrow(ends, 1, torch.sub(torch.size(ends, 1), 1), 1))
    chosen = self.count_below(ends, target)
    before = torch.sub(torch.gather(ends, 1, chosen), torch.gather(sums, 1, chosen))
    index = torch.expand(torch.unsqueeze(chosen, -1), [n, 1, block])
    inside = torch.squeeze(torch.gather(blocks, 1, index), 1)
    within = self.count_below(torch.add(torch.cumsum(inside, -1, dtype=7), before), target)
    return torch.squeeze(torch.add(torch.mul(chosen, block), within), -1)

  # How many of the cumulated sums (n, m) do not exceed the target (n, 1), but no more than lie below
  # the last: rounding could only reach beyond what has a weight at all. -> (n, 1) int64
  def count_below(self, ends: Tensor, target: Tensor) -> Tensor:
    total = torch.narrow(ends, 1, torch.sub(torch.size(ends, 1), 1), 1)
    below = torch.sum(torch.le(ends, target), [-1], True, dtype=4)
    last = torch.sum(torch.lt(ends, total), [-1], True, dtype=4)
    return torch.minimum(below, last)

  # Draws ids with probabilities proportional to exp(logits / temperature), of which top_k > 0 leaves
  # the k likeliest, and top_p < 1 the likeliest whose predecessors sum to less than it; and judges
  # them. logits (n, vocab), u (n, 1) float64 in [0, 1) -> (n, 3) as `judge`
  def inverse(self, logits: Tensor, u: Tensor, temperature: float, top_k: int,
      top_p: float, order: int) -> Tensor:
    vocab = torch.size(logits, 1)
    shifted = torch.sub(logits, torch.amax(logits, [-1], True))
    weights = torch.exp(shifted)
    if torch.eq(temperature, 1.):
      tempered = weights
    else:
      tempered = torch.exp(torch.div(shifted, temperature))
    if torch.gt(top_k, 0):
      largest, _ = torch.topk(tempered, ops.prim.min(top_k, vocab), -1, True, True)
      least = torch.narrow(largest, 1, torch.sub(torch.size(largest, 1), 1), 1)
      kept = torch.masked_fill(tempered, torch.lt(tempered, least), 0.)
    else:
      kept = tempered
    if torch.lt(top_p, 1.):
      descending, _0 = torch.sort(kept, -1, True)
      before = torch.sub(torch.cumsum(descending, -1, dtype=7), descending)
      bound = torch.mul(torch.sum(descending, [-1], True, dtype=7), top_p)
      within = torch.masked_fill(descending, torch.ge(before, bound), 2.)
      nucleus = torch.masked_fill(kept, torch.lt(kept, torch.amin(within, [-1], True)), 0.)
    else:
      nucleus = kept
    if torch.eq(torch.remainder(vocab, 64), 0):
      block = 64
    else:
      block = vocab
    return self.score(shifted, weights, self.pick(nucleus, u, block), order)

  # What a step must know of each row, float64 for one transfer: the id, its probability at
  # temperature 1, and the score by which rows are ordered; logits (n, vocab), ids (n,) -> (n, 3).
  # order: 0 that probability, 1 the margin of the two largest, 2 minus the entropy
  def judge(self, logits: Tensor, ids: Tensor, order: int) -> Tensor:
    shifted = torch.sub(logits, torch.amax(logits, [-1], True))
    return self.score(shifted, torch.exp(shifted), ids, order)

  # shifted: logits less the largest of their row; weights = exp(shifted)
  def score(self, shifted: Tensor, weights: Tensor, ids: Tensor,
      order: int) -> Tensor:
    total = torch.sum(weights, [-1], True)
    chosen = torch.gather(weights, 1, torch.unsqueeze(ids, 1))
    probability = torch.div(torch.to(chosen, 7), torch.to(total, 7))
    if torch.eq(order, 1):
      two, _ = torch.topk(weights, 2, -1, True, True)
      gap = torch.sub(torch.narrow(two, 1, 0, 1), torch.narrow(two, 1, 1, 1))
      score = torch.div(torch.to(gap, 7), torch.to(total, 7))
    elif torch.eq(order, 2):
      # H = log S - sum(w * (l - max)) / S; a logit of -inf has no part in it
      products = torch.sum(torch.nan_to_num(torch.mul(weights, shifted), 0., None, 0.), [-1], True)
      score = torch.to(torch.sub(torch.div(products, total), torch.log(total)), 7)
    else:
      score = probability
    return torch.cat([torch.to(torch.unsqueeze(ids, 1), 7), probability, score], 1)
