# The optimiser's step (Loshchilov and Hutter 2019). TorchScript.
# Lists come in as arguments: in-place operations on lists made here would be optimised away.
class AdamW:

  # The L2 norm of each gradient, (n,).
  def norms(self, gradients: List[Tensor]) -> Tensor:
    return torch.stack(torch._foreach_norm(gradients, 2))

  # That of all together, ().
  def norm(self, norms: List[Tensor]) -> Tensor:
    return torch.linalg_vector_norm(torch.cat(norms))

  # The square of it in float64, (1,), for sums over ranks.
  def square(self, norms: List[Tensor]) -> Tensor:
    wide = torch.cat(norms).to(7)
    return torch.sum(wide * wide).unsqueeze(0)

  # The norm of which `square` is the square, () float32.
  def root(self, square: Tensor) -> Tensor:
    return torch.sqrt(square).to(6).squeeze()

  # Copies tensors over others of the same shapes.
  def copy(self, to: List[Tensor], source: List[Tensor]) -> NoneType:
    torch._foreach_copy_(to, source)
    return None

  def clear(self, tensor: Tensor) -> NoneType:
    _ = torch.zero_(tensor)
    return None

  # What becomes of a step. Gradients are clipped to max_norm (global L2 norm; not where it is <= 0).
  # Where skip_above > 0, a step is left out if its norm is not finite or above skip_above times the
  # running mean of the norms before; only steps that are taken are counted in `step`.
  # norm () float32: of all gradients, those of other ranks included.
  # step () float32: steps taken; mean_norm () float32: running mean, 0 at first.
  # -> the divisor of the gradients (), and whether the step is left out (1) or taken (0), ()
  def decide(self, norm: Tensor, step: Tensor, mean_norm: Tensor, max_norm: float,
      skip_above: float) -> Tuple[Tensor, Tensor]:
    skipped = torch.zeros_like(norm)
    if skip_above > 0.:
      known = mean_norm > 0.
      spike = torch.logical_and(known, norm > mean_norm * skip_above)
      bad = torch.logical_or(spike, torch.logical_not(torch.isfinite(norm)))
      skipped = bad.to(norm.dtype)
      mean = torch.where(known, torch.lerp(mean_norm, norm, 0.02), norm)
      _ = mean_norm.copy_(torch.where(bad, mean_norm, mean))
    _ = step.add_(1. - skipped)
    divisor = torch.ones_like(norm)
    if max_norm > 0.:
      divisor = torch.clamp((norm + 1e-06) / max_norm, 1.)
    return (divisor, skipped)

  # Updates parameters and moments in place, and clears the gradients for the next accumulation.
  def update(self, parameters: List[Tensor], gradients: List[Tensor], first: List[Tensor],
      second: List[Tensor], steps: List[Tensor], divisor: Tensor, skipped: Tensor, lr: float,
      beta1: float, beta2: float, eps: float, weight_decay: float) -> NoneType:
    torch._fused_adamw_(parameters, gradients, first, second, [], steps, lr=lr, beta1=beta1,
        beta2=beta2, weight_decay=weight_decay, eps=eps, amsgrad=False, maximize=False,
        grad_scale=divisor, found_inf=skipped)
    torch._foreach_zero_(gradients)
    return None

  # What a step returns, (2,).
  def result(self, norm: Tensor, skipped: Tensor) -> Tensor:
    return torch.stack([norm, skipped])
