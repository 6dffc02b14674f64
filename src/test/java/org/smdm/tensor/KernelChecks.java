package org.smdm.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Compares the written-out forward and backward passes with the kernels of inference, in float64:
 * values to 1e-12, gradients against central differences with steps of 1e-5 to 1e-7.
 */
final class KernelChecks implements AutoCloseable {

  static final long FLOAT32 = 6;
  static final long FLOAT64 = 7;
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-7;
  static final double VALUE_TOLERANCE = 1e-12;

  final NDManager manager = Torch.newManager("cpu");
  private final RandomGenerator random = new RandomStreams(11).stream("test")::nextLong;

  KernelChecks() {
    JniUtils.setGradMode(false);
  }

  @Override
  public void close() {
    JniUtils.setGradMode(false);
    manager.close();
  }

  Map<String, Object> attributes(int heads, int groups, boolean causal, long compute) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("heads", (long) heads);
    attributes.put("query_groups", (long) groups);
    attributes.put("causal", causal);
    attributes.put("norm_eps", 1e-5);
    attributes.put("compute", compute);
    attributes.put("head_chunk", 2L);
    return attributes;
  }

  Kernels inference(int heads, int groups, boolean causal) {
    return inference(heads, groups, causal, FLOAT64);
  }

  Kernels inference(int heads, int groups, boolean causal, long compute) {
    Map<String, Object> attributes = attributes(heads, groups, causal, compute);
    return Kernels.load(manager, "transformer.py", "Transformer", attributes);
  }

  Kernels training(int heads, int groups, boolean causal, long headChunk, long compute) {
    Map<String, Object> attributes = attributes(heads, groups, causal, compute);
    attributes.put("head_chunk", headChunk);
    return Kernels.load(manager, "training.py", "TransformerTraining", attributes);
  }

  NDArray normal(double scale, long... shape) {
    Shape s = new Shape(shape);
    double[] values = new double[Math.toIntExact(s.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = scale * random.nextGaussian();
    }
    return manager.create(values, s);
  }

  NDArray angles(int time, int half, boolean cosine) {
    double[] values = new double[time * half];
    for (int i = 0; i < values.length; i++) {
      int position = i / half;
      double angle = position * Math.pow(10_000, -(i % half) / (double) half);
      values[i] = cosine ? Math.cos(angle) : Math.sin(angle);
    }
    return manager.create(values, new Shape(time, half));
  }

  /** A gradient array that holds something, to which a backward pass must add. */
  final class Sum {
    final NDArray array;
    private final double[] before;

    Sum(NDArray parameter) {
      array = normal(1, parameter.getShape().getShape());
      before = array.toDoubleArray();
    }

    double[] added() {
      double[] after = array.toDoubleArray();
      for (int i = 0; i < after.length; i++) {
        after[i] -= before[i];
      }
      return after;
    }
  }

  static double dot(NDArray a, NDArray b) {
    double[] x = a.toDoubleArray();
    double[] y = b.toDoubleArray();
    assertEquals(x.length, y.length);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  static void assertSame(NDArray expected, NDArray actual) {
    assertEquals(DataType.FLOAT64, actual.getDataType());
    assertEquals(expected.getShape(), actual.getShape());
    assertArrayEquals(expected.toDoubleArray(), actual.toDoubleArray(), VALUE_TOLERANCE);
  }

  /** Checks the gradient of a loss of some inputs by moving one number at a time. */
  void checkGradients(ToDoubleFunction<NDArray[]> loss, NDArray[] inputs, double[]... gradients) {
    for (int i = 0; i < gradients.length; i++) {
      double[] values = inputs[i].toDoubleArray();
      assertEquals(values.length, gradients[i].length);
      for (int j = 0; j < values.length; j++) {
        double difference = 0;
        for (int sign = -1; sign <= 1; sign += 2) {
          double[] moved = values.clone();
          moved[j] += sign * STEP;
          NDArray[] changed = inputs.clone();
          changed[i] = manager.create(moved, inputs[i].getShape());
          difference += sign * loss.applyAsDouble(changed);
        }
        double expected = difference / (2 * STEP);
        assertEquals(
            expected,
            gradients[i][j],
            TOLERANCE * Math.max(1, Math.abs(expected)),
            "input %d element %d".formatted(i, j));
      }
      double largest = Arrays.stream(gradients[i]).map(Math::abs).max().orElseThrow();
      assertTrue(largest > 1e-3, "input %d has no gradient to speak of".formatted(i));
    }
  }
}
