# Attention, which all models share. TorchScript.

# softmax(q k^T / sqrt(head)) v (paper section 3.1; Vaswani et al. 2017 equation 1).
# q (batch, queries, heads, head), k and v (batch, keys, groups, head), groups dividing heads;
# seen: at most one, which keys each query sees, bool and broadcastable to (batch, heads, queries, keys);
# causal: without `seen`, query i sees the keys up to i -> (batch, queries, heads * head)
def attention(q: Tensor, k: Tensor, v: Tensor, seen: List[Tensor], causal: bool) -> Tensor:
  if q.requires_grad and q.dtype == 15 and q.is_cpu and len(seen) == 0 and k.size(1) <= 512:
    return by_parts(q, k, v, causal)
  visible = annotate(Optional[Tensor], None)
  if len(seen) > 0:
    visible = seen[0]
  y = torch.scaled_dot_product_attention(q.transpose(1, 2), k.transpose(1, 2).to(q.dtype),
      v.transpose(1, 2).to(q.dtype), visible, 0., causal and len(seen) == 0, scale=None,
      enable_gqa=q.size(2) != k.size(2))
  return y.transpose(1, 2).flatten(2)

# The same written out, for training on short sequences in bfloat16: on CPUs libtorch's own takes three
# times as long there. The softmax is made in float32.
def by_parts(q: Tensor, k: Tensor, v: Tensor, causal: bool) -> Tensor:
  n = q.size(2) // k.size(2)
  scores = (q / sqrt(q.size(3))).transpose(1, 2) @ k.repeat_interleave(n, 2).permute([0, 2, 3, 1])
  if causal:
    scores = scores + torch.full_like(scores[0, 0], -inf).triu(1)
  p = torch.softmax(scores, -1, 6).to(q.dtype)
  return (p @ v.repeat_interleave(n, 2).transpose(1, 2)).transpose(1, 2).flatten(2)

# The keys and values of new tokens, or where there is a cache those of it with the new ones put in.
# k and v (batch, time, groups, head); cache: none, or keys and values (rows, capacity, groups, head),
# where the tokens go in them (batch * time,), which rows are looked at (batch,) or all of them (0,),
# and how many keys (end,)
def through_cache(k: Tensor, v: Tensor, cache: List[Tensor]) -> Tuple[Tensor, Tensor]:
  if len(cache) == 0:
    return (k, v)
  keys, values, slots, rows, columns = cache
  _ = keys.flatten(0, 1).index_copy_(0, slots, k.flatten(0, 1).to(keys.dtype))
  _ = values.flatten(0, 1).index_copy_(0, slots, v.flatten(0, 1).to(values.dtype))
  end = columns.size(0)
  if rows.size(0) == 0:
    return (keys[:, :end], values[:, :end])
  return (keys[:, :end].index_select(0, rows), values[:, :end].index_select(0, rows))

# Some positions of sequences, which may repeat, or all of them. x (batch, time, ...); chosen: none, or
# places in the flattened (batch * time) (batch, queries) int64 -> (batch, queries, ...)
def choose(x: Tensor, chosen: List[Tensor]) -> Tensor:
  if len(chosen) == 0:
    return x
  return x.flatten(0, 1).index_select(0, chosen[0].flatten()).unflatten(0, chosen[0].size())

# The probabilities that attention weighs values by. q and k as above -> (batch, heads, queries, keys)
# float32
def probabilities(q: Tensor, k: Tensor, causal: bool) -> Tensor:
  k = k.repeat_interleave(q.size(2) // k.size(2), 2)
  scores = (q.transpose(1, 2) @ k.permute([0, 2, 3, 1])).to(6) / sqrt(q.size(3))
  if causal:
    scores = scores + torch.full_like(scores, -inf).triu(1)
  return torch.softmax(scores, -1)
