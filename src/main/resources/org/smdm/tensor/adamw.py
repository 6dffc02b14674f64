# The optimiser's step, one call for all parameters. TorchScript in the form of saved modules.
# Lists come in as arguments: in-place operations on lists made here would be optimised away.
class AdamW(Module):
  __parameters__ = []
  __buffers__ = []

  # Clips the gradients to max_norm (global L2 norm; no clipping where max_norm <= 0), updates the
  # parameters and moments in place, and clears the gradients for the next accumulation.
  # step (1,) float32: number of this step, from 1. Returns the norm before clipping, ().
  def step(self: __torch__.AdamW, parameters: List[Tensor], gradients: List[Tensor],
      first: List[Tensor], second: List[Tensor], steps: List[Tensor], lr: float, beta1: float,
      beta2: float, eps: float, weight_decay: float, max_norm: float) -> Tensor:
    norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(gradients, 2)))
    if torch.gt(max_norm, 0.):
      factor = torch.clamp(torch.div(max_norm, torch.add(norm, 1e-06)), None, 1.)
      torch._foreach_mul_(gradients, factor)
    torch._fused_adamw_(parameters, gradients, first, second, [], steps, lr=lr, beta1=beta1,
        beta2=beta2, weight_decay=weight_decay, eps=eps, amsgrad=False, maximize=False,
        grad_scale=None, found_inf=None)
    torch._foreach_zero_(gradients)
    return norm
