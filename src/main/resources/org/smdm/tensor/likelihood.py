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
  # Probabilities are summed in float64; NaN wherever they have no sum.
  def judge(self: __torch__.Likelihood, logits: Tensor, targets: Tensor) -> Tensor:
    largest = torch.amax(logits, [-1], True)
    shifted = torch.sub(logits, largest)
    total = torch.log(torch.sum(torch.exp(shifted), [-1], True, dtype=7))
    chosen = torch.to(torch.gather(shifted, 1, torch.unsqueeze(targets, 1)), 7)
    likeliest = torch.to(torch.argmax(logits, -1, True), 7)
    return torch.cat([torch.sub(total, chosen), likeliest, torch.neg(total)], 1)
