package org.smdm.eval.likelihood;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.smdm.eval.EncodedRequest;
import org.smdm.stats.SampleMean;

/**
 * {@link Estimator#MONTE_CARLO} and {@link Estimator#STRATIFIED}: groups of draws whose times are
 * spread evenly, u, u + 1/b, … modulo 1. A draw that masks nothing costs nothing and counts as 0,
 * and one that masks what another did before costs nothing either.
 */
final class MaskedDraws implements NllSource {

  private final EncodedRequest request;
  private final int mask;
  private final boolean isStratified;
  private final int copies;
  private final LikelihoodNoise noise;
  private final double[] uniform;

  /** Tokens that are masked together, and the sum of their answers once it is there. */
  private static final class Masks {
    private double sum;
    private boolean isAnswered;
  }

  /** A draw that does not count yet: of which group, and what its sum is multiplied by. */
  private record Drawn(int group, double weight, Masks masks) {}

  private final Map<BitSet, Masks> different = new HashMap<>();
  private final Deque<Masks> asked = new ArrayDeque<>();

  /** In the order of the draws, so that they are added in this order however they are asked. */
  private final Deque<Drawn> waiting = new ArrayDeque<>();

  private double[] groups = {};
  private int drawn;
  private long passes;

  /**
   * @param mask id of the mask
   */
  MaskedDraws(EncodedRequest request, int mask, LikelihoodConfig config, LikelihoodNoise noise) {
    this.request = request;
    this.mask = mask;
    this.isStratified = config.estimator() == Estimator.STRATIFIED;
    this.copies = config.copies();
    this.noise = noise;
    this.uniform = new double[request.target().length];
  }

  @Override
  public void extend(int allowed) {
    groups = Arrays.copyOf(groups, allowed);
  }

  @Override
  public MaskedPass next() {
    while (drawn < groups.length * copies) {
      int draw = drawn++;
      int group = draw / copies;
      double shifted = noise.begin(request.request(), group) + (double) (draw % copies) / copies;
      double time = shifted - Math.floor(shifted);
      noise.fill(request.request(), draw, uniform);
      BitSet masked = isStratified ? smallest(count(time)) : below(time);
      if (!masked.isEmpty()) {
        double weight = isStratified ? (double) uniform.length / masked.cardinality() : 1 / time;
        Masks known = different.get(masked);
        Masks masks = known == null ? new Masks() : known;
        waiting.add(new Drawn(group, weight / copies, masks));
        if (known == null) {
          different.put(masked, masks);
          asked.add(masks);
          return MaskedPass.of(request, mask, masked);
        }
      }
    }
    settle();
    return null;
  }

  /** Counts the draws that are answered, up to the first that is not. */
  private void settle() {
    while (!waiting.isEmpty() && waiting.peek().masks.isAnswered) {
      Drawn draw = waiting.remove();
      groups[draw.group] += draw.weight * draw.masks.sum;
    }
    if (isFinished()) {
      different.clear(); // there may be many thousands of targets
    }
  }

  /** Uniform over 1, …, L for a uniform time. */
  private int count(double time) {
    return Math.min(uniform.length, 1 + (int) (time * uniform.length));
  }

  private BitSet below(double time) {
    BitSet masked = new BitSet();
    IntStream.range(0, uniform.length).filter(i -> uniform[i] < time).forEach(masked::set);
    return masked;
  }

  /** Any set of so many tokens with the same probability. */
  private BitSet smallest(int count) {
    BitSet masked = new BitSet();
    IntStream.range(0, uniform.length)
        .boxed()
        .sorted((a, b) -> Double.compare(uniform[a], uniform[b]))
        .limit(count)
        .forEach(masked::set);
    return masked;
  }

  @Override
  public void take(Judged[] answers) {
    passes++;
    Masks masks = asked.remove();
    masks.sum = Judged.nll(answers);
    masks.isAnswered = true;
    settle();
  }

  @Override
  public boolean isFinished() {
    return drawn == groups.length * copies && waiting.isEmpty();
  }

  @Override
  public long passes() {
    return passes;
  }

  @Override
  public double nll() {
    return Arrays.stream(groups).sum() / groups.length;
  }

  @Override
  public OptionalDouble standardError() {
    return groups.length < 2 || Double.isInfinite(nll())
        ? OptionalDouble.empty()
        : OptionalDouble.of(SampleMean.of(groups).standardError());
  }

  @Override
  public double group(int group) {
    return groups[group];
  }
}
