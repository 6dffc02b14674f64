# One matrix product, to know what the machine can do. TorchScript.
class Matmul:

  # a (m, k) and b (k, n) in float32, multiplied `times` times in float32 -> one element, ()
  def multiply(self, a: Tensor, b: Tensor, compute: int, times: int) -> Tensor:
    x = torch.to(a, compute)
    y = torch.t(torch.to(b, compute))
    out = product(x, y)
    for i in range(torch.sub(times, 1)):
      out = product(x, y)
    return torch.to(torch.select(torch.select(out, 0, 0), 0, 0), 6)

  # The same as libtorch computes it by default.
  def multiply_by_torch(self, a: Tensor, b: Tensor, compute: int,
      times: int) -> Tensor:
    x = torch.to(a, compute)
    y = torch.to(b, compute)
    out = torch.mm(x, y)
    for i in range(torch.sub(times, 1)):
      out = torch.mm(x, y, out=out)
    return torch.to(torch.select(torch.select(out, 0, 0), 0, 0), 6)
