# The matrix products of all kernels, by what libtorch chooses. TorchScript. product_onednn.py has the
# same functions by another library.

# x (..., in), weight (out, in) -> (..., out)
def product(x: Tensor, weight: Tensor) -> Tensor:
  return torch.linear(x, weight)

# silu(x gate^T) * x up^T; x (..., in), gate and up (out, in) -> (..., out)
def gated_product(x: Tensor, gate: Tensor, up: Tensor) -> Tensor:
  return torch.silu(torch.linear(x, gate)) * torch.linear(x, up)

# x + a weight^T in the type of x; x (..., out), a (..., in), weight (out, in)
def add_product(x: Tensor, a: Tensor, weight: Tensor) -> Tensor:
  if a.dtype == x.dtype:
    flat = torch.addmm(x.reshape([-1, x.size(-1)]), a.reshape([-1, a.size(-1)]), weight.t())
    return flat.view_as(x)
  return x + torch.linear(a, weight)

# gradient += a^T b in place; a (n, out), b (n, in), gradient (out, in)
def accumulate(gradient: Tensor, a: Tensor, b: Tensor) -> Tensor:
  if a.dtype == gradient.dtype:
    return gradient.addmm_(a.t(), b)
  return gradient.add_(torch.mm(a.t(), b))
