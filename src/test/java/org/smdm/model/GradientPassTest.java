package org.smdm.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.Precision;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

class GradientPassTest {

  /** Longer than the sequences whose attention is written out. */
  private static final int LONG = 520;

  private final NDManager manager = Torch.newManager("cpu");
  private final RandomStreams streams = new RandomStreams(21);
  private final RandomGenerator random = streams.stream("test")::nextLong;

  @AfterEach
  void close() {
    manager.close();
  }

  private Transformer model(ModelFamily family, int groups, Precision precision) {
    ModelConfig config = ModelConfig.of(LONG, 60, 2, 4, 16, 24).withQueryGroups(groups);
    return Transformer.initialized(manager, config, family, precision, streams);
  }

  /** Sequences of random tokens, every third of which is asked, each with another weight. */
  private record Batch(
      int size, int time, long[] ids, long[] rows, long[] targets, float[] weights) {

    private Batch part(int from, int to, float factor) {
      int[] chosen = new int[rows.length];
      int count = 0;
      for (int i = 0; i < rows.length; i++) {
        if (rows[i] >= (long) from * time && rows[i] < (long) to * time) {
          chosen[count++] = i;
        }
      }
      int[] mine = Arrays.copyOf(chosen, count);
      float[] scaled = new float[count];
      for (int i = 0; i < count; i++) {
        scaled[i] = factor * weights[mine[i]];
      }
      return new Batch(
          to - from,
          time,
          Arrays.copyOfRange(ids, from * time, to * time),
          Arrays.stream(mine).mapToLong(i -> rows[i] - (long) from * time).toArray(),
          Arrays.stream(mine).mapToLong(i -> targets[i]).toArray(),
          scaled);
    }
  }

  private Batch batch(int size, int time) {
    long[] ids = random.longs((long) size * time, 0, 60).toArray();
    int count = (ids.length + 2) / 3;
    long[] rows = new long[count];
    float[] weights = new float[count];
    for (int i = 0; i < count; i++) {
      rows[i] = 3L * i;
      weights[i] = (0.5f + random.nextFloat()) / count;
    }
    return new Batch(size, time, ids, rows, random.longs(count, 0, 60).toArray(), weights);
  }

  private float[] accumulate(GradientPass pass, Batch batch) {
    float[] bound = new float[batch.weights.length];
    Arrays.fill(bound, 1f / bound.length);
    try (NDManager scope = manager.newSubManager()) {
      NDList sums =
          pass.accumulate(
              GradientSum.Share.alone(),
              scope,
              scope.create(batch.ids, new Shape(batch.size, batch.time)),
              scope.create(batch.rows),
              scope.create(batch.targets),
              scope.create(batch.weights),
              scope.create(bound));
      return new float[] {sums.get(0).getFloat(), sums.get(1).getFloat()};
    }
  }

