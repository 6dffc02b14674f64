# The matrix products of all kernels by oneDNN, which libtorch itself takes for float32 only in
# convolutions: with AVX-512 up to twice as fast as its other library. TorchScript. Other types are left
# to libtorch, and what is recorded for a backward pass to `recorded_product`.
#
# Of 16 to 256 rows x, weight x^T is computed: then it is they that are copied into the library's own
# order, not the weights. A row is rounded alike in any product of 16 rows and more.

# Whether oneDNN multiplies x.
def is_own(x: Tensor) -> bool:
  return x.dtype == 6 and not x.requires_grad

# x (n, in), weight (out, in) -> (n, out), in float32; post: "none", or "swish" for silu
def by_onednn(x: Tensor, weight: Tensor, post: str) -> Tensor:
  nothing = annotate(List[Optional[number]], [])
  return ops.mkldnn._linear_pointwise(x, weight, None, post, nothing, "")

# Whether so many rows are turned round.
def is_turned(rows: int) -> bool:
  return rows >= 16 and rows <= 256

# x (..., in), weight (out, in) -> (..., out), not always contiguous
def product(x: Tensor, weight: Tensor) -> Tensor:
  if x.requires_grad:
    return recorded_product(x, weight)
  if not is_own(x):
    return torch.linear(x, weight)
  rows = x.reshape([-1, x.size(-1)])
  if is_turned(rows.size(0)):
    flat = by_onednn(weight, rows, "none").t()
  else:
    flat = by_onednn(rows, weight, "none")
  return flat.reshape(x.size()[:-1] + [-1])

# silu(x gate^T) * x up^T; x (..., in), gate and up (out, in) -> (..., out), not always contiguous
def gated_product(x: Tensor, gate: Tensor, up: Tensor) -> Tensor:
  if x.requires_grad:
    return torch.silu(product(x, gate)) * product(x, up)
  if not is_own(x):
    return torch.silu(torch.linear(x, gate)) * torch.linear(x, up)
  rows = x.reshape([-1, x.size(-1)])
  if is_turned(rows.size(0)):
    active = by_onednn(gate, rows, "swish")
    flat = ops.mkldnn._linear_pointwise(up, active, rows, None, "mul").t()
  else:
    active = by_onednn(rows, gate, "swish")
    flat = ops.mkldnn._linear_pointwise(rows, active, up, None, "mul")
  return flat.reshape(x.size()[:-1] + [-1])

# x + a weight^T in the type of x; x (..., out), a (..., in), weight (out, in)
def add_product(x: Tensor, a: Tensor, weight: Tensor) -> Tensor:
  if is_own(a) and not is_turned(a.numel() // a.size(-1)):
    return ops.mkldnn._linear_pointwise(a, x, weight, None, "add")
  return x + product(a, weight)

# gradient += a^T b in place; a (n, out), b (n, in), gradient (out, in)
def accumulate(gradient: Tensor, a: Tensor, b: Tensor) -> Tensor:
  if not is_own(a):
    return gradient.add_(torch.mm(a.t(), b))
  # The wider factor as the weight.
  if a.size(1) > b.size(1):
    return gradient.add_(by_onednn(b.t(), a.t(), "none").t())
  return gradient.add_(by_onednn(a.t(), b.t(), "none"))
