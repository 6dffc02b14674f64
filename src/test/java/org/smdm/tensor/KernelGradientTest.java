package org.smdm.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smdm.Golden;

/**
 * The gradient of each kernel against central differences in float64, and its value against the
 * reference where a golden file has it.
 */
class KernelGradientTest {

  private static final long FLOAT32 = 6;
  private static final long FLOAT64 = 7;
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-7;

  private final NDManager manager = Torch.newManager("cpu");
  private final RandomGenerator random = new RandomStreams(11).stream("test")::nextLong;

  @AfterEach
  void close() {
    manager.close();
  }

  private Kernels kernels(int heads, int groups, boolean causal, long compute) {
    return Kernels.load(
        manager,
        "transformer.py",
        "Transformer",
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
            compute));
  }

  private NDArray normal(double scale, long... shape) {
    Shape s = new Shape(shape);
    double[] values = new double[Math.toIntExact(s.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = scale * random.nextGaussian();
    }
    return manager.create(values, s);
  }

  private NDArray angles(int time, int half, boolean cosine) {
    double[] values = new double[time * half];
    for (int i = 0; i < values.length; i++) {
      int position = i / half;
      double angle = position * Math.pow(10_000, -(i % half) / (double) half);
      values[i] = cosine ? Math.cos(angle) : Math.sin(angle);
    }
    return manager.create(values, new Shape(time, half));
  }

  /** Checks d(sum of output · random weights) / d(input) for the first {@code checked} inputs. */
  private void checkGradient(Kernels kernels, String method, int checked, NDArray... inputs) {
    List<NDArray> leaves = new ArrayList<>();
    for (int i = 0; i < checked; i++) {
      inputs[i].setRequiresGradient(true);
      leaves.add(inputs[i]);
    }
    JniUtils.setGradMode(true);
    NDArray output = kernels.call(manager, method, inputs).head();
    assertEquals(DataType.FLOAT64, output.getDataType());
    Shape shape = output.getShape();
    NDArray direction = shape.dimension() == 0 ? manager.ones(shape, DataType.FLOAT64) : null;
    if (direction == null) {
      direction = normal(1, shape.getShape());
    }
    JniUtils.backward((PtNDArray) output, (PtNDArray) direction, false, false);
    JniUtils.setGradMode(false);
    double[] weights = direction.toDoubleArray();
    for (int i = 0; i < checked; i++) {
      double[] gradient = leaves.get(i).getGradient().toDoubleArray();
      double[] values = inputs[i].toDoubleArray();
      double largest = 0;
      for (int j = 0; j < values.length; j++) {
        double difference = 0;
        for (int sign = -1; sign <= 1; sign += 2) {
          double[] moved = values.clone();
          moved[j] += sign * STEP;
          NDArray[] changed = inputs.clone();
          changed[i] = manager.create(moved, inputs[i].getShape());
          Object[] arguments = changed;
          double[] result = kernels.run(manager, method, arguments).head().toDoubleArray();
          for (int k = 0; k < result.length; k++) {
            difference += sign * weights[k] * result[k];
          }
        }
        double expected = difference / (2 * STEP);
        assertEquals(
            expected,
            gradient[j],
            TOLERANCE * Math.max(1, Math.abs(expected)),
            "%s input %d element %d".formatted(method, i, j));
        largest = Math.max(largest, Math.abs(gradient[j]));
      }
      assertTrue(largest > 1e-3, "input %d of %s has no gradient".formatted(i, method));
    }
  }

  @ParameterizedTest
  @CsvSource({"2,2,false", "2,2,true", "4,2,false", "4,2,true", "3,1,true"})
  void attentionHasTheRightGradient(int heads, int groups, boolean causal) {
    int head = 4;
    int embd = heads * head;
    checkGradient(
        kernels(heads, groups, causal, FLOAT64),
        "attention",
        4,
        normal(1, 2, 3, embd),
        normal(1, embd),
        normal(0.4, (heads + 2L * groups) * head, embd),
        normal(0.4, embd, embd),
        angles(3, head / 2, true),
        angles(3, head / 2, false));
  }

  @Test
  void swigluHasTheRightGradient() {
    checkGradient(
        kernels(1, 1, false, FLOAT64),
        "swiglu",
        5,
        normal(1, 2, 2, 4),
        normal(1, 4),
        normal(0.5, 6, 4),
        normal(0.5, 6, 4),
        normal(0.5, 4, 6));
  }

  @Test
  void rmsNormHasTheRightGradient() {
    checkGradient(kernels(1, 1, false, FLOAT64), "rms_norm", 2, normal(1, 3, 5), normal(1, 5));
  }

  @Test
  void embeddingHasTheRightGradientAlsoForARepeatedToken() {
    NDArray weight = normal(1, 4, 3);
    weight.setRequiresGradient(true);
    JniUtils.setGradMode(true);
    NDArray ids = manager.create(new long[] {2, 0, 2, 3}, new Shape(2, 2));
    NDArray output = kernels(1, 1, false, FLOAT64).call(manager, "embed", weight, ids).head();
    NDArray direction = normal(1, 2, 2, 3);
    JniUtils.backward((PtNDArray) output, (PtNDArray) direction, false, false);
    JniUtils.setGradMode(false);
    double[] d = direction.toDoubleArray();
    double[] g = weight.getGradient().toDoubleArray();
    for (int i = 0; i < 3; i++) {
      assertEquals(d[3 + i], g[i], 1e-15);
      assertEquals(0, g[3 + i], 1e-15);
      assertEquals(d[i] + d[6 + i], g[6 + i], 1e-15);
      assertEquals(d[9 + i], g[9 + i], 1e-15);
    }
  }

  @Test
  void headAndCrossEntropyOnSelectedRowsHaveTheRightGradient() {
    Kernels kernels = kernels(1, 1, false, FLOAT64);
    NDArray x = normal(1, 2, 3, 4);
    NDArray norm = normal(1, 4);
    NDArray head = normal(0.7, 5, 4);
    NDArray rows = manager.create(new long[] {1, 2, 5});
    NDArray targets = manager.create(new long[] {0, 4, 2});
    for (NDArray leaf : List.of(x, norm, head)) {
      leaf.setRequiresGradient(true);
    }
    double[] w = {0.5, 1.25, 2};
    JniUtils.setGradMode(true);
    NDArray loss =
        kernels
            .call(
                manager,
                "head_loss",
                x,
                rows,
                norm,
                head,
                targets,
                manager.create(w),
                manager.create(new double[] {0, 0, 1}))
            .head();
    JniUtils.backward(
        (PtNDArray) loss, (PtNDArray) manager.ones(new Shape(), DataType.FLOAT64), false, false);
    JniUtils.setGradMode(false);
    NDArray[] leaves = {x, norm, head};
    for (int leaf = 0; leaf < leaves.length; leaf++) {
      double[] gradient = leaves[leaf].getGradient().toDoubleArray();
      double[] values = leaves[leaf].toDoubleArray();
      for (int j = 0; j < values.length; j++) {
        double difference = 0;
        for (int sign = -1; sign <= 1; sign += 2) {
          double[] moved = values.clone();
          moved[j] += sign * STEP;
          NDArray[] changed = leaves.clone();
          changed[leaf] = manager.create(moved, leaves[leaf].getShape());
          double[] nll =
              kernels
                  .run(manager, "head_nll", changed[0], rows, changed[1], changed[2], targets)
                  .head()
                  .toDoubleArray();
          for (int k = 0; k < nll.length; k++) {
            difference += sign * w[k] * nll[k];
          }
        }
        assertEquals(difference / (2 * STEP), gradient[j], TOLERANCE, leaf + ":" + j);
      }
    }
    // Rows that were not selected have no gradient.
    double[] gx = x.getGradient().toDoubleArray();
    for (int i : new int[] {0, 3, 4}) {
      for (int j = 0; j < 4; j++) {
        assertEquals(0, gx[i * 4 + j]);
      }
    }
  }

  @Test
  void rotationAndNormEqualTheReference() {
    Kernels kernels = kernels(3, 3, false, FLOAT32);
    try (SafetensorsFile golden = Golden.tensors("kernels")) {
      NDArray cos = golden.read(manager, "hs16.cos_bf16_as_f32").get("0:5");
      NDArray sin = golden.read(manager, "hs16.sin_bf16_as_f32").get("0:5");
      compareWithReference(golden, kernels, "rotary", "rotate", cos, sin);
      compareWithReference(golden, kernels, "rms", "rms_norm", golden.read(manager, "rms.weight"));
    }
  }

  private void compareWithReference(
      SafetensorsFile golden, Kernels kernels, String prefix, String method, NDArray... rest) {
    NDArray x = golden.read(manager, prefix + ".x");
    x.setRequiresGradient(true);
    NDArray[] inputs = new NDArray[rest.length + 1];
    inputs[0] = x;
    System.arraycopy(rest, 0, inputs, 1, rest.length);
    JniUtils.setGradMode(true);
    NDArray y = kernels.call(manager, method, inputs).head();
    JniUtils.backward(
        (PtNDArray) y, (PtNDArray) golden.read(manager, prefix + ".grad_y"), false, false);
    JniUtils.setGradMode(false);
    org.junit.jupiter.api.Assertions.assertArrayEquals(
        golden.floats(prefix + ".y"), y.toFloatArray(), 1e-6f);
    org.junit.jupiter.api.Assertions.assertArrayEquals(
        golden.floats(prefix + ".grad_x"), x.getGradient().toFloatArray(), 2e-6f);
  }
}
