# Forward passes that keep what their backward passes need, and these, one sub-layer a call.
# TorchScript in the form of saved modules. No automatic differentiation but of long attention.
#
# Boundaries are float32 (float64 in gradient checks); `compute` is the type of the matrix products:
# 6 float32, 7 float64, 15 bfloat16. Gradients of parameters are added in place to those given.
#
# A norm's weight is folded into the projection behind it: (y * w) P^T = y (P * w)^T, y = x / rms(x).
# So the gradient of both comes from G = dp^T y, which is of the projection's size, whatever the batch.
class TransformerTraining(Module):
  __parameters__ = []
  __buffers__ = []
  heads : int
  query_groups : int
  causal : bool
  norm_eps : float
  compute : int
  head_chunk : int

  # y = x / rms(x) over the last dimension, and 1 / rms(x), (..., 1)
  def normalize(self: __torch__.TransformerTraining, x: Tensor) -> Tuple[Tensor, Tensor]:
    length = torch.linalg_vector_norm(x, 2, [-1], True)
    mean_square = torch.div(torch.mul(length, length), torch.size(x, -1))
    inverse = torch.rsqrt(torch.add(mean_square, self.norm_eps))
    return (torch.mul(x, inverse), inverse)

  # dresidual + the gradient of x through y; dy in any type, the result in that of y
  def normalize_backward(self: __torch__.TransformerTraining, dresidual: Tensor, dy: Tensor,
      y: Tensor, inverse: Tensor) -> Tensor:
    d = torch.to(dy, y.dtype)
    mean = torch.mean(torch.mul(d, y), [-1], True)
    return torch.addcmul(dresidual, torch.addcmul(d, y, mean, value=-1), inverse, value=1)

  # The halves of each head turned by the angle of their position, or back.
  # x (batch, time, groups, n, head), cos and sin (time, 1, 1, head / 2) -> like x in their type,
  # contiguous
  def rotate(self: __torch__.TransformerTraining, x: Tensor, cos: Tensor, sin: Tensor,
      back: bool) -> Tensor:
    half = torch.floordiv(torch.size(x, -1), 2)
    wide = torch.to(x, cos.dtype)
    turned = torch.mul(wide, torch.cat([cos, cos], -1))
    sign = -1
    if back:
      sign = 1
    _ = torch.addcmul_(torch.narrow(turned, -1, 0, half), torch.narrow(wide, -1, half, half), sin,
        value=sign)
    _0 = torch.addcmul_(torch.narrow(turned, -1, half, half), torch.narrow(wide, -1, 0, half), sin,
        value=torch.neg(sign))
    return turned

  # ids (batch, time) int64, weight (rows, embd) -> (batch, time, embd)
  def embed(self: __torch__.TransformerTraining, weight: Tensor, ids: Tensor) -> Tensor:
    return torch.embedding(weight, ids)

  # Adds dx (batch, time, embd) to the rows of the gradient that ids name.
  def embed_backward(self: __torch__.TransformerTraining, dx: Tensor, ids: Tensor,
      gradient: Tensor) -> Tensor:
    return torch.index_add_(gradient, 0, torch.flatten(ids), torch.flatten(dx, 0, 1), alpha=1)

  # Queries, keys and values of norm(x), in the boundary's type. x (batch, time, embd)
  # -> q (batch, heads, time, head), k and v (batch, groups, time, head), y, 1 / rms
  def attention_in(self: __torch__.TransformerTraining, x: Tensor, norm: Tensor, qkv: Tensor,
      cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    batch = torch.size(x, 0)
    time = torch.size(x, 1)
    queries = torch.floordiv(self.heads, self.query_groups)
    y, inverse = self.normalize(x)
    folded = torch.to(torch.mul(qkv, norm), self.compute)
    projected = __torch__.product(torch.to(y, self.compute), folded)
    grouped = torch.view(projected, [batch, time, self.query_groups, torch.add(queries, 2), -1])
    c = torch.unsqueeze(torch.unsqueeze(cos, 1), 1)
    s = torch.unsqueeze(torch.unsqueeze(sin, 1), 1)
    turned = self.rotate(torch.narrow(grouped, 3, 0, torch.add(queries, 1)), c, s, False)
    q = torch.reshape(torch.narrow(turned, 3, 0, queries), [batch, time, self.heads, -1])
    k = torch.select(turned, 3, queries)
    v = torch.to(torch.select(grouped, 3, torch.add(queries, 1)), x.dtype)
    return (torch.transpose(q, 1, 2), torch.transpose(k, 1, 2), torch.transpose(v, 1, 2), y,
        inverse)

  # How many sequences have no more scores than a processor's cache holds (half a MiB), at least one.
  def sequences(self: __torch__.TransformerTraining, time: int) -> int:
    scores = torch.mul(torch.mul(self.heads, time), time)
    return ops.prim.max(1, torch.floordiv(131072, scores))

  # The heads of n sequences in one row. x (batch, heads, ...) -> (n heads, ...)
  def part(self: __torch__.TransformerTraining, x: Tensor, start: int, n: int) -> Tensor:
    return torch.flatten(torch.narrow(x, 0, start, n), 0, 1)

  # softmax(q k^T / sqrt(head)) v of short sequences that look at every position, a few sequences at
  # a time. Their scores stay in a processor's cache, and all products are large ones: on CPUs twice
  # as fast as libtorch's own. q, k and v (batch, heads, time, head)
  # -> (batch, time, heads, head), the probabilities (batch, heads, time, time)
  def attention_short(self: __torch__.TransformerTraining, q: Tensor, k: Tensor,
      v: Tensor) -> Tuple[Tensor, Tensor]:
    batch = torch.size(q, 0)
    time = torch.size(q, 2)
    width = torch.size(q, 3)
    scale = torch.div(1., torch.sqrt(width))
    p = torch.empty([batch, self.heads, time, time], dtype=q.dtype, layout=None, device=q.device)
    out = torch.empty_like(torch.transpose(q, 1, 2), memory_format=0)
    most = self.sequences(time)
    for i in range(torch.floordiv(torch.sub(torch.add(batch, most), 1), most)):
      start = torch.mul(i, most)
      n = ops.prim.min(most, torch.sub(batch, start))
      ps = self.part(p, start, n)
      qs = self.part(q, start, n)
      ks = self.part(k, start, n)
      vs = self.part(v, start, n)
      _ = torch.baddbmm(ps, qs, torch.transpose(ks, 1, 2), beta=0, alpha=scale, out=ps)
      _0 = torch._softmax(ps, -1, False, out=ps)
      _1 = torch.copy_(torch.transpose(torch.narrow(out, 0, start, n), 1, 2),
          torch.view(torch.bmm(ps, vs), [n, self.heads, time, width]))
    return (out, p)

  # The gradients of q, k and v side by side, (batch, time, heads, 3, head); dout (batch, time,
  # heads, head)
  def attention_short_backward(self: __torch__.TransformerTraining, dout: Tensor, q: Tensor,
      k: Tensor, v: Tensor, p: Tensor) -> Tensor:
    batch = torch.size(q, 0)
    time = torch.size(q, 2)
    width = torch.size(q, 3)
    scale = torch.div(1., torch.sqrt(width))
    d = torch.empty([batch, time, self.heads, 3, width], dtype=q.dtype, layout=None,
        device=q.device)
    most = self.sequences(time)
    for i in range(torch.floordiv(torch.sub(torch.add(batch, most), 1), most)):
      start = torch.mul(i, most)
      n = ops.prim.min(most, torch.sub(batch, start))
      ps = self.part(p, start, n)
      qs = self.part(q, start, n)
      ks = self.part(k, start, n)
      vs = self.part(v, start, n)
      os = self.part(torch.transpose(dout, 1, 2), start, n)
      db = torch.permute(torch.narrow(d, 0, start, n), [3, 0, 2, 1, 4])
      size = [n, self.heads, time, width]
      _ = torch.copy_(torch.select(db, 0, 2),
          torch.view(torch.bmm(torch.transpose(ps, 1, 2), os), size))
      ds = torch._softmax_backward_data(torch.bmm(os, torch.transpose(vs, 1, 2)), ps, -1, p.dtype)
      _0 = torch.copy_(torch.select(db, 0, 0),
          torch.view(torch.baddbmm(qs, ds, ks, beta=0, alpha=scale), size))
      _1 = torch.copy_(torch.select(db, 0, 1),
          torch.view(torch.baddbmm(ks, torch.transpose(ds, 1, 2), qs, beta=0, alpha=scale), size))
    return d

  # The same of any sequences, recorded: takes part in automatic differentiation, so that libtorch
  # chooses its fastest attention on any device.
  # -> (batch, time, heads, head), and the leaves whose gradients it makes
  def attention_recorded(self: __torch__.TransformerTraining, q: Tensor, k: Tensor,
      v: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
    q0 = torch.requires_grad_(torch.detach(torch.to(q, self.compute)), True)
    k0 = torch.requires_grad_(torch.detach(torch.to(k, self.compute)), True)
    v0 = torch.requires_grad_(torch.detach(torch.to(v, self.compute)), True)
    out = torch.scaled_dot_product_attention(q0, k0, v0, None, 0., self.causal, scale=None,
        enable_gqa=torch.ne(self.heads, self.query_groups))
    return (torch.transpose(out, 1, 2), q0, k0, v0)

  # The gradients of q, k and v side by side, (batch, time, groups, queries per group + 2, head)
  def attention_recorded_backward(self: __torch__.TransformerTraining, dout: Tensor, out: Tensor,
      q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    seeds = annotate(List[Optional[Tensor]], [torch.to(dout, self.compute)])
    found = torch.autograd.grad([out], [q, k, v], seeds, None, False, False)
    dq = torch.transpose(unchecked_cast(Tensor, found[0]), 1, 2)
    dk = torch.transpose(unchecked_cast(Tensor, found[1]), 1, 2)
    dv = torch.transpose(unchecked_cast(Tensor, found[2]), 1, 2)
    queries = torch.floordiv(self.heads, self.query_groups)
    grouped = torch.reshape(dq, [torch.size(dq, 0), torch.size(dq, 1), self.query_groups, queries,
        -1])
    return torch.cat([grouped, torch.unsqueeze(dk, 3), torch.unsqueeze(dv, 3)], 3)

  # x + proj(out); out (batch, time, heads, head)
  def attention_out(self: __torch__.TransformerTraining, x: Tensor, out: Tensor,
      proj: Tensor) -> Tensor:
    merged = torch.flatten(torch.detach(out), 2)
    return __torch__.add_product(x, torch.to(merged, self.compute), torch.to(proj, self.compute))

  # The gradient of out (batch, time, heads, head), from that of the result, (batch, time, embd)
  def attention_out_backward(self: __torch__.TransformerTraining, dx: Tensor, out: Tensor,
      proj: Tensor, proj_gradient: Tensor) -> Tensor:
    dresult = torch.flatten(torch.to(dx, self.compute), 0, 1)
    merged = torch.to(torch.flatten(torch.detach(out), 2), self.compute)
    _ = __torch__.accumulate(proj_gradient, dresult, torch.flatten(merged, 0, 1))
    dmerged = torch.to(__torch__.product(dresult, torch.t(torch.to(proj, self.compute))), dx.dtype)
    return torch.view(dmerged, [torch.size(dx, 0), torch.size(dx, 1), self.heads, -1])

  # The gradient of x, from those of the result and of q, k and v side by side, (batch, time,
  # groups, queries per group + 2, head)
  def attention_in_backward(self: __torch__.TransformerTraining, dx: Tensor, dheads: Tensor,
      norm: Tensor, qkv: Tensor, cos: Tensor, sin: Tensor, y: Tensor, inverse: Tensor,
      norm_gradient: Tensor, qkv_gradient: Tensor) -> Tensor:
    queries = torch.floordiv(self.heads, self.query_groups)
    c = torch.unsqueeze(torch.unsqueeze(cos, 1), 1)
    s = torch.unsqueeze(torch.unsqueeze(sin, 1), 1)
    projected = torch.empty_like(dheads, dtype=self.compute, memory_format=0)
    turned = self.rotate(torch.narrow(dheads, 3, 0, torch.add(queries, 1)), c, s, True)
    _ = torch.copy_(torch.narrow(projected, 3, 0, torch.add(queries, 1)), turned)
    _2 = torch.copy_(torch.select(projected, 3, torch.add(queries, 1)),
        torch.select(dheads, 3, torch.add(queries, 1)))
    dp = torch.flatten(torch.flatten(projected, 2), 0, 1)
    g = __torch__.product(torch.t(dp), torch.t(torch.flatten(torch.to(y, self.compute), 0, 1)))
    _0 = torch.addcmul_(qkv_gradient, g, norm, value=1)
    _1 = torch.add_(norm_gradient, torch.sum(torch.mul(g, qkv), [0]), alpha=1)
    dy = torch.view_as(__torch__.product(dp, torch.t(torch.to(torch.mul(qkv, norm), self.compute))), y)
    return self.normalize_backward(dx, dy, y, inverse)

  # w1 and w2 one above the other, each times the norm's weight, (2 ffn, embd)
  def fold_gate(self: __torch__.TransformerTraining, norm: Tensor, w1: Tensor,
      w2: Tensor) -> Tensor:
    return torch.to(torch.mul(torch.cat([w1, w2], 0), norm), self.compute)

  # x + w3(silu(w1 n) * w2 n), n = norm(x); x (batch, time, embd)
  # -> the result, y, 1 / rms, both projections side by side (batch, time, 2 ffn), silu of the first
  def swiglu_forward(self: __torch__.TransformerTraining, x: Tensor, norm: Tensor, w1: Tensor,
      w2: Tensor, w3: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    y, inverse = self.normalize(x)
    projected = __torch__.product(torch.to(y, self.compute), self.fold_gate(norm, w1, w2))
    gate, up = torch.chunk(projected, 2, -1)
    activated = torch.silu(gate)
    hidden = torch.mul(activated, up)
    return (__torch__.add_product(x, hidden, torch.to(w3, self.compute)), y, inverse, projected, activated)

  # The gradient of x, from that of the result; overwrites the projections.
  def swiglu_backward(self: __torch__.TransformerTraining, dx: Tensor, norm: Tensor, w1: Tensor,
      w2: Tensor, w3: Tensor, y: Tensor, inverse: Tensor, projected: Tensor, activated: Tensor,
      norm_gradient: Tensor, w1_gradient: Tensor, w2_gradient: Tensor, w3_gradient: Tensor) -> Tensor:
    dresult = torch.flatten(torch.to(dx, self.compute), 0, 1)
    dp = torch.flatten(projected, 0, 1)
    gate, up = torch.chunk(dp, 2, -1)
    active = torch.flatten(activated, 0, 1)
    hidden = torch.mul(active, up)
    _ = __torch__.accumulate(w3_gradient, dresult, hidden)
    dhidden = __torch__.product(dresult, torch.t(torch.to(w3, self.compute)))
    dactivated = torch.mul(dhidden, up, out=hidden)
    _0 = torch.mul(dhidden, active, out=up)
    _1 = torch.silu_backward(dactivated, gate, grad_input=gate)
    g = __torch__.product(torch.t(dp), torch.t(torch.flatten(torch.to(y, self.compute), 0, 1)))
    g1, g2 = torch.chunk(g, 2, 0)
    _2 = torch.addcmul_(w1_gradient, g1, norm, value=1)
    _3 = torch.addcmul_(w2_gradient, g2, norm, value=1)
    dnorm = torch.add(torch.sum(torch.mul(g1, w1), [0]), torch.sum(torch.mul(g2, w2), [0]), alpha=1)
    _4 = torch.add_(norm_gradient, dnorm, alpha=1)
    dy = torch.view_as(__torch__.product(dp, torch.t(self.fold_gate(norm, w1, w2))), y)
    return self.normalize_backward(dx, dy, y, inverse)

  # Final norm, head and weighted cross-entropy of chosen rows, forward and backward at once and a
  # chunk of rows at a time, so that never all logits exist. x (batch, time, embd), rows (n,) int64,
  # targets (n,) int64, weights and bound_weights (n,)
  # -> sum of weights * nll (), sum of bound_weights * nll (), the gradient of x
  def head_loss(self: __torch__.TransformerTraining, x: Tensor, rows: Tensor, norm: Tensor,
      head: Tensor, targets: Tensor, weights: Tensor, bound_weights: Tensor, norm_gradient: Tensor,
      head_gradient: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    y, inverse = self.normalize(torch.index_select(torch.flatten(x, 0, 1), 0, rows))
    n = torch.mul(y, norm)
    weight = torch.to(head, self.compute)
    factors = torch.unsqueeze(weights, 1)
    dn = torch.empty_like(n)
    nll = torch.empty_like(weights)
    count = torch.size(rows, 0)
    chunks = torch.floordiv(torch.sub(torch.add(count, self.head_chunk), 1), self.head_chunk)
    for i in range(chunks):
      start = torch.mul(i, self.head_chunk)
      size = ops.prim.min(self.head_chunk, torch.sub(count, start))
      part = torch.narrow(n, 0, start, size)
      factor = torch.narrow(factors, 0, start, size)
      target = torch.unsqueeze(torch.narrow(targets, 0, start, size), 1)
      logits = torch.to(__torch__.product(torch.to(part, self.compute), weight), x.dtype)
      log_p = torch.log_softmax(logits, -1, None)
      _ = torch.neg(torch.squeeze(torch.gather(log_p, 1, target), 1),
          out=torch.narrow(nll, 0, start, size))
      dlogits = torch.exp_(log_p)
      _0 = torch.scatter_add_(dlogits, 1, target, torch.full_like(factor, -1.))
      d = torch.to(dlogits, self.compute)
      _1 = __torch__.accumulate(head_gradient, d, torch.to(torch.mul(part, factor), self.compute))
      _2 = torch.mul(torch.to(__torch__.product(d, torch.t(weight)), x.dtype), factor,
          out=torch.narrow(dn, 0, start, size))
    _3 = torch.add_(norm_gradient, torch.sum(torch.mul(dn, y), [0]), alpha=1)
    drows = self.normalize_backward(torch.zeros_like(y), torch.mul_(dn, norm), y, inverse)
    dx = torch.index_copy_(torch.zeros_like(torch.flatten(x, 0, 1)), 0, rows, drows)
    bound = torch.dot(nll, bound_weights)
    return (torch.dot(nll, weights), bound, torch.view_as(dx, x))
