# What an estimate of likelihood needs of logits. TorchScript in the form of saved modules.
class Likelihood(Module):
  __parameters__ = []
  __buffers__ = []

  # u + (1 + w)(c - u); logits (2 n, vocab): conditional rows, then their unconditional ones
  def guide(self: __torch__.Likelihood, logits: Tensor, scale: float) -> Tensor:
    c, u = torch.chunk(logits, 2, 0)
    return torch.add(u, torch.mul(torch.sub(c, u), torch.add(scale, 1.)))

  # Of each row, float64 for one transfer: cross-entropy of its target in nats, the likeliest id and
  # that one's log-probability; logits (n, vocab), targets (n,) int64 -> (n, 3).
  # Probabilities are summed by blocks, and these in float64; NaN wherever they have no sum. Blocks
  # also because libtorch looks for the place of a maximum slowly, for the maximum alone fast.
  def judge(self: __torch__.Likelihood, logits: Tensor, targets: Tensor) -> Tensor:
    vocab = torch.size(logits, 1)
    if torch.eq(torch.remainder(vocab, 64), 0):
      block = torch.floordiv(vocab, 64)
    else:
      block = vocab
    parts = torch.view(logits, [-1, torch.floordiv(vocab, block), block])
    highest = torch.amax(parts, [-1])
    shifted = torch.sub(logits, torch.amax(highest, [-1], True))
    chosen = torch.to(torch.gather(shifted, 1, torch.unsqueeze(targets, 1)), 7)
    weights = torch.view(torch.exp_(shifted), [-1, torch.floordiv(vocab, block), block])
    if torch.lt(block, vocab):
      sums = torch.sum(weights, [-1])
    else:
      sums = torch.sum(weights, [-1], False, dtype=7)
    total = torch.log(torch.sum(sums, [-1], True, dtype=7))
    where = torch.argmax(highest, -1, True)
    index = torch.expand(torch.unsqueeze(where, -1), [-1, -1, block], implicit=False)
    within = torch.argmax(torch.squeeze(torch.gather(parts, 1, index), 1), -1, True)
    likeliest = torch.to(torch.add(torch.mul(where, block), within), 7)
    return torch.cat([torch.sub(total, chosen), likeliest, torch.neg(total)], 1)
