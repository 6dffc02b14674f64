package org.smdm.eval;

import java.util.stream.IntStream;
import org.smdm.data.packed.PythonRandom;
import org.smdm.stats.SampleMean;

/**
 * The standard error of a perplexity by bootstrap, with the harness's own random numbers: blocks of
 * up to 1000 resamples, block i drawn by Python's {@code random.Random(i).choices}. Blocks run in
 * parallel; the result does not depend on it.
 */
final class PerplexityBootstrap {

  private static final int BLOCK = 1000;

  private PerplexityBootstrap() {}

  /**
   * The sample standard deviation of {@code exp(-mean)} over the resamples.
   *
   * @param logLikelihoods one per item
   * @param resamples at least 2; beyond 1000 what does not fill a block of 1000 is left out, as in
   *     the harness
   */
  static double standardError(double[] logLikelihoods, int resamples) {
    if (resamples < 2) {
      throw new IllegalArgumentException("resamples " + resamples);
    }
    int size = Math.min(BLOCK, resamples);
    double[][] blocks =
        IntStream.range(0, resamples / size)
            .parallel()
            .mapToObj(block -> block(logLikelihoods, block, size))
            .toArray(double[][]::new);
    double[] perplexities = new double[blocks.length * size];
    for (int block = 0; block < blocks.length; block++) {
      System.arraycopy(blocks[block], 0, perplexities, block * size, size);
    }
    return SampleMean.likePython(perplexities).standardDeviation();
  }

  private static double[] block(double[] values, int seed, int size) {
    PythonRandom random = PythonRandom.seeded(seed);
    double[] perplexities = new double[size];
    for (int i = 0; i < size; i++) {
      double sum = 0;
      for (int drawn = 0; drawn < values.length; drawn++) {
        sum += values[random.choice(values.length)];
      }
      perplexities[i] = Math.exp(-(sum / values.length));
    }
    return perplexities;
  }
}