  private double loss(Transformer model, Batch batch) {
    try (NDManager scope = manager.newSubManager()) {
      float[] nll =
          model
              .nll(
                  scope,
                  scope.create(batch.ids, new Shape(batch.size, batch.time)),
                  scope.create(batch.rows),
                  scope.create(batch.targets))
              .toFloatArray();
      double sum = 0;
      for (int i = 0; i < nll.length; i++) {
        sum += (double) nll[i] * batch.weights[i];
      }
      return sum;
    }
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  @ParameterizedTest
  @CsvSource({"MDM,4,24", "MDM,2,24", "MDM,4,520", "ARM,4,24", "ARM,1,24"})
  void activationCheckpointingChangesNoBitOfLossesAndGradients(
      ModelFamily family, int groups, int time) {
    try (Transformer model = model(family, groups, Precision.FP32)) {
      Batch batch = batch(2, time);
      GradientPass keeping = new GradientPass(model, false, 1);
      GradientPass again = new GradientPass(model, true, 1);
      for (int call = 0; call < 2; call++) {
        assertArrayEquals(accumulate(keeping, batch), accumulate(again, batch));
      }
      keeping
          .gradients()
          .forEach(
              (name, gradient) ->
                  assertArrayEquals(
                      gradient.toFloatArray(), again.gradients().get(name).toFloatArray(), name));
    }
  }

  @ParameterizedTest
  @CsvSource({"MDM,4,24", "MDM,4,520", "ARM,2,24"})
  void twoMicroBatchesOfHalfTheScaleGiveTheGradientsOfOneBatch(
      ModelFamily family, int groups, int time) {
    try (Transformer model = model(family, groups, Precision.FP32)) {
      Batch batch = batch(4, time);
      GradientPass whole = new GradientPass(model, false, 1);
      GradientPass halves = new GradientPass(model, false, 1);
      float loss = accumulate(whole, batch)[0];
      // A half's own weights are twice as large, and the scale of two micro-batches is 1/2.
      float first = accumulate(halves, batch.part(0, 2, 2 * 0.5f))[0];
      float second = accumulate(halves, batch.part(2, 4, 2 * 0.5f))[0];
      assertEquals(loss, first + second, 1e-6f * loss);
      whole
          .gradients()
          .forEach(
              (name, gradient) ->
                  assertArrayEquals(
                      gradient.toFloatArray(),
                      halves.gradients().get(name).toFloatArray(),
                      1e-6f,
                      name));
    }
  }

  /** At 90 tokens and 4 heads attention takes four sequences at a time, then the two left. */
  @ParameterizedTest
  @CsvSource({"6,24", "6,90", "2,200"})
  void sequencesAtATimeGiveTheGradientsOfOneByOne(int size, int time) {
    try (Transformer model = model(ModelFamily.MDM, 4, Precision.FP32)) {
      model.parameters().forEach((name, array) -> array.muli(name.contains("norm") ? 1 : 3));
      Batch batch = batch(size, time);
      GradientPass together = new GradientPass(model, false, 1);
      GradientPass single = new GradientPass(model, false, 1);
      double loss = accumulate(together, batch)[0];
      double sum = 0;
      for (int b = 0; b < size; b++) {
        sum += accumulate(single, batch.part(b, b + 1, 1))[0];
      }
      assertEquals(sum, loss, 1e-5 * sum);
      for (String name : model.parameters().keySet()) {
        float[] expected = single.gradients().get(name).toFloatArray();
        float[] actual = together.gradients().get(name).toFloatArray();
        assertArrayEquals(expected, actual, (float) (1e-4 * norm(expected)), name);
      }
    }
  }

  /**
   * Each parameter alone is moved along random directions, in float32. The oracle is the central
   * difference of the inference path's loss; the tolerance is 2 % of the standard deviation that
   * the derivative has over such directions.
   */
  @ParameterizedTest
  @CsvSource({"MDM,4,520", "MDM,4,24", "MDM,2,24", "ARM,4,520", "ARM,2,24"})
  void gradientsAreThoseOfTheLossAlongRandomDirections(ModelFamily family, int groups, int time) {
    try (Transformer model = model(family, groups, Precision.FP32)) {
      // Attention of a fresh model looks everywhere alike: sharper, its gradient counts.
      model.parameters().forEach((name, array) -> array.muli(name.contains("norm") ? 1 : 3));
      Batch batch = batch(1, time);
      GradientPass pass = new GradientPass(model, false, 1);
      double analytic = accumulate(pass, batch)[0];
      assertEquals(loss(model, batch), analytic, 1e-5 * analytic);
      for (Map.Entry<String, NDArray> parameter : model.parameters().entrySet()) {
        float[] gradient = pass.gradients().get(parameter.getKey()).toFloatArray();
        double size = norm(gradient);
        assertTrue(size > 1e-4, parameter.getKey() + " has no gradient to speak of");
        for (int i = 0; i < 2; i++) {
          checkDirection(model, batch, parameter, gradient, size);
        }
      }
    }
  }

  private void checkDirection(
      Transformer model,
      Batch batch,
      Map.Entry<String, NDArray> parameter,
      float[] gradient,
      double size) {
    NDArray array = parameter.getValue();
    float[] values = array.toFloatArray();
    float[] direction = new float[values.length];
    double expected = 0;
    for (int j = 0; j < values.length; j++) {
      direction[j] = (float) random.nextGaussian();
      expected += (double) direction[j] * gradient[j];
    }
    // Moves the loss by about 1e-3 either way: far above float32's rounding, and nearly linear.
    double step = Math.min(1e-3 / size, 0.3 * norm(values) / norm(direction));
    double difference = 0;
    for (int sign = -1; sign <= 1; sign += 2) {
      float[] moved = new float[values.length];
      for (int j = 0; j < moved.length; j++) {
        moved[j] = (float) (values[j] + sign * step * direction[j]);
      }
      put(moved, array);
      difference += sign * loss(model, batch);
    }
    put(values, array);
    assertEquals(expected, difference / (2 * step), 0.02 * size, parameter.getKey());
  }

  private void put(float[] values, NDArray array) {
    try (NDArray source = manager.create(values, array.getShape())) {
      source.copyTo(array);
    }
  }

  @ParameterizedTest
  @CsvSource({"MDM,4,24", "MDM,4,520", "ARM,2,24"})
  void bf16StaysNearFp32(ModelFamily family, int groups, int time) {
    assumeTrue(
        Torch.multipliesBf16(Device.cpu()),
        "this processor has no bf16 instructions, so no run computes in bf16");
    try (Transformer exact = model(family, groups, Precision.FP32);
        Transformer rounded = model(family, groups, Precision.BF16)) {
      Batch batch = batch(2, time);
      GradientPass wide = new GradientPass(exact, false, 1);
      GradientPass narrow = new GradientPass(rounded, false, 1);
      float[] expected = accumulate(wide, batch);
      float[] actual = accumulate(narrow, batch);
      assertEquals(expected[0], actual[0], 1e-2f * expected[0]);
      assertEquals(expected[1], actual[1], 1e-2f * expected[1]);
      double product = 0;
      double wideSquare = 0;
      double narrowSquare = 0;
      for (Map.Entry<String, NDArray> gradient : wide.gradients().entrySet()) {
        float[] a = gradient.getValue().toFloatArray();
        float[] b = narrow.gradients().get(gradient.getKey()).toFloatArray();
        for (int i = 0; i < a.length; i++) {
          product += (double) a[i] * b[i];
        }
        wideSquare += Math.pow(norm(a), 2);
        narrowSquare += Math.pow(norm(b), 2);
      }
      double cosine = product / Math.sqrt(wideSquare * narrowSquare);
      assertTrue(cosine > 0.999, "cosine similarity " + cosine);
      assertEquals(1, Math.sqrt(narrowSquare / wideSquare), 0.02, "ratio of the norms");
      // It does compute in another type: equal numbers would mean that it had not.
      assertTrue(cosine < 1 - 1e-9, "cosine similarity " + cosine);
    }
  }

  @Test
  void positionsThatAreNotAskedHaveNoGradientInAnArmButThroughLaterOnes() {
    try (Transformer model = model(ModelFamily.ARM, 4, Precision.FP32)) {
      GradientPass pass = new GradientPass(model, false, 1);
      // Only position 1 is asked: tokens 7 and 8 count, token 9 comes after it.
      accumulate(
          pass,
          new Batch(1, 3, new long[] {7, 8, 9}, new long[] {1}, new long[] {3}, new float[] {1}));
      float[] embedding = pass.gradients().get(ParameterShapes.EMBEDDING).toFloatArray();
      assertTrue(norm(Arrays.copyOfRange(embedding, 7 * 16, 8 * 16)) > 0);
      assertTrue(norm(Arrays.copyOfRange(embedding, 8 * 16, 9 * 16)) > 0);
      assertEquals(0, norm(Arrays.copyOfRange(embedding, 9 * 16, 10 * 16)));
    }
  }
}
