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
import java.util.Set;
import java.util.function.Function;
import org.smdm.config.OptimizerConfig;
import org.smdm.dist.Communicator;
import org.smdm.dist.Pending;
import org.smdm.model.GradientLayout.Place;
import org.smdm.model.GradientLayout.Range;
import org.smdm.model.GradientPass;
import org.smdm.model.ParameterShapes;
import org.smdm.model.Transformer;
import org.smdm.tensor.Kernels;
import org.smdm.tensor.TensorMemory;
import org.smdm.tensor.Workers;

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
   * This rank's part of a bucket. Views are made once, not in every step.
   *
   * @param whole the bucket's gradients on this rank
   * @param own sum over ranks of the part; also takes updated weights to the others
   * @param pieces of parameters that lie in the part
   * @param ownPieces views of {@code own}, one for each piece
   * @param weightPieces views of the parameters, one for each piece
   * @param all the bucket when it is gathered
   * @param places of the parameters that lie in the bucket
   * @param gatheredPlaces views of {@code all}, one for each place, flat
   * @param weights of each place, flat
   */
  private record Part(
      NDArray whole,
      NDArray own,
      List<Piece> pieces,
      NDArray[] ownPieces,
      NDArray[] weightPieces,
      NDArray all,
      List<Place> places,
      NDArray[] gatheredPlaces,
      NDArray[] weights) {}

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
      Transformer model,
      GradientPass pass,
      OptimizerConfig config,
      Communicator ranks,
      Workers workers) {
    this.ranks = ranks;
    this.pass = pass;
    this.parameters = model.parameters();
    this.buckets = GradientBuckets.of(pass.layout());
    NDManager manager = model.manager();
    this.kernels = Kernels.load(manager, "AdamW", Map.of());
    long largest = buckets.ranges().stream().mapToLong(Range::size).max().orElseThrow();
    this.gathered = manager.zeros(new Shape(largest));
    Set<String> withoutDecay = ParameterShapes.withoutDecay(model.config());
    List<AdamW.Target> targets = new ArrayList<>();
    for (Range bucket : buckets.ranges()) {
      Part part = part(manager, bucket);
      parts.add(part);
      for (int i = 0; i < part.ownPieces.length; i++) {
        Piece piece = part.pieces.get(i);
        targets.add(
            new AdamW.Target(
                piece.key(),
                part.weightPieces[i],
                part.ownPieces[i],
                !withoutDecay.contains(piece.name)));
      }
    }
    this.adamW = new AdamW(manager, targets, config, workers);
  }

  private Part part(NDManager manager, Range bucket) {
    Range own = own(bucket);
    NDArray sum = manager.zeros(new Shape(own.size()));
    List<Piece> pieces = pieces(own);
    NDArray all = gathered.get("{}:{}", 0, bucket.size());
    List<Place> places =
        pass.layout().places().stream()
            .filter(place -> place.from() >= bucket.from() && place.to() <= bucket.to())
            .toList();
    return new Part(
        pass.flat().get("{}:{}", bucket.from(), bucket.to()),
        sum,
        pieces,
        views(pieces, piece -> sum.get("{}:{}", piece.at, piece.at + piece.to - piece.from)),
        views(pieces, piece -> elements(parameters.get(piece.name), piece.from, piece.to)),
        all,
        places,
        views(
            places,
            place -> all.get("{}:{}", place.from() - bucket.from(), place.to() - bucket.from())),
        views(places, place -> flat(parameters.get(place.name()))));
  }

  private static <T> NDArray[] views(List<T> of, Function<T, NDArray> view) {
    return of.stream().map(view).toArray(NDArray[]::new);
  }

  private static NDArray flat(NDArray array) {
    return array.reshape(array.size());
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
    try (NDArray flat = flat(array)) {
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
    for (Part part : parts) {
      gather(scope, part, part.weightPieces, part.weights);
    }
    return result;
  }

  /**
   * Brings together a bucket of which each rank has its part.
   *
   * @param own this rank's, one for each piece
   * @param targets receive all, one for each place, flat; empty where only others want it
   */
  private void gather(NDManager scope, Part part, NDArray[] own, NDArray[] targets) {
    if (own.length > 0) {
      kernels.run(scope, "copy", part.ownPieces, own);
    }
    ranks.allGather(part.own, part.all).await();
    if (targets.length > 0) {
      kernels.run(scope, "copy", targets, part.gatheredPlaces);
    }
    // It is a gradient again, and gaps between parameters are zeros.
    kernels.run(scope, "clear", part.own);
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
    for (Part part : parts) {
      NDArray[] targets =
          ranks.isLeader()
              ? views(part.places, place -> flat(arrays.get(place.name())))
              : new NDArray[0];
      gather(scope, part, views(part.pieces, piece -> own.get(prefix + piece.key())), targets);
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
