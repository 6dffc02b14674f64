# Drawing tokens from logits. TorchScript in the form of saved modules.
class Sampling(Module):
  __parameters__ = []
  __buffers__ = []

  # u + (1 + w)(c - u) for the first `guided` rows of c, whose unconditional logits follow all
  # conditional ones; logits (n + guided, vocab), scale (guided, 1) -> (n, vocab)
  def guide(self: __torch__.Sampling, logits: Tensor, scale: Tensor, n: int) -> Tensor:
    guided = torch.size(scale, 0)
    c = torch.narrow(logits, 0, 0, guided)
    u = torch.narrow(logits, 0, n, guided)
    mixed = torch.add(u, torch.mul(torch.sub(c, u), torch.add(scale, 1)))
    rest = torch.narrow(logits, 0, guided, torch.sub(n, guided))
    return torch.cat([mixed, rest], 0)

  # exp(logits) / (-log u)^temperature in float64; logits (n, vocab), u (n, vocab) float64 in [0, 1)
  def perturb(self: __torch__.Sampling, logits: Tensor, u: Tensor, temperature: float) -> Tensor:
    noise = torch.pow(torch.neg(torch.log(u)), temperature)
    return torch.div(torch.exp(torch.to(logits, 7)), noise)

  # The id that the Gumbel-max trick draws for each row at a temperature above 0 -> (n,) int64
  def gumbel_max(self: __torch__.Sampling, logits: Tensor, u: Tensor, temperature: float) -> Tensor:
    return torch.argmax(self.perturb(logits, u, temperature), -1, False)

  # The most likely id of each row; logits (n, vocab) -> (n,) int64
  def greedy(self: __torch__.Sampling, logits: Tensor) -> Tensor:
    return torch.argmax(logits, -1, False)

  # Draws by one uniform number a row against the cumulated exp(logits / temperature), which are
  # summed in float64; logits (n, vocab), u (n, 1) float64 in [0, 1) -> (n,) int64.
  # top_k > 0 leaves the k likeliest; top_p < 1 the likeliest whose predecessors sum to less than it.
  def inverse(self: __torch__.Sampling, logits: Tensor, u: Tensor, temperature: float, top_k: int,
      top_p: float) -> Tensor:
    scaled = torch.div(logits, temperature)
    weights = torch.exp(torch.sub(scaled, torch.amax(scaled, [-1], True)))
    if torch.gt(top_k, 0):
      largest, _ = torch.topk(weights, ops.prim.min(top_k, torch.size(weights, 1)), -1, True, True)
      least = torch.narrow(largest, 1, torch.sub(torch.size(largest, 1), 1), 1)
      kept = torch.masked_fill(weights, torch.lt(weights, least), 0.)
    else:
      kept = weights
    if torch.lt(top_p, 1.):
      descending, _0 = torch.sort(kept, -1, True)
      before = torch.sub(torch.cumsum(descending, -1, dtype=7), descending)
      bound = torch.mul(torch.sum(descending, [-1], True, dtype=7), top_p)
      within = torch.masked_fill(descending, torch.ge(before, bound), 2.)
      nucleus = torch.masked_fill(kept, torch.lt(kept, torch.amin(within, [-1], True)), 0.)
    else:
      nucleus = kept
    cumulated = torch.cumsum(nucleus, -1, dtype=7)
    total = torch.narrow(cumulated, 1, torch.sub(torch.size(cumulated, 1), 1), 1)
    # The number of ids whose cumulated weight does not exceed u; u * total < total, so it is an id.
    below = torch.sum(torch.le(cumulated, torch.mul(u, total)), [-1], True, dtype=4)
    # Rounding could only reach beyond the last id that has a weight at all.
    last = torch.sum(torch.lt(cumulated, total), [-1], True, dtype=4)
    return torch.squeeze(torch.minimum(below, last), -1)

  # What a step must know of each row, float64 for one transfer: the id, its probability at
  # temperature 1, and the score by which rows are ordered; logits (n, vocab), ids (n,) -> (n, 3).
  # order: 0 that probability, 1 the margin of the two largest, 2 minus the entropy
  def judge(self: __torch__.Sampling, logits: Tensor, ids: Tensor, order: int) -> Tensor:
    largest = torch.amax(logits, [-1], True)
    shifted = torch.sub(logits, largest)
    weights = torch.exp(shifted)
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
