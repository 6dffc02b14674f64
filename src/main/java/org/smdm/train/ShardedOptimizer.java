package org.smdm.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.smdm.config.OptimizerConfig;
import org.smdm.dist.Communicator;
import org.smdm.dist.Pending;
import org.smdm.model.GradientLayout.Place;
import org.smdm.model.GradientLayout.Range;
import org.smdm.model.GradientPass;
import org.smdm.model.Transformer;
import org.smdm.tensor.Kernels;
import org.smdm.tensor.TensorMemory;

/**
 * Each rank updates an equal part of the weights and holds the moments of these alone (ZeRO stage
 * 1, Rajbhandari et al. 2020). Of every bucket of gradients a rank receives the sum of its part;
 * the updated parts are gathered again.
 */
final class ShardedOptimizer implements Optimizer {

  private static final String FIRST = "exp_avg.";
  private static final String SECOND = "exp_avg_sq.";

  private final Communicator ranks;
  private final GradientPass pass;
  private final Map<String, NDArray> parameters;
  private final GradientBuckets buckets;
  private final Kernels kernels;
  private final AdamW adamW;
  private final List<Part> parts = new ArrayList<>();

  /** Holds one bucket of any parameter-shaped values while it is gathered. */
  private final NDArray gathered;

  private final List<Pending> sent = new ArrayList<>();

  /**
   * This rank's part of a bucket.
   *
   * @param whole the bucket's gradients on this rank
   * @param own sum over ranks of the part; also takes updated weights to the others
   * @param pieces of parameters that lie in the part
   */
  private record Part(NDArray whole, NDArray own, List<Piece> pieces) {}

  /**
   * Some elements of a parameter.
   *
   * @param name of the parameter
   * @param from first of its elements
   * @param to the one behind the last
   * @param at where they begin in the part
   */
  private record Piece(String name, long from, long to, long at) {

    String key() {
      return name + "[" + from + ":" + to + "]";
    }
  }

  ShardedOptimizer(
      Transformer model, GradientPass pass, OptimizerConfig config, Communicator ranks) {
    this.ranks = ranks;
    this.pass = pass;
    this.parameters = model.parameters();
    this.buckets = GradientBuckets.of(pass.layout());
    NDManager manager = model.manager();
    this.kernels = Kernels.load(manager, "adamw.py", "AdamW", Map.of());
    long largest = buckets.ranges().stream().mapToLong(Range::size).max().orElseThrow();
    this.gathered = manager.zeros(new Shape(largest));
    List<AdamW.Target> targets = new ArrayList<>();
    for (Range bucket : buckets.ranges()) {
      Range own = own(bucket);
      NDArray sum = manager.zeros(new Shape(own.size()));
      List<Piece> pieces = pieces(own);
      parts.add(new Part(pass.flat().get("{}:{}", bucket.from(), bucket.to()), sum, pieces));
      for (Piece piece : pieces) {
        targets.add(
            new AdamW.Target(
                piece.key(),
                elements(parameters.get(piece.name), piece.from, piece.to),
                sum.get("{}:{}", piece.at, piece.at + piece.to - piece.from)));
      }
    }
    this.adamW = new AdamW(manager, targets, config);
  }

  /** The elements of a bucket that this rank updates. */
  private Range own(Range bucket) {
    long size = bucket.size() / ranks.worldSize();
    long from = bucket.from() + ranks.rank() * size;
    return new Range(from, from + size);
  }

  private List<Piece> pieces(Range range) {
    List<Piece> pieces = new ArrayList<>();
    for (Place place : pass.layout().places()) {
      long from = Math.max(range.from(), place.from());
      long to = Math.min(range.to(), place.to());
      if (from < to) {
        pieces.add(
            new Piece(place.name(), from - place.from(), to - place.from(), from - range.from()));
      }
    }
    return pieces;
  }

  private static NDArray elements(NDArray array, long from, long to) {
    try (NDArray flat = array.reshape(array.size())) {
      return flat.get("{}:{}", from, to);
    }
  }

  @Override
  public void complete(int stage) {
    int bucket = buckets.completedBy(stage);
    if (bucket >= 0) {
      Part part = parts.get(bucket);
      sent.add(ranks.reduceScatterSum(part.whole, part.own));
    }
  }

