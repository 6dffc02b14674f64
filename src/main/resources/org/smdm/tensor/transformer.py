# The sub-layers of the transformer, one call each. TorchScript in the form of saved modules.
# Tensors at the boundary are float32 (float64 in gradient checks); `compute` is the type of the
# matrix products inside: 6 float32, 7 float64, 15 bfloat16.
class Transformer(Module):
  __parameters__ = []
  __buffers__ = []
  heads : int
  query_groups : int
  causal : bool
  norm_eps : float
  compute : int
  head_chunk : int

  # ids (batch, time) int64, weight (rows, embd) -> (batch, time, embd)
  def embed(self: __torch__.Transformer, weight: Tensor, ids: Tensor) -> Tensor:
    return torch.embedding(weight, ids)

  # x * rsqrt(mean(x^2) + eps) * weight over the last dimension.
  def rms_norm(self: __torch__.Transformer, x: Tensor, weight: Tensor) -> Tensor:
    mean_square = torch.mean(torch.mul(x, x), [-1], True)
    return torch.mul(torch.mul(x, torch.rsqrt(torch.add(mean_square, self.norm_eps))), weight)

  # x (..., in), weight (out, in) -> (..., out), computed and returned in the compute type, not
  # always contiguous
  def linear(self: __torch__.Transformer, x: Tensor, weight: Tensor) -> Tensor:
    return __torch__.product(torch.to(x, self.compute), torch.to(weight, self.compute))

  # The two halves of each head turned by the angle of their position.
  # x (batch, time, groups, n, head), cos and sin (time, head / 2) or (batch, time, head / 2)
  def rotate(self: __torch__.Transformer, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    first, second = torch.chunk(x, 2, -1)
    c = torch.unsqueeze(torch.unsqueeze(cos, -2), -2)
    s = torch.unsqueeze(torch.unsqueeze(sin, -2), -2)
    turned = torch.cat([torch.sub(torch.mul(first, c), torch.mul(second, s)),
                        torch.add(torch.mul(first, s), torch.mul(second, c))], -1)
    return torch.to(turned, self.compute)

  # The fused projection's rows are grouped per query group as [q, ..., q, k, v].
  # x (batch, time, embd) -> q (batch, time, heads, head), k and v (batch, time, groups, head)
  def project_qkv(self: __torch__.Transformer, x: Tensor, norm: Tensor, qkv: Tensor,
      cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    batch = torch.size(x, 0)
    time = torch.size(x, 1)
    queries = torch.floordiv(self.heads, self.query_groups)
    projected = torch.contiguous(self.linear(self.rms_norm(x, norm), qkv), memory_format=0)
    grouped = torch.view(projected, [batch, time, self.query_groups, torch.add(queries, 2), -1])
    turned = self.rotate(torch.narrow(grouped, 3, 0, torch.add(queries, 1)), cos, sin)
    q = torch.reshape(torch.narrow(turned, 3, 0, queries), [batch, time, self.heads, -1])
    return (q, torch.select(turned, 3, queries), torch.select(grouped, 3, torch.add(queries, 1)))

  # y (batch, heads, time, head) -> x + proj(y), in the type of x
  def project_out(self: __torch__.Transformer, x: Tensor, y: Tensor, proj: Tensor) -> Tensor:
    merged = torch.flatten(torch.transpose(y, 1, 2), 2)
    return __torch__.add_product(x, merged, torch.to(proj, self.compute))

  # x + proj(softmax(q k^T / sqrt(head)) v), q, k, v from norm(x); x (batch, time, embd)
  def attention(self: __torch__.Transformer, x: Tensor, norm: Tensor, qkv: Tensor, proj: Tensor,
      cos: Tensor, sin: Tensor) -> Tensor:
    q, k, v = self.project_qkv(x, norm, qkv, cos, sin)
    y = torch.scaled_dot_product_attention(torch.transpose(q, 1, 2), torch.transpose(k, 1, 2),
        torch.transpose(v, 1, 2), None, 0., self.causal, scale=None,
        enable_gqa=torch.ne(self.heads, self.query_groups))
    return self.project_out(x, y, proj)

  # softmax(q k^T / sqrt(head)), for looking at it; -> (batch, heads, time, time) in the type of x
  def attention_weights(self: __torch__.Transformer, x: Tensor, norm: Tensor, qkv: Tensor,
      cos: Tensor, sin: Tensor) -> Tensor:
    time = torch.size(x, 1)
    q, k, v = self.project_qkv(x, norm, qkv, cos, sin)
    k0 = torch.repeat_interleave(k, torch.floordiv(self.heads, self.query_groups), 2)
    products = torch.matmul(torch.transpose(q, 1, 2),
        torch.transpose(torch.transpose(k0, 1, 2), 2, 3))
    scores = torch.div(torch.to(products, x.dtype), torch.sqrt(torch.size(q, 3)))
    if self.causal:
      ones = torch.ones([time, time], dtype=11, layout=None, device=x.device)
      scores0 = torch.masked_fill(scores, torch.triu(ones, 1), -1.0e30)
    else:
      scores0 = scores
    return torch.softmax(scores0, -1)

  # `attention` for some positions of sequences whose other keys and values are in the cache; writes
  # its own there. x (batch, time, embd), cos and sin (block, head / 2), cache_k and cache_v
  # (rows, capacity, groups, head); rows (batch,) int64 says which of the cache's each sequence is,
  # positions (batch, time) int64 where its tokens stand. Keys from `end` on are not looked at, nor,
  # in a causal model, those behind a token. all_in_order: rows are 0, 1, … of the whole cache.
  def attention_cached(self: __torch__.Transformer, x: Tensor, norm: Tensor, qkv: Tensor,
      proj: Tensor, cos: Tensor, sin: Tensor, cache_k: Tensor, cache_v: Tensor, rows: Tensor,
      positions: Tensor, end: int, all_in_order: bool) -> Tensor:
    batch = torch.size(x, 0)
    time = torch.size(x, 1)
    capacity = torch.size(cache_k, 1)
    # Tokens that only fill up a row may stand behind the last angle.
    flat = torch.clamp(torch.flatten(positions), 0, torch.sub(torch.size(cos, 0), 1))
    c = torch.view(torch.index_select(cos, 0, flat), [batch, time, -1])
    s = torch.view(torch.index_select(sin, 0, flat), [batch, time, -1])
    q, k, v = self.project_qkv(x, norm, qkv, c, s)
    slots = torch.flatten(torch.add(positions, torch.unsqueeze(torch.mul(rows, capacity), 1)))
    _ = torch.index_copy_(torch.flatten(cache_k, 0, 1), 0, slots,
        torch.to(torch.flatten(k, 0, 1), cache_k.dtype))
    _0 = torch.index_copy_(torch.flatten(cache_v, 0, 1), 0, slots,
        torch.to(torch.flatten(v, 0, 1), cache_v.dtype))
    keys = torch.narrow(cache_k, 1, 0, end)
    values = torch.narrow(cache_v, 1, 0, end)
    if all_in_order:
      keys0 = keys
      values0 = values
    else:
      keys0 = torch.index_select(keys, 0, rows)
      values0 = torch.index_select(values, 0, rows)
    visible = annotate(Optional[Tensor], None)
    if self.causal:
      columns = torch.arange(end, dtype=4, layout=None, device=x.device)
      visible0 = annotate(Optional[Tensor],
          torch.le(columns, torch.unsqueeze(torch.unsqueeze(positions, 1), -1)))
    else:
      visible0 = visible
    y = torch.scaled_dot_product_attention(torch.transpose(q, 1, 2),
        torch.to(torch.transpose(keys0, 1, 2), self.compute),
        torch.to(torch.transpose(values0, 1, 2), self.compute), visible0, 0.,
        False, scale=None, enable_gqa=torch.ne(self.heads, self.query_groups))
    return self.project_out(x, y, proj)

  # Cosines and sines of places (batch, time) int64, which may lie behind the last where tokens only
  # fill up a row; cos and sin (block, head / 2) -> both (batch, time, head / 2)
  def angles_at(self: __torch__.Transformer, cos: Tensor, sin: Tensor,
      places: Tensor) -> Tuple[Tensor, Tensor]:
    inside = torch.clamp(places, 0, torch.sub(torch.size(cos, 0), 1))
    return (torch.embedding(cos, inside), torch.embedding(sin, inside))

  # `attention` in which each token sees what it is told. x (batch, time, embd), cos and sin
  # (batch, time, head / 2), seen (batch, 1, time, time) bool.
  def attention_tree(self: __torch__.Transformer, x: Tensor, norm: Tensor, qkv: Tensor, proj: Tensor,
      cos: Tensor, sin: Tensor, seen: Tensor) -> Tensor:
    q, k, v = self.project_qkv(x, norm, qkv, cos, sin)
    y = torch.scaled_dot_product_attention(torch.transpose(q, 1, 2),
        torch.transpose(k, 1, 2), torch.transpose(v, 1, 2), seen, 0., False, scale=None,
        enable_gqa=torch.ne(self.heads, self.query_groups))
    return self.project_out(x, y, proj)

  # `attention` of some positions only, with nothing cached; those of a sequence may repeat.
  # x (batch, time, embd), positions (batch, queries) int64 -> (batch, queries, embd)
  def attention_of(self: __torch__.Transformer, x: Tensor, norm: Tensor, qkv: Tensor, proj: Tensor,
      cos: Tensor, sin: Tensor, positions: Tensor) -> Tensor:
    time = torch.size(x, 1)
    queries = torch.size(positions, 1)
    q, k, v = self.project_qkv(x, norm, qkv, cos, sin)
    firsts = torch.mul(torch.arange(torch.size(x, 0), dtype=4, layout=None, device=x.device), time)
    slots = torch.flatten(torch.add(positions, torch.unsqueeze(firsts, 1)))
    q0 = torch.index_select(torch.flatten(q, 0, 1), 0, slots)
    q1 = torch.view(q0, [-1, queries, self.heads, torch.size(q, 3)])
    x0 = torch.view(torch.index_select(torch.flatten(x, 0, 1), 0, slots), [-1, queries, torch.size(x, 2)])
    y = torch.scaled_dot_product_attention(torch.transpose(q1, 1, 2), torch.transpose(k, 1, 2),
        torch.transpose(v, 1, 2), None, 0., False, scale=None,
        enable_gqa=torch.ne(self.heads, self.query_groups))
    return self.project_out(x0, y, proj)

  # x + w3(silu(w1 n) * w2 n), n = norm(x); x (batch, time, embd)
  def swiglu(self: __torch__.Transformer, x: Tensor, norm: Tensor, w1: Tensor, w2: Tensor,
      w3: Tensor) -> Tensor:
    n = torch.to(self.rms_norm(x, norm), self.compute)
    hidden = __torch__.gated_product(n, torch.to(w1, self.compute), torch.to(w2, self.compute))
    return __torch__.add_product(x, hidden, torch.to(w3, self.compute))

  # The final norm of chosen rows of x (batch, time, embd) flattened to (batch * time, embd).
  # rows (n,) int64 -> (n, embd)
  def normed(self: __torch__.Transformer, x: Tensor, rows: Tensor, norm: Tensor) -> Tensor:
    return self.rms_norm(torch.index_select(torch.flatten(x, 0, 1), 0, rows), norm)

  # Logits of chosen rows of x (batch, time, embd) flattened to (batch * time, embd).
  # rows (n,) int64 -> (n, vocab)
  def logits(self: __torch__.Transformer, x: Tensor, rows: Tensor, norm: Tensor,
      head: Tensor) -> Tensor:
    logits = torch.contiguous(self.linear(self.normed(x, rows, norm), head), memory_format=0)
    return torch.to(logits, x.dtype)

  # Cross-entropy of chosen rows in nats, a chunk of rows at a time, so that never all logits exist;
  # rows and targets (n,) int64 -> (n,)
  def head_nll(self: __torch__.Transformer, x: Tensor, rows: Tensor, norm: Tensor, head: Tensor,
      targets: Tensor) -> Tensor:
    chosen = self.normed(x, rows, norm)
    weight = torch.to(head, self.compute)
    count = torch.size(rows, 0)
    chunks = torch.floordiv(torch.sub(torch.add(count, self.head_chunk), 1), self.head_chunk)
    parts = annotate(List[Tensor], [])
    for i in range(ops.prim.max(1, chunks)):
      start = torch.mul(i, self.head_chunk)
      size = ops.prim.min(self.head_chunk, torch.sub(count, start))
      part = torch.narrow(chosen, 0, start, size)
      logits = torch.to(self.linear(part, weight), x.dtype)
      _ = torch.append(parts, torch.cross_entropy_loss(logits, torch.narrow(targets, 0, start, size),
          None, 0, -100, 0.))
    return torch.cat(parts)
