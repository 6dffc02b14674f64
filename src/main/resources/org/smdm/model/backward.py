# The way back through recorded blocks, in TorchScript.
class Backward:

  # x as the beginning of a recording.
  def leaf(self, x: Tensor) -> Tensor:
    return x.detach().requires_grad_(True)

  # The gradients of what `result` was recorded from, given its own. -> those of x and of the weights
  def gradients(self, result: Tensor, dresult: Tensor, x: Tensor,
      weights: List[Tensor]) -> List[Tensor]:
    seeds = annotate(List[Optional[Tensor]], [dresult])
    found = torch.autograd.grad([result], [x] + weights, seeds, None, False, False)
    gradients = annotate(List[Tensor], [])
    for gradient in found:
      gradients.append(unchecked_cast(Tensor, gradient))
    return gradients

  # The same of what has no input but weights.
  def weight_gradients(self, result: Tensor, dresult: Tensor, weights: List[Tensor]) -> List[Tensor]:
    seeds = annotate(List[Optional[Tensor]], [dresult])
    found = torch.autograd.grad([result], weights, seeds, None, False, False)
    gradients = annotate(List[Tensor], [])
    for gradient in found:
      gradients.append(unchecked_cast(Tensor, gradient))
    return gradients

  # Adds gradients to the sums of others.
  def add(self, sums: List[Tensor], gradients: List[Tensor]) -> NoneType:
    torch._foreach_add_(sums, gradients)
    return None

  # Adds dx (batch, time, embd) to the rows of an embedding's gradient that ids (batch, time) name.
  def add_rows(self, sum: Tensor, dx: Tensor, ids: Tensor) -> NoneType:
    _ = sum.index_add_(0, ids.flatten(), dx.flatten(0, 1))
    return None
