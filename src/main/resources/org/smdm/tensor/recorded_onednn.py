# Products that are recorded for a backward pass, in float32 by oneDNN. TorchScript. Of its products
# libtorch differentiates only those of arrays of oneDNN's own kind. These are taken where the library
# is seen to compute them rightly: sizes that 64 does not divide were seen wrong, by more than half.

# x (..., in), weight (out, in) -> (..., out)
def recorded_product(x: Tensor, weight: Tensor) -> Tensor:
  if x.dtype != 6 or weight.size(0) % 64 != 0 or weight.size(1) % 64 != 0:
    return torch.linear(x, weight)
  return torch.mkldnn_linear(x.to_mkldnn(None), weight, None).to_dense(None, masked_grad=None)