  @Override
  public NDArray step(NDManager scope, double learningRate) {
    sent.forEach(Pending::await);
    sent.clear();
    NDArray result;
    try (NDArray square = adamW.squaredNorm(scope)) {
      ranks.allReduceSum(square).await();
      try (NDArray norm = adamW.root(scope, square)) {
        result = adamW.step(scope, norm, learningRate);
      }
    }
    kernels.run(scope, "clear", pass.flat());
    for (int i = 0; i < parts.size(); i++) {
      gather(
          scope,
          i,
          piece -> elements(parameters.get(piece.name), piece.from, piece.to),
          parameters);
    }
    return result;
  }

  /**
   * Brings together a bucket of which each rank has its part.
   *
   * @param own gives this rank's
   * @param targets receive all; null where only others want it
   */
  private void gather(
      NDManager scope, int bucket, Function<Piece, NDArray> own, Map<String, NDArray> targets) {
    Part part = parts.get(bucket);
    Range range = buckets.ranges().get(bucket);
    List<NDArray> to = new ArrayList<>();
    List<NDArray> from = new ArrayList<>();
    for (Piece piece : part.pieces) {
      to.add(part.own.get("{}:{}", piece.at, piece.at + piece.to - piece.from));
      from.add(own.apply(piece));
    }
    copy(scope, to, from);
    try (NDArray all = gathered.get("{}:{}", 0, range.size())) {
      ranks.allGather(part.own, all).await();
      for (Place place : pass.layout().places()) {
        if (targets != null && place.from() >= range.from() && place.to() <= range.to()) {
          NDArray target = targets.get(place.name());
          to.add(target.reshape(target.size()));
          from.add(all.get("{}:{}", place.from() - range.from(), place.to() - range.from()));
        }
      }
      copy(scope, to, from);
    }
    // It is a gradient again, and gaps between parameters are zeros.
    kernels.run(scope, "clear", part.own);
  }

  /** Copies views over views and frees both. */
  private void copy(NDManager scope, List<NDArray> to, List<NDArray> from) {
    if (!to.isEmpty()) {
      kernels.run(scope, "copy", to.toArray(NDArray[]::new), from.toArray(NDArray[]::new));
    }
    to.forEach(NDArray::close);
    from.forEach(NDArray::close);
    to.clear();
    from.clear();
  }

  @Override
  public Map<String, NDArray> state(NDManager scope) {
    Map<String, NDArray> own = adamW.state();
    Map<String, NDArray> first = whole(scope, FIRST, own);
    Map<String, NDArray> second = whole(scope, SECOND, own);
    Map<String, NDArray> state = new LinkedHashMap<>();
    for (String name : first.keySet()) {
      state.put(FIRST + name, first.get(name));
      state.put(SECOND + name, second.get(name));
    }
    state.put("steps", own.get("steps"));
    state.put("mean_norm", own.get("mean_norm"));
    return state;
  }

  /** One of the two moments of all parameters, in main memory; empty but on the leader. */
  private Map<String, NDArray> whole(NDManager scope, String prefix, Map<String, NDArray> own) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    if (ranks.isLeader()) {
      parameters.forEach(
          (name, array) ->
              arrays.put(name, scope.zeros(array.getShape(), DataType.FLOAT32, Device.cpu())));
    }
    for (int i = 0; i < parts.size(); i++) {
      gather(
          scope,
          i,
          piece -> own.get(prefix + piece.key()).duplicate(),
          ranks.isLeader() ? arrays : null);
    }
    return arrays;
  }

  @Override
  public void load(NDManager scope, StateSource source) {
    Map<String, NDArray> own = adamW.state();
    for (String prefix : List.of(FIRST, SECOND)) {
      parameters.forEach(
          (name, parameter) -> {
            // One at a time: all together they are what no rank has room for.
            try (NDArray all = source.read(scope, prefix + name, parameter.getShape())) {
              for (Part part : parts) {
                for (Piece piece : part.pieces) {
                  if (piece.name.equals(name)) {
                    try (NDArray some = elements(all, piece.from, piece.to)) {
                      TensorMemory.copy(own.get(prefix + piece.key()), some);
                    }
                  }
                }
              }
            }
          });
    }
    for (String name : List.of("steps", "mean_norm")) {
      try (NDArray value = source.read(scope, name, own.get(name).getShape())) {
        TensorMemory.copy(own.get(name), value);
      }
    }
  }
}
