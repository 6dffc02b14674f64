# The optimiser's step, one call for all parameters. TorchScript.
# Lists come in as arguments: in-place operations on lists made here would be optimised away.
class AdamW:

  # The global L2 norm of gradients, ().
  def norm(self, gradients: List[Tensor]) -> Tensor:
    return torch.linalg_vector_norm(torch.stack(torch._foreach_norm(gradients, 2)))

  # The square of it in float64, (1,), for sums over ranks.
  def square(self, gradients: List[Tensor]) -> Tensor:
    norms = torch.to(torch.stack(torch._foreach_norm(gradients, 2)), 7)
    return torch.unsqueeze(torch.sum(torch.mul(norms, norms)), 0)

  # The norm of which `square` is the square, () float32.
  def root(self, square: Tensor) -> Tensor:
    return torch.squeeze(torch.to(torch.sqrt(square), 6))

  # Copies tensors over others of the same shapes.
  def copy(self, to: List[Tensor], source: List[Tensor]) -> NoneType:
    torch._foreach_copy_(to, source)
    return None

  def clear(self, tensor: Tensor) -> NoneType:
    _ = torch.zero_(tensor)
    return None

  # Clips the gradients to max_norm (global L2 norm; no clipping where max_norm <= 0), updates the
  # parameters and moments in place, and clears the gradients for the next accumulation.
  # Where skip_above > 0, a step is left out if its norm is not finite or above skip_above times the
  # running mean of the norms before; only steps that are taken are counted in `step`.
  # norm () float32: of all gradients, those of other ranks included.
  # step () float32: steps taken; mean_norm () float32: running mean, 0 at first.
  # Returns the norm before clipping and whether the step was left out (1) or taken (0), (2,).
  def step(self, parameters: List[Tensor], gradients: List[Tensor],
      first: List[Tensor], second: List[Tensor], steps: List[Tensor], norm: Tensor, step: Tensor,
      mean_norm: Tensor, lr: float, beta1: float, beta2: float, eps: float, weight_decay: float,
      max_norm: float, skip_above: float) -> Tensor:
    skipped = torch.zeros_like(norm)
    if torch.gt(skip_above, 0.):
      known = torch.gt(mean_norm, 0.)
      spike = torch.logical_and(known, torch.gt(norm, torch.mul(mean_norm, skip_above)))
      bad = torch.logical_or(spike, torch.logical_not(torch.isfinite(norm)))
      skipped = torch.to(bad, norm.dtype)
      mean = torch.where(known, torch.lerp(mean_norm, norm, 0.02), norm)
      _ = torch.copy_(mean_norm, torch.where(bad, mean_norm, mean))
    _0 = torch.add_(step, torch.rsub(skipped, 1.), alpha=1)
    divisor = torch.ones_like(norm)
    if torch.gt(max_norm, 0.):
      divisor = torch.clamp(torch.div(torch.add(norm, 1e-06), max_norm), 1.)
    torch._fused_adamw_(parameters, gradients, first, second, [], steps, lr=lr, beta1=beta1,
        beta2=beta2, weight_decay=weight_decay, eps=eps, amsgrad=False, maximize=False,
        grad_scale=divisor, found_inf=skipped)
    torch._foreach_zero_(gradients)
    return torch.stack([norm, skipped])
