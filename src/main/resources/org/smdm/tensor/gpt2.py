# The sub-layers of GPT-2, one call each. TorchScript in the form of saved modules; all float32.
# Weights are (in, out), as GPT-2's checkpoints have them.
class Gpt2(Module):
  __parameters__ = []
  __buffers__ = []
  heads : int
  norm_eps : float
  head_chunk : int

  # ids (batch, time) int64 from position 0; tokens (vocab, embd), positions (block, embd)
  # -> (batch, time, embd)
  def embed(self: __torch__.Gpt2, tokens: Tensor, positions: Tensor, ids: Tensor) -> Tensor:
    time = torch.size(ids, 1)
    return torch.add(torch.embedding(tokens, ids), torch.narrow(positions, 0, 0, time))

  # The same with each token at a place of its own, (batch, time) int64. Tokens that only fill up a
  # row may stand behind the last position.
  def embed_at(self: __torch__.Gpt2, tokens: Tensor, positions: Tensor, ids: Tensor,
      places: Tensor) -> Tensor:
    inside = torch.clamp(places, 0, torch.sub(torch.size(positions, 0), 1))
    return torch.add(torch.embedding(tokens, ids), torch.embedding(positions, inside))

  # (x - mean) / sqrt(variance + eps) * weight + bias over the last dimension.
  def norm(self: __torch__.Gpt2, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.layer_norm(x, [torch.size(x, -1)], weight, bias, self.norm_eps)

  # x (batch, time, in), weight (in, out), bias (out,) -> (batch, time, out)
  def affine(self: __torch__.Gpt2, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    flat = torch.addmm(bias, torch.flatten(x, 0, 1), weight)
    return torch.view(flat, [torch.size(x, 0), torch.size(x, 1), -1])

  # x (batch, time, embd) -> q, k, v (batch, time, heads, head)
  def project_qkv(self: __torch__.Gpt2, x: Tensor, norm: Tensor, norm_bias: Tensor, qkv: Tensor,
      qkv_bias: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    projected = self.affine(self.norm(x, norm, norm_bias), qkv, qkv_bias)
    q, k, v = torch.chunk(projected, 3, -1)
    shape = [torch.size(x, 0), torch.size(x, 1), self.heads, -1]
    return (torch.reshape(q, shape), torch.reshape(k, shape), torch.reshape(v, shape))

  # y (batch, heads, time, head) -> x + proj(y)
  def project_out(self: __torch__.Gpt2, x: Tensor, y: Tensor, proj: Tensor,
      proj_bias: Tensor) -> Tensor:
    merged = torch.flatten(torch.transpose(y, 1, 2), 2)
    return torch.add(x, self.affine(merged, proj, proj_bias))

  # x + proj(softmax(q k^T / sqrt(head)) v), q, k, v from norm(x); x (batch, time, embd)
  def attention(self: __torch__.Gpt2, x: Tensor, norm: Tensor, norm_bias: Tensor, qkv: Tensor,
      qkv_bias: Tensor, proj: Tensor, proj_bias: Tensor) -> Tensor:
    q, k, v = self.project_qkv(x, norm, norm_bias, qkv, qkv_bias)
    y = torch.scaled_dot_product_attention(torch.transpose(q, 1, 2), torch.transpose(k, 1, 2),
        torch.transpose(v, 1, 2), None, 0., True, scale=None, enable_gqa=False)
    return self.project_out(x, y, proj, proj_bias)

  # `attention` for some positions of sequences whose other keys and values are in the cache; writes
  # its own there. x (batch, time, embd), cache_k and cache_v (rows, capacity, heads, head); rows
  # (batch,) int64 says which of the cache's each sequence is, places (batch, time) int64 where its
  # tokens stand. all_in_order: rows are 0, 1, … of the whole cache.
  def attention_cached(self: __torch__.Gpt2, x: Tensor, norm: Tensor, norm_bias: Tensor,
      qkv: Tensor, qkv_bias: Tensor, proj: Tensor, proj_bias: Tensor, cache_k: Tensor,
      cache_v: Tensor, rows: Tensor, places: Tensor, end: int, all_in_order: bool) -> Tensor:
    q, k, v = self.project_qkv(x, norm, norm_bias, qkv, qkv_bias)
    firsts = torch.unsqueeze(torch.mul(rows, torch.size(cache_k, 1)), 1)
    slots = torch.flatten(torch.add(places, firsts))
    _ = torch.index_copy_(torch.flatten(cache_k, 0, 1), 0, slots, torch.flatten(k, 0, 1))
    _0 = torch.index_copy_(torch.flatten(cache_v, 0, 1), 0, slots, torch.flatten(v, 0, 1))
    keys = torch.narrow(cache_k, 1, 0, end)
    values = torch.narrow(cache_v, 1, 0, end)
    if all_in_order:
      keys0 = keys
      values0 = values
    else:
      keys0 = torch.index_select(keys, 0, rows)
      values0 = torch.index_select(values, 0, rows)
    columns = torch.arange(end, dtype=4, layout=None, device=x.device)
    visible = torch.le(columns, torch.unsqueeze(torch.unsqueeze(places, 1), -1))
    y = torch.scaled_dot_product_attention(torch.transpose(q, 1, 2), torch.transpose(keys0, 1, 2),
        torch.transpose(values0, 1, 2), visible, 0., False, scale=None, enable_gqa=False)
    return self.project_out(x, y, proj, proj_bias)

  # `attention` in which each token sees what it is told; seen (batch, 1, time, time) bool.
  def attention_tree(self: __torch__.Gpt2, x: Tensor, norm: Tensor, norm_bias: Tensor, qkv: Tensor,
      qkv_bias: Tensor, proj: Tensor, proj_bias: Tensor, seen: Tensor) -> Tensor:
    q, k, v = self.project_qkv(x, norm, norm_bias, qkv, qkv_bias)
    y = torch.scaled_dot_product_attention(torch.transpose(q, 1, 2),
        torch.transpose(k, 1, 2), torch.transpose(v, 1, 2), seen, 0., False, scale=None,
        enable_gqa=False)
    return self.project_out(x, y, proj, proj_bias)

  # x + proj(gelu(fc(norm(x)))), gelu by its tanh approximation; x (batch, time, embd)
  def feed_forward(self: __torch__.Gpt2, x: Tensor, norm: Tensor, norm_bias: Tensor, fc: Tensor,
      fc_bias: Tensor, proj: Tensor, proj_bias: Tensor) -> Tensor:
    hidden = self.affine(self.norm(x, norm, norm_bias), fc, fc_bias)
    return torch.add(x, self.affine(torch.gelu(hidden, approximate="tanh"), proj, proj_bias))

  # Normed rows of x (batch, time, embd) flattened to (batch * time, embd).
  # rows (n,) int64 -> (n, embd)
  def choose(self: __torch__.Gpt2, x: Tensor, rows: Tensor, norm: Tensor,
      norm_bias: Tensor) -> Tensor:
    return self.norm(torch.index_select(torch.flatten(x, 0, 1), 0, rows), norm, norm_bias)

  # head (vocab, embd), rows (n,) int64 -> (n, vocab)
  def logits(self: __torch__.Gpt2, x: Tensor, rows: Tensor, norm: Tensor, norm_bias: Tensor,
      head: Tensor) -> Tensor:
    return torch.linear(self.choose(x, rows, norm, norm_bias), head)

  # Cross-entropy of chosen rows in nats, a chunk of rows at a time, so that never all logits exist;
  # rows and targets (n,) int64 -> (n,)
  def head_nll(self: __torch__.Gpt2, x: Tensor, rows: Tensor, norm: Tensor, norm_bias: Tensor,
      head: Tensor, targets: Tensor) -> Tensor:
    chosen = self.choose(x, rows, norm, norm_bias)
    count = torch.size(rows, 0)
    chunks = torch.floordiv(torch.sub(torch.add(count, self.head_chunk), 1), self.head_chunk)
    parts = annotate(List[Tensor], [])
    for i in range(ops.prim.max(1, chunks)):
      start = torch.mul(i, self.head_chunk)
      size = ops.prim.min(self.head_chunk, torch.sub(count, start))
      logits = torch.linear(torch.narrow(chosen, 0, start, size), head)
      _ = torch.append(parts, torch.cross_entropy_loss(logits, torch.narrow(targets, 0, start, size),
          None, 0, -100, 0.))
    return torch.cat(parts)
