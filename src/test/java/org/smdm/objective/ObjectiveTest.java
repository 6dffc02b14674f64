package org.smdm.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smdm.config.LossWeighting;
import org.smdm.config.MaskCount;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.TimeSampling;
import org.smdm.tensor.RandomStreams;

class ObjectiveTest {

  private static final int MASK = 99;
  private final RandomStreams streams = new RandomStreams(7);

  private static int[][] blocks(int batch, int length) {
    int[][] blocks = new int[batch][length];
    for (int[] block : blocks) {
      Arrays.setAll(block, i -> i % 50);
    }
    return blocks;
  }

  private static MaskedDiffusion diffusion(LossWeighting weighting, double ssl) {
    return new MaskedDiffusion(
        new ObjectiveConfig.MaskedDiffusion(
            1e-3, TimeSampling.UNIFORM, MaskCount.BERNOULLI, weighting, ssl),
        MASK);
  }

  @Test
  void anArmPredictsEachNextToken() {
    TrainingBatch batch = new Autoregressive().prepare(blocks(2, 6), streams, 0, 0);
    assertArrayEquals(new long[] {0, 1, 2, 3, 4, 0, 1, 2, 3, 4}, batch.ids());
    assertArrayEquals(new long[] {1, 2, 3, 4, 5, 1, 2, 3, 4, 5}, batch.targets());
    assertEquals(1, sum(batch.weights()), 1e-6);
  }

  @Test
  void exactlyTheMaskedPositionsAreAsked() {
    TrainingBatch batch = diffusion(LossWeighting.BOUND, 0).prepare(blocks(4, 65), streams, 3, 1);
    int row = 0;
    for (int i = 0; i < batch.ids().length; i++) {
      if (batch.ids()[i] == MASK) {
        assertEquals(i, batch.rows()[row]);
        assertEquals(i % 64 % 50, batch.targets()[row]);
        row++;
      } else {
        assertEquals(i % 64 % 50, batch.ids()[i]);
      }
    }
    assertEquals(batch.rows().length, row);
  }

  @Test
  void weightsAverageToOnePerTokenUnderEitherWeighting() {
    // With a cross-entropy of 1 everywhere the loss is the sum of the weights: 1 in expectation.
    for (LossWeighting weighting : LossWeighting.values()) {
      double mean = 0;
      int batches = 4000;
      for (int step = 0; step < batches; step++) {
        TrainingBatch batch = diffusion(weighting, 0).prepare(blocks(4, 65), streams, step, 0);
        mean += sum(batch.weights()) / batches;
      }
      assertEquals(1, mean, 0.02, weighting.toString());
    }
  }

  @Test
  void drawsDependOnSeedStepAndMicroBatchAlone() {
    MaskedDiffusion diffusion = diffusion(LossWeighting.BOUND, 0);
    TrainingBatch first = diffusion.prepare(blocks(4, 65), streams, 3, 1);
    diffusion.prepare(blocks(4, 65), streams, 9, 9);
    assertArrayEquals(
        first.ids(), diffusion.prepare(blocks(4, 65), new RandomStreams(7), 3, 1).ids());
    for (TrainingBatch other :
        new TrainingBatch[] {
          diffusion.prepare(blocks(4, 65), streams, 3, 2),
          diffusion.prepare(blocks(4, 65), streams, 4, 1),
          diffusion.prepare(blocks(4, 65), new RandomStreams(8), 3, 1)
        }) {
      assertTrue(!Arrays.equals(first.ids(), other.ids()));
    }
  }

  @Test
  void stochasticLengthsAreUniformAndAsOftenAsAsked() {
    MaskedDiffusion diffusion = diffusion(LossWeighting.BOUND, 0.5);
    int cut = 0;
    double sumOfCut = 0;
    int batches = 4000;
    for (int step = 0; step < batches; step++) {
      int time = diffusion.prepare(blocks(1, 65), streams, step, 0).time();
      assertTrue(time >= 1 && time <= 64);
      if (time < 64) {
        cut++;
        sumOfCut += time;
      }
    }
    // A cut batch keeps its whole length once in 64 times.
    assertEquals(0.5 * 63 / 64, cut / (double) batches, 0.03);
    assertEquals(32, sumOfCut / cut, 1.5);
  }

  @ParameterizedTest
  @EnumSource(TimeSampling.class)
  void timesAreUniformOnTheUnitInterval(TimeSampling sampling) {
    double mean = 0;
    double square = 0;
    int batches = 2000;
    for (int i = 0; i < batches; i++) {
      for (float t : MaskedDiffusion.times(8, sampling, streams.stream("t", i))) {
        assertTrue(t >= 0 && t < 1, "t " + t);
        mean += t / (8.0 * batches);
        square += t * t / (8.0 * batches);
      }
    }
    assertEquals(0.5, mean, 0.01);
    assertEquals(1 / 3.0, square, 0.01);
  }

  @Test
  void lowDiscrepancyTimesFallOneIntoEachPart() {
    for (int i = 0; i < 100; i++) {
      float[] t = MaskedDiffusion.times(8, TimeSampling.LOW_DISCREPANCY, streams.stream("t", i));
      boolean[] seen = new boolean[8];
      for (float value : t) {
        seen[(int) (value * 8)] = true;
      }
      for (boolean part : seen) {
        assertTrue(part, Arrays.toString(t));
      }
    }
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }
}
