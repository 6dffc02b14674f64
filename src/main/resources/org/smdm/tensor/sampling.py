# Drawing tokens from logits. TorchScript in the form of saved modules.
class Sampling(Module):
  __parameters__ = []
  __buffers__ = []

  # The most likely id of each row; logits (n, vocab) -> (n,) int64
  def greedy(self: __torch__.Sampling, logits: Tensor) -> Tensor:
    return torch.argmax(logits, -1, False)

  # exp(logits) / (-log u)^temperature in float64; logits (n, vocab), u (n, vocab) float64 in [0, 1)
  def perturb(self: __torch__.Sampling, logits: Tensor, u: Tensor, temperature: float) -> Tensor:
    noise = torch.pow(torch.neg(torch.log(u)), temperature)
    return torch.div(torch.exp(torch.to(logits, 7)), noise)

  # The id that the Gumbel-max trick draws for each row at a temperature above 0 -> (n,) int64
  def gumbel_max(self: __torch__.Sampling, logits: Tensor, u: Tensor, temperature: float) -> Tensor:
    return torch.argmax(self.perturb(logits, u, temperature), -1, False)
