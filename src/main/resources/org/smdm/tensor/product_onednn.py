# The matrix products of the other kernels by oneDNN, which libtorch itself takes for float32 only in
# convolutions: with AVX-512 up to twice as fast as its other library. TorchScript in the form of
# saved modules. Other types are left to libtorch.
#
# Of 16 to 256 rows x, weight x^T is computed: then it is they that are copied into the library's own
# order, not the weights. A row is rounded alike in any product of 16 rows and more.

# x (n, in), weight (out, in) -> (n, out), in float32; post: "none", or "swish" for silu
def by_onednn(x: Tensor, weight: Tensor, post: str) -> Tensor:
  nothing = annotate(List[Optional[number]], [])
  return ops.mkldnn._linear_pointwise(x, weight, None, post, nothing, "")

# Whether so many rows are turned round.
def is_turned(rows: int) -> bool:
  return torch.__and__(torch.ge(rows, 16), torch.le(rows, 256))

# x (..., in), weight (out, in) -> (..., out), not always contiguous
def product(x: Tensor, weight: Tensor) -> Tensor:
  if torch.eq(x.dtype, 6):
    rows = torch.reshape(x, [-1, torch.size(x, -1)])
    if __torch__.is_turned(torch.size(rows, 0)):
      flat = torch.t(__torch__.by_onednn(weight, rows, "none"))
    else:
      flat = __torch__.by_onednn(rows, weight, "none")
    result = torch.reshape(flat, torch.add(torch.slice(torch.size(x), 0, -1), [-1]))
  else:
    result = torch.linear(x, weight)
  return result

# silu(x gate^T) * x up^T; x (..., in), gate and up (out, in) -> (..., out), not always contiguous
def gated_product(x: Tensor, gate: Tensor, up: Tensor) -> Tensor:
  if torch.eq(x.dtype, 6):
    rows = torch.reshape(x, [-1, torch.size(x, -1)])
    if __torch__.is_turned(torch.size(rows, 0)):
      active = __torch__.by_onednn(gate, rows, "swish")
      flat = torch.t(ops.mkldnn._linear_pointwise(up, active, rows, None, "mul"))
    else:
      active0 = __torch__.by_onednn(rows, gate, "swish")
      flat = ops.mkldnn._linear_pointwise(rows, active0, up, None, "mul")
    result = torch.reshape(flat, torch.add(torch.slice(torch.size(x), 0, -1), [-1]))
  else:
    result = torch.mul(torch.silu(torch.linear(x, gate)), torch.linear(x, up))
  return result

# x + a weight^T in the type of x; x (..., out), a (..., in), weight (out, in)
def add_product(x: Tensor, a: Tensor, weight: Tensor) -> Tensor:
  rows = torch.floordiv(torch.numel(a), torch.size(a, -1))
  if torch.__or__(torch.ne(a.dtype, 6), __torch__.is_turned(rows)):
    result = torch.add(x, __torch__.product(a, weight), alpha=1)
  else:
    result = ops.mkldnn._linear_pointwise(a, x, weight, None, "add")
  return result

# gradient += a^T b in place; a (n, out), b (n, in), gradient (out, in)
def accumulate(gradient: Tensor, a: Tensor, b: Tensor) -> Tensor:
  if torch.eq(a.dtype, 6):
    # The wider factor as the weight.
    if torch.gt(torch.size(a, 1), torch.size(b, 1)):
      sum = torch.t(__torch__.by_onednn(torch.t(b), torch.t(a), "none"))
    else:
      sum = __torch__.by_onednn(torch.t(a), torch.t(b), "none")
  else:
    sum = torch.mm(torch.t(a), b)
  return torch.add_(gradient, sum, alpha=1)
