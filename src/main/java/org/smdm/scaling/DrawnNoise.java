package org.smdm.scaling;

import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Normal noise of a bootstrap replicate. How large the noise is residuals say only roughly, so that
 * each replicate has a deviation of its own, as likely as the residuals make it: what is linear in
 * the values then scatters as Student's t, however few they are.
 */
final class DrawnNoise {

  private final Random random;
  private final double deviation;

  private DrawnNoise(Random random, double deviation) {
    this.random = random;
    this.deviation = deviation;
  }

  /**
   * The noise of one replicate.
   *
   * @param squares sum of the squared residuals of a fit
   * @param freedom values less coefficients of the fit, above 0
   * @param stream of the replicate
   */
  static DrawnNoise of(double squares, int freedom, UniformRandomProvider stream) {
    Random random = new Random(stream.nextLong());
    double chiSquared =
        IntStream.range(0, freedom).mapToDouble(i -> Math.pow(random.nextGaussian(), 2)).sum();
    return new DrawnNoise(random, Math.sqrt(squares / chiSquared));
  }

  /** Noise of a deviation that is known. */
  static DrawnNoise ofDeviation(double deviation, UniformRandomProvider stream) {
    return new DrawnNoise(new Random(stream.nextLong()), deviation);
  }

  /** Its standard deviation. */
  double deviation() {
    return deviation;
  }

  /** Its variance. */
  double variance() {
    return deviation * deviation;
  }

  /** The noise of one value. */
  double next() {
    return deviation * normal();
  }

  /** A standard normal number. */
  double normal() {
    return random.nextGaussian();
  }
}
