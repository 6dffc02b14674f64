# The matrix products of the other kernels, by what libtorch chooses. TorchScript in the form of saved
# modules. product_onednn.py has the same functions by another library.

# x (..., in), weight (out, in) -> (..., out)
def product(x: Tensor, weight: Tensor) -> Tensor:
  return torch.linear(x, weight)

# silu(x gate^T) * x up^T; x (..., in), gate and up (out, in) -> (..., out)
def gated_product(x: Tensor, gate: Tensor, up: Tensor) -> Tensor:
  return torch.mul(torch.silu(torch.linear(x, gate)), torch.linear(x, up))

# x + a weight^T in the type of x; x (..., out), a (..., in), weight (out, in)
def add_product(x: Tensor, a: Tensor, weight: Tensor) -> Tensor:
  if torch.eq(a.dtype, x.dtype):
    flat = torch.reshape(a, [-1, torch.size(a, -1)])
    sum = torch.addmm(torch.reshape(x, [-1, torch.size(x, -1)]), flat, torch.t(weight), beta=1,
        alpha=1)
    result = torch.view_as(sum, x)
  else:
    result = torch.add(x, torch.linear(a, weight), alpha=1)
  return result

# gradient += a^T b in place; a (n, out), b (n, in), gradient (out, in)
def accumulate(gradient: Tensor, a: Tensor, b: Tensor) -> Tensor:
  if torch.eq(a.dtype, gradient.dtype):
    _ = torch.addmm_(gradient, torch.t(a), b, beta=1, alpha=1)
  else:
    _ = torch.add_(gradient, torch.mm(torch.t(a), b), alpha=1)
  return gradient
