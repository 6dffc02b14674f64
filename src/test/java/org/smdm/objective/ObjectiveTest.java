package org.smdm.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smdm.config.LossWeighting;
import org.smdm.config.MaskCount;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.Precision;
import org.smdm.config.TimeSampling;
import org.smdm.model.Transformer;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

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

  private static MaskedDiffusion stratified() {
    return new MaskedDiffusion(
        new ObjectiveConfig.MaskedDiffusion(
            1e-3, TimeSampling.UNIFORM, MaskCount.STRATIFIED, LossWeighting.BOUND, 0),
        MASK);
  }

  private static int masked(TrainingBatch batch, int row) {
    int from = row * batch.time();
    return (int)
        Arrays.stream(batch.ids(), from, from + batch.time()).filter(id -> id == MASK).count();
  }

  @Test
  void aStratifiedRowMasksExactlyOnePlusTheWholePartOfTimeTimesLength() {
    UniformRandomProvider random = streams.stream("draws");
    for (int time : new int[] {1, 2, 3, 16, 64, 2048}) {
      float[] t = {0, 0.25f, 0.5f, 0.7f, Math.nextDown(0.5f), Math.nextDown(1f)};
      float[] draws = new float[t.length * time];
      for (int i = 0; i < draws.length; i++) {
        draws[i] = random.nextFloat();
      }
      TrainingBatch batch = stratified().corrupt(blocks(t.length, time), time, t, draws);
      int row = 0;
      for (int b = 0; b < t.length; b++) {
        int expected = Math.min(time, 1 + (int) Math.floor(t[b] * time));
        assertEquals(expected, masked(batch, b), "time %s of %d".formatted(t[b], time));
        for (int i = 0; i < expected; i++, row++) {
          assertEquals(1.0 / ((double) expected * t.length), batch.weights()[row], 1e-7);
          assertEquals((double) expected / time, batch.maskRatio(row), 1e-6);
        }
      }
      assertEquals(row, batch.rows().length);
    }
  }

  @Test
  void equalDrawsMaskNoMoreAndNoFewer() {
    float[] draws = new float[2 * 8];
    Arrays.fill(draws, 8, 16, Math.nextDown(1f));
    TrainingBatch batch = stratified().corrupt(blocks(2, 8), 8, new float[] {0.3f, 0.6f}, draws);
    assertEquals(3, masked(batch, 0));
    assertEquals(5, masked(batch, 1));
    assertEquals(0, draws[0], "the caller's draws were changed");
    assertEquals(Math.nextDown(1f), draws[15], "the caller's draws were changed");
  }

  @Test
  void stratifiedCountsAndPositionsAreUniform() {
    int time = 16;
    int rows = 16_000;
    int[] counts = new int[time + 1];
    int[] positions = new int[time];
    int[] positionsOfFour = new int[time];
    for (int step = 0; step < rows / 4; step++) {
      TrainingBatch batch = stratified().prepare(blocks(4, time + 1), streams, step, 0);
      for (int b = 0; b < 4; b++) {
        int count = masked(batch, b);
        counts[count]++;
        for (int i = 0; i < time; i++) {
          if (batch.ids()[b * time + i] == MASK) {
            positions[i]++;
            positionsOfFour[i] += count == 4 ? 1 : 0;
          }
        }
      }
    }
    assertEquals(0, counts[0]);
    // 15 degrees of freedom: above 44.3 once in 10 000 seeds. Masking l of 16 is less varied than
    // independent draws, so the same bound holds for positions.
    assertTrue(chiSquare(Arrays.copyOfRange(counts, 1, time + 1)) < 44.3, Arrays.toString(counts));
    assertTrue(chiSquare(positions) < 44.3, Arrays.toString(positions));
    assertTrue(chiSquare(positionsOfFour) < 44.3, Arrays.toString(positionsOfFour));
  }

  private static double chiSquare(int... counts) {
    double mean = Arrays.stream(counts).average().orElseThrow();
    return Arrays.stream(counts).mapToDouble(c -> (c - mean) * (c - mean) / mean).sum();
  }

  /**
   * The oracle walks through all six orders of three tokens and adds up the cross-entropy of each
   * token given those before it; float32, to 1e-5.
   */
  @Test
  void theMeanOfTheStratifiedBoundIsTheExactAnyOrderLikelihood() {
    ModelConfig shape = ModelConfig.of(3, 4, 1, 2, 8, 16);
    int[] tokens = {2, 0, 3};
    int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model =
            Transformer.initialized(
                manager, shape, ModelFamily.MDM, Precision.FP32, new RandomStreams(5))) {
      // A fresh model finds all tokens about equally likely, whatever it sees.
      model.parameters().values().forEach(array -> array.muli(4));
      int mask = shape.maskId();
      double exact = 0;
      for (int[] order : orders) {
        long[] ids = {mask, mask, mask};
        for (int position : order) {
          exact += nll(manager, model, ids, position, tokens[position])[0] / orders.length / 3;
          ids[position] = tokens[position];
        }
      }
      MaskedDiffusion diffusion =
          new MaskedDiffusion(
              new ObjectiveConfig.MaskedDiffusion(
                  1e-3, TimeSampling.UNIFORM, MaskCount.STRATIFIED, LossWeighting.BOUND, 0),
              mask);
      double bound = 0;
      double lowest = Double.MAX_VALUE;
      double highest = 0;
      for (float t : new float[] {0.1f, 0.5f, 0.9f}) {
        for (int[] order : orders) {
          float[] draws = new float[3];
          for (int rank = 0; rank < 3; rank++) {
            draws[order[rank]] = 0.2f + 0.3f * rank;
          }
          TrainingBatch batch = diffusion.corrupt(new int[][] {tokens}, 3, new float[] {t}, draws);
          double loss = 0;
          for (int i = 0; i < batch.rows().length; i++) {
            float[] nll =
                nll(manager, model, batch.ids(), batch.rows()[i], (int) batch.targets()[i]);
            loss += nll[0] * batch.boundWeights()[i];
          }
          bound += loss / (3 * orders.length);
          lowest = Math.min(lowest, loss);
          highest = Math.max(highest, loss);
        }
      }
      assertEquals(exact, bound, 1e-5);
      assertTrue(highest - lowest > 0.1, "every mask has the same loss: nothing was tested");
    }
  }

  private static float[] nll(
      NDManager manager, Transformer model, long[] ids, long row, int target) {
    return model
        .nll(
            manager,
            manager.create(ids, new Shape(1, ids.length)),
            manager.create(new long[] {row}),
            manager.create(new long[] {target}))
        .toFloatArray();
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }
}
