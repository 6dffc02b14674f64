# The transformer of the paper, in TorchScript (reference lit_gpt/diffmodel.py and model.py).
#
# x = wte[ids]
# for each block:  x = x + proj(attention(norm_1(x)));  x = x + w3(silu(w1 n) * w2 n), n = norm_2(x)
# logits = lm_head(ln_f(x))
#
# Tensors at the boundary are float32 (float64 in gradient checks); `compute` is the type of the matrix
# products inside: 6 float32, 7 float64, 15 bfloat16. The same block trains: what it does to an x that
# asks for its gradient is recorded.
class Transformer:
  heads : int
  query_groups : int
  causal : bool
  norm_eps : float
  compute : int

  # RMSNorm over the last dimension (reference lit_gpt/rmsnorm.py).
  def norm(self, x: Tensor, weight: Tensor) -> Tensor:
    return x * torch.rsqrt((x * x).mean([-1], True) + self.norm_eps) * weight

  # RoPE: the two halves of each head turned by the angle of their position.
  # x (batch, time, groups, n, head), cos and sin (time, head / 2) or (batch, time, head / 2)
  def rotate(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    c = torch.cat([cos, cos], -1).unsqueeze(-2).unsqueeze(-2)
    s = torch.cat([sin.neg(), sin], -1).unsqueeze(-2).unsqueeze(-2)
    return (x * c + x.roll([x.size(-1) // 2], [-1]) * s).to(self.compute)

  # The fused projection's rows are grouped per query group as [q, ..., q, k, v].
  # x (batch, time, embd) -> q (batch, time, heads, head), k and v (batch, time, groups, head)
  def queries_keys_values(self, x: Tensor, qkv: Tensor, cos: Tensor,
      sin: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    batch, time = x.size(0), x.size(1)
    n = self.heads // self.query_groups
    projected = product(x.to(self.compute), qkv.to(self.compute)).contiguous()
    grouped = projected.view([batch, time, self.query_groups, n + 2, -1])
    qk, v = torch.split(grouped, [n + 1, 1], 3)
    q, k = torch.split(self.rotate(qk, cos, sin), [n, 1], 3)
    return (q.reshape([batch, time, self.heads, -1]), k.squeeze(3), v.squeeze(3))

  # SwiGLU. x (batch, time, embd), w1 and w2 (ffn, embd), w3 (embd, ffn); added to the residual
  def feed_forward(self, residual: Tensor, x: Tensor, w1: Tensor, w2: Tensor, w3: Tensor) -> Tensor:
    hidden = gated_product(x.to(self.compute), w1.to(self.compute), w2.to(self.compute))
    return add_product(residual, hidden, w3.to(self.compute))

  # One block. x (batch, time, embd), weights as they stand below, (out, in)
  def block(self, x: Tensor, weights: List[Tensor], angles: List[Tensor]) -> Tensor:
    nothing = annotate(List[Tensor], [])
    return self.block_at(x, weights, angles, nothing, nothing, nothing)

  # The same where it matters what tokens see, what is known of others, and which are wanted; `seen`,
  # `cache` and `chosen` as in attention.py -> (batch, time or queries, embd)
  def block_at(self, x: Tensor, weights: List[Tensor], angles: List[Tensor], seen: List[Tensor],
      cache: List[Tensor], chosen: List[Tensor]) -> Tensor:
    norm_1, qkv, proj, norm_2, w1, w2, w3 = weights
    cos, sin = angles
    q, k, v = self.queries_keys_values(self.norm(x, norm_1), qkv, cos, sin)
    k, v = through_cache(k, v, cache)
    y = attention(choose(q, chosen), k, v, seen, self.causal)
    x = add_product(choose(x, chosen), y, proj.to(self.compute))
    return self.feed_forward(x, self.norm(x, norm_2), w1, w2, w3)

  # softmax(q k^T / sqrt(head)) of a block, for looking at it -> (batch, heads, time, time)
  def attention_weights(self, x: Tensor, weights: List[Tensor], angles: List[Tensor]) -> Tensor:
    q, k, v = self.queries_keys_values(self.norm(x, weights[0]), weights[1], angles[0], angles[1])
    return probabilities(q, k, self.causal)

  # ids (batch, time) int64, weights: wte (rows, embd) -> (batch, time, embd)
  def embed(self, weights: List[Tensor], ids: Tensor, angles: List[Tensor]) -> Tensor:
    return torch.embedding(weights[0], ids)

  # The final norm of chosen rows of x (batch, time, embd) flattened to (batch * time, embd).
  # rows (n,) int64 -> (n, embd)
  def normed(self, x: Tensor, weights: List[Tensor], rows: Tensor) -> Tensor:
    return self.norm(x.flatten(0, 1).index_select(0, rows), weights[0])
