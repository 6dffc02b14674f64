# Whether recorded products are what libtorch computes by default. TorchScript.
class RecordedCheck:

  # The largest difference of results and gradients, each as a share of the largest entry.
  # x (..., in), weight (out, in), dy (..., out) -> ()
  def difference(self, x: Tensor, weight: Tensor, dy: Tensor) -> Tensor:
    x = x.detach().requires_grad_(True)
    weight = weight.detach().requires_grad_(True)
    largest = torch.zeros([], dtype=6, layout=None, device=x.device)
    own = self.with_gradients(recorded_product(x, weight), x, weight, dy)
    right = self.with_gradients(torch.linear(x, weight), x, weight, dy)
    for i in range(len(own)):
      d = (own[i] - right[i]).abs().max() / right[i].abs().max()
      largest = torch.maximum(largest, d)
    return largest

  def with_gradients(self, y: Tensor, x: Tensor, weight: Tensor, dy: Tensor) -> List[Tensor]:
    seeds = annotate(List[Optional[Tensor]], [dy])
    found = torch.autograd.grad([y], [x, weight], seeds, None, False, False)
    return [y.detach(), unchecked_cast(Tensor, found[0]), unchecked_cast(Tensor, found[1])]
