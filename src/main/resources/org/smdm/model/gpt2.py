# GPT-2, in TorchScript (Radford et al. 2019): the transformer with another block. All float32.
#
# x = wte[ids] + wpe[places]
# for each block:  x = x + proj(attention(ln_1(x)));  x = x + proj(gelu(fc(ln_2(x))))
# logits = wte(ln_f(x))
#
# Weights are (in, out), as GPT-2's checkpoints have them; of each norm and map its weight and bias.
class Gpt2:
  heads : int
  norm_eps : float

  # (x - mean) / sqrt(variance + eps) * weight + bias over the last dimension.
  def norm(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.layer_norm(x, [x.size(-1)], weight, bias, self.norm_eps)

  # x (batch, time, in), weight (in, out), bias (out,) -> (batch, time, out)
  def affine(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    flat = torch.addmm(bias, x.flatten(0, 1), weight)
    return flat.view([x.size(0), x.size(1), -1])

  # One block, as that of transformer.py. x (batch, time, embd) -> (batch, time or queries, embd)
  def block_at(self, x: Tensor, weights: List[Tensor], places: List[Tensor], seen: List[Tensor],
      cache: List[Tensor], chosen: List[Tensor]) -> Tensor:
    ln_1, b_1, qkv, b_qkv, proj, b_proj, ln_2, b_2, fc, b_fc, out, b_out = weights
    projected = self.affine(self.norm(x, ln_1, b_1), qkv, b_qkv)
    q, k, v = torch.chunk(projected.unflatten(2, [3 * self.heads, -1]), 3, 2)
    k, v = through_cache(k, v, cache)
    x = choose(x, chosen) + self.affine(attention(choose(q, chosen), k, v, seen, True), proj, b_proj)
    hidden = torch.gelu(self.affine(self.norm(x, ln_2, b_2), fc, b_fc), approximate="tanh")
    return x + self.affine(hidden, out, b_out)

  # ids (batch, time) int64, weights: wte (vocab, embd), places: rows of wpe (batch or 1, time, embd)
  # -> (batch, time, embd)
  def embed(self, weights: List[Tensor], ids: Tensor, places: List[Tensor]) -> Tensor:
    return torch.embedding(weights[0], ids) + places[0]

  # Normed rows of x (batch, time, embd) flattened to (batch * time, embd).
  # rows (n,) int64 -> (n, embd)
  def normed(self, x: Tensor, weights: List[Tensor], rows: Tensor) -> Tensor:
    return self.norm(x.flatten(0, 1).index_select(0, rows), weights[0], weights[1])
