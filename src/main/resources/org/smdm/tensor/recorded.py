# Products that are recorded for a backward pass, by what libtorch chooses. TorchScript.

# x (..., in), weight (out, in) -> (..., out)
def recorded_product(x: Tensor, weight: Tensor) -> Tensor:
  return torch.linear(x, weight)
