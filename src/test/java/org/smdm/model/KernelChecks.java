package org.smdm.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.smdm.config.ModelConfig;
import org.smdm.tensor.Kernels;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

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

  /** The paper's block. */
  Kernels transformer(int heads, int groups, boolean causal, long compute) {
    Map<String, Object> attributes =
        Map.of(
            "heads",
            (long) heads,
            "query_groups",
            (long) groups,
            "causal",
            causal,
            "norm_eps",
            1e-5,
            "compute",
            compute);
    return ModelProgram.load(manager, ModelConfig.of(8, 8, 1, 1, 2, 2), attributes);
  }

  /** Products with the output head, in float64. */
  Kernels head(long chunk) {
    return Kernels.load(
        manager, BlockStack.class, "Head", Map.of("compute", FLOAT64, "head_chunk", chunk));
  }

  Kernels backward() {
    return Kernels.load(manager, BlockStack.class, "Backward", Map.of());
  }

  /**
   * The value of a function of x and weights, and the gradients of its product with a direction.
   *
   * @return the value, then the gradients of x and of each weight
   */
  NDList recorded(
      Kernels kernels, String method, NDArray direction, NDArray[] inputs, NDList others) {
    Kernels backward = backward();
    NDArray[] leaves = new NDArray[inputs.length];
    Arrays.setAll(leaves, i -> backward.call(manager, "leaf", inputs[i]).head());
    NDList weights = Kernels.list("weights", Arrays.copyOfRange(leaves, 1, leaves.length));
    JniUtils.setGradMode(true);
    NDArray value = kernels.call(manager, method, leaves[0], weights, others).head();
    JniUtils.setGradMode(false);
    NDList result = new NDList(value);
    result.addAll(backward.call(manager, "gradients", value, direction, leaves[0], weights));
    return result;
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
