# What all models do before and behind their blocks, in TorchScript. Products with the output head are
# made a chunk of rows at a time, so that never all logits exist. `compute` as in transformer.py.
class Head:
  compute : int
  head_chunk : int

  # What is known of positions: rows of tables that they have, cosines and sines or learned embeddings,
  # and their places. Tokens that only fill up a sequence may stand behind the last.
  # places (batch, time) int64 -> each (batch, time, ...), the last (batch, time) int64
  def positions(self, tables: List[Tensor], places: Tensor) -> List[Tensor]:
    rows = annotate(List[Tensor], [])
    inside = places.clamp(0, tables[0].size(0) - 1)
    for table in tables:
      rows.append(torch.embedding(table, inside))
    rows.append(inside)
    return rows

  # The same, and the masked share of each sequence (batch, 1). ids (batch, time), mask () int64
  def positions_and_ratio(self, tables: List[Tensor], places: Tensor, ids: Tensor,
      mask: Tensor) -> List[Tensor]:
    return self.positions(tables, places) + [(ids == mask).to(6).mean([-1], True)]

  # Which keys of a cache tokens at places (batch, time) see, those up to themselves; columns (keys,)
  # -> (batch, 1, time, keys) bool
  def up_to(self, places: Tensor, columns: Tensor) -> Tensor:
    return columns <= places.unsqueeze(1).unsqueeze(-1)

  # x (n, embd) behind the final norm, weight (vocab, embd) -> (n, vocab)
  def logits(self, x: Tensor, weight: Tensor) -> Tensor:
    return product(x.to(self.compute), weight.to(self.compute)).contiguous().to(x.dtype)

  # Cross-entropy in nats. x (n, embd) behind the final norm, targets (n,) int64 -> (n,)
  def nll(self, x: Tensor, weight: Tensor, targets: Tensor) -> Tensor:
    count = x.size(0)
    w = weight.to(self.compute)
    parts = annotate(List[Tensor], [])
    for i in range(max(1, (count + self.head_chunk - 1) // self.head_chunk)):
      start = i * self.head_chunk
      end = min(count, start + self.head_chunk)
      logits = product(x[start:end].to(self.compute), w).to(x.dtype)
      parts.append(torch.cross_entropy_loss(logits, targets[start:end], None, 0, -100, 0.))
    return torch.cat(parts)

  # The weighted sum of cross-entropies (paper equations 1 and 5) and its gradients, which are written
  # out: dlogits = (softmax(logits) - onehot(target)) * weight.
  # x (n, embd) behind the final norm, targets (n,) int64, weights and bound_weights (n,); that of the
  # head is added to head_gradient
  # -> sum of weights * nll (), sum of bound_weights * nll (), the gradient of x
  def loss(self, x: Tensor, weight: Tensor, targets: Tensor, weights: Tensor, bound_weights: Tensor,
      head_gradient: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    count = x.size(0)
    w = weight.to(self.compute)
    dx = torch.empty_like(x)
    nll = torch.empty_like(weights)
    for i in range((count + self.head_chunk - 1) // self.head_chunk):
      start = i * self.head_chunk
      end = min(count, start + self.head_chunk)
      part = x[start:end]
      target = targets[start:end].unsqueeze(1)
      factor = weights[start:end].unsqueeze(1)
      log_p = torch.log_softmax(product(part.to(self.compute), w).to(x.dtype), -1, None)
      _ = nll[start:end].copy_(log_p.gather(1, target).squeeze(1).neg())
      dlogits = log_p.exp_().scatter_add_(1, target, torch.full_like(factor, -1.)).to(self.compute)
      _ = accumulate(head_gradient, dlogits, (part * factor).to(self.compute))
      _ = dx[start:end].copy_(product(dlogits, w.t()).to(x.dtype) * factor)
    return (torch.dot(nll, weights), torch.dot(nll, bound_weights), dx)
