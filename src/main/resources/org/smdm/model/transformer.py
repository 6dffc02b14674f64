# The transformer of the paper, in TorchScript (reference lit_gpt/diffmodel.py and model.py).
#
# x = wte[ids]
# for each block:  x = x + proj(attention(norm_1(x)));  x = x + w3(silu(w1 n) * w2 n), n = norm_2(x)
# logits = lm_head(ln_f(x))
#
# Tensors at the boundary are float32 (float64 in gradient checks); `compute` is the type of the matrix
# products inside: 6 float32, 7 float64, 15 bfloat16. The same block trains: what it does to an x that
# asks for its gradient is recorded. `weights` are a block's, (out, in): norm_1, qkv, proj, norm_2, w1,
# w2, w3, and what a model of your own declares; weights[w1] is the one of that name. `at` is what is
# known of the positions: at[cos] and at[sin] of their angles, each (batch or 1, time, head / 2), and
# at[places] (batch or 1, time).
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
  def queries_keys_values(self, x: Tensor, weights: List[Tensor],
      at: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    batch, time = x.size(0), x.size(1)
    n = self.heads // self.query_groups
    projected = product(x.to(self.compute), weights[qkv].to(self.compute)).contiguous()
    grouped = projected.view([batch, time, self.query_groups, n + 2, -1])
    qk, v = torch.split(grouped, [n + 1, 1], 3)
    q, k = torch.split(self.rotate(qk, at[cos], at[sin]), [n, 1], 3)
    return (q.reshape([batch, time, self.heads, -1]), k.squeeze(3), v.squeeze(3))

  # SwiGLU, added to the residual. x and residual (batch, time, embd)
  def feed_forward(self, residual: Tensor, x: Tensor, weights: List[Tensor]) -> Tensor:
    hidden = gated_product(x.to(self.compute), weights[w1].to(self.compute), weights[w2].to(self.compute))
    return add_product(residual, hidden, weights[w3].to(self.compute))

  # One block. x (batch, time, embd)
  def block(self, x: Tensor, weights: List[Tensor], at: List[Tensor]) -> Tensor:
    nothing = annotate(List[Tensor], [])
    return self.block_at(x, weights, at, nothing, nothing, nothing)

  # The same where it matters what tokens see, what is known of others, and which are wanted; `seen`,
  # `cache` and `chosen` as in attention.py -> (batch, time or queries, embd)
  def block_at(self, x: Tensor, weights: List[Tensor], at: List[Tensor], seen: List[Tensor],
      cache: List[Tensor], chosen: List[Tensor]) -> Tensor:
    q, k, v = self.queries_keys_values(self.norm(x, weights[norm_1]), weights, at)
    k, v = through_cache(k, v, cache)
    y = attention(choose(q, chosen), k, v, seen, self.causal)
    x = add_product(choose(x, chosen), y, weights[proj].to(self.compute))
    return self.feed_forward(x, self.norm(x, weights[norm_2]), weights)

  # softmax(q k^T / sqrt(head)) of a block, for looking at it -> (batch, heads, time, time)
  def attention_weights(self, x: Tensor, weights: List[Tensor], at: List[Tensor]) -> Tensor:
    q, k, v = self.queries_keys_values(self.norm(x, weights[norm_1]), weights, at)
    return probabilities(q, k, self.causal)

  # ids (batch, time) int64, weights: wte (rows, embd) -> (batch, time, embd)
  def embed(self, weights: List[Tensor], ids: Tensor, at: List[Tensor]) -> Tensor:
    return torch.embedding(weights[wte], ids)

  # The final norm of chosen rows of x (batch, time, embd) flattened to (batch * time, embd).
  # rows (n,) int64 -> (n, embd)
  def normed(self, x: Tensor, weights: List[Tensor], rows: Tensor) -> Tensor:
    return self.norm(x.flatten(0, 1).index_select(0, rows), weights[ln_f])
