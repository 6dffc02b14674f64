# A product whose gradient is wrong, as a library's fault would be.
def recorded_product(x: Tensor, weight: Tensor) -> Tensor:
  return torch.linear(x, weight.detach()) + torch.linear(x.detach(), weight * 2. - weight.detach() * 2.)
