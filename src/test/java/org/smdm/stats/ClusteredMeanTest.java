package org.smdm.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ClusteredMeanTest {

  @Test
  void clustersOfOneUnitAreASample() {
    ClusteredMean mean = ClusteredMean.of(new double[] {1, 2, 6}, new long[] {1, 1, 1});
    assertEquals(3, mean.mean(), 1e-12);
    assertEquals(SampleMean.of(1, 2, 6).standardError(), mean.standardError(), 1e-12);
  }

  @Test
  void unequalClustersAreLeftOutOneByOne() {
    ClusteredMean mean = ClusteredMean.of(new double[] {2, 9, 1}, new long[] {2, 3, 1});
    // Without each: 10 / 4, 3 / 3, 11 / 5, of mean 1.9; √(2 / 3 · (0.36 + 0.81 + 0.09)).
    assertEquals(2, mean.mean(), 1e-12);
    assertEquals(Math.sqrt(2 / 3.0 * 1.26), mean.standardError(), 1e-12);
  }

  @Test
  void oneClusterSaysNothingOfItsErrorAndEmptyOnesAreNone() {
    ClusteredMean one = ClusteredMean.of(new double[] {0, 8, 0}, new long[] {0, 4, 0});
    assertEquals(1, one.clusters());
    assertEquals(2, one.mean());
    assertEquals(Double.NaN, one.standardError());
    assertEquals(Double.NaN, ClusteredMean.of(new double[1], new long[1]).mean());
  }

  /** Documents of many lengths whose tokens share much: an interval by Student's t holds 95 %. */
  @Test
  void intervalsHoldTheTruthAsOftenAsTheySay() {
    for (int documents : new int[] {10, 30}) {
      Random random = new Random(documents);
      int held = 0;
      int studies = 4000;
      for (int study = 0; study < studies; study++) {
        double[] sums = new double[documents];
        long[] tokens = new long[documents];
        for (int d = 0; d < documents; d++) {
          tokens[d] = 200L + random.nextInt(800);
          double own = 1.5 + 0.2 * random.nextGaussian();
          sums[d] = tokens[d] * own + Math.sqrt((double) tokens[d]) * random.nextGaussian();
        }
        ClusteredMean mean = ClusteredMean.of(sums, tokens);
        double reach = StudentT.reach(documents - 1) * mean.standardError();
        held += Math.abs(mean.mean() - 1.5) <= reach ? 1 : 0;
      }
      double covered = (double) held / studies;
      assertEquals(0.95, covered, 0.02, documents + " documents");
    }
  }
}
