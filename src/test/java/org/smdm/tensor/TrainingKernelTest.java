package org.smdm.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What training computes beside attention against the kernels of inference. */
class TrainingKernelTest {

  private final KernelChecks checks = new KernelChecks();
  private final NDManager manager = checks.manager;

  @AfterEach
  void close() {
    checks.close();
  }

  @Test
  void swigluHasTheValueOfInferenceAndItsGradient() {
    Kernels reference = checks.inference(1, 1, false);
    Kernels kernels = checks.training(1, 1, false, 8, KernelChecks.FLOAT64);
    NDArray[] p = {
      checks.normal(1, 2, 2, 4),
      checks.normal(1, 4),
      checks.normal(0.5, 6, 4),
      checks.normal(0.5, 6, 4),
      checks.normal(0.5, 4, 6)
    };
    NDArray direction = checks.normal(1, 2, 2, 4);
    NDList kept = kernels.call(manager, "swiglu_forward", (Object[]) p);
    KernelChecks.assertSame(reference.run(manager, "swiglu", (Object[]) p).head(), kept.head());
    KernelChecks.Sum[] sums = new KernelChecks.Sum[4];
    Arrays.setAll(sums, i -> checks.new Sum(p[i + 1]));
    NDArray dx =
        kernels
            .call(
                manager,
                "swiglu_backward",
                direction,
                p[1],
                p[2],
                p[3],
                p[4],
                kept.get(1),
                kept.get(2),
                kept.get(3),
                kept.get(4),
                sums[0].array,
                sums[1].array,
                sums[2].array,
                sums[3].array)
            .head();
    checks.checkGradients(
        inputs ->
            KernelChecks.dot(reference.run(manager, "swiglu", (Object[]) inputs).head(), direction),
        p,
        dx.toDoubleArray(),
        sums[0].added(),
        sums[1].added(),
        sums[2].added(),
        sums[3].added());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 128})
  void headLossHasTheValueAndGradientOfInferenceWhateverTheChunk(long chunk) {
    Kernels reference = checks.inference(1, 1, false);
    Kernels kernels = checks.training(1, 1, false, chunk, KernelChecks.FLOAT64);
    NDArray[] p = {checks.normal(1, 2, 3, 4), checks.normal(1, 4), checks.normal(0.7, 5, 4)};
    NDArray rows = manager.create(new long[] {0, 1, 2, 3, 5});
    NDArray targets = manager.create(new long[] {0, 4, 2, 2, 3});
    NDArray weights = manager.create(new double[] {0.5, 1.25, 2, 0, 0.01});
    NDArray boundWeights = manager.create(new double[] {0, 0, 1, 3, 0.5});
    KernelChecks.Sum norm = checks.new Sum(p[1]);
    KernelChecks.Sum head = checks.new Sum(p[2]);
    NDList result =
        kernels.call(
            manager,
            "head_loss",
            p[0],
            rows,
            p[1],
            p[2],
            targets,
            weights,
            boundWeights,
            norm.array,
            head.array);
    ToDoubleFunction<NDArray[]> loss =
        in ->
            KernelChecks.dot(
                reference.run(manager, "head_nll", in[0], rows, in[1], in[2], targets).head(),
                weights);
    assertEquals(loss.applyAsDouble(p), result.get(0).getDouble(), KernelChecks.VALUE_TOLERANCE);
    NDArray nll = reference.run(manager, "head_nll", p[0], rows, p[1], p[2], targets).head();
    assertEquals(
        KernelChecks.dot(nll, boundWeights),
        result.get(1).getDouble(),
        KernelChecks.VALUE_TOLERANCE);
    double[] dx = result.get(2).toDoubleArray();
    checks.checkGradients(loss, p, dx, norm.added(), head.added());
    // The row that was not chosen, and the one of weight 0, have no gradient at all.
    for (int row : new int[] {3, 4}) {
      for (int j = 0; j < 4; j++) {
        assertEquals(0, dx[row * 4 + j]);
      }
    }
  }

  @Test
  void headLossOfLogitsBeyondExponentialsIsFinite() {
    Kernels kernels = checks.training(1, 1, false, 2, KernelChecks.FLOAT64);
    NDArray x = manager.create(new double[] {1, -1}, new Shape(1, 1, 2));
    NDArray head = manager.create(new double[] {2000, 0, -2000, 0, 0, 0}, new Shape(3, 2));
    NDArray norm = manager.ones(new Shape(2), DataType.FLOAT64);
    NDArray headGradient = manager.zeros(new Shape(3, 2), DataType.FLOAT64);
    NDList result =
        kernels.call(
            manager,
            "head_loss",
            x,
            manager.create(new long[] {0}),
            norm,
            head,
            manager.create(new long[] {1}),
            manager.create(new double[] {1}),
            manager.create(new double[] {1}),
            manager.zeros(new Shape(2), DataType.FLOAT64),
            headGradient);
    // RMSNorm's epsilon takes 5e-6 of 4000.
    assertEquals(4000, result.get(0).getDouble(), 0.03);
    assertArrayEquals(new double[] {1, -1, -1, 1, 0, 0}, headGradient.toDoubleArray(), 1e-5);
  }

  @Test
  void embeddingGradientsOfARepeatedTokenAddUp() {
    Kernels kernels = checks.training(1, 1, false, 8, KernelChecks.FLOAT64);
    NDArray weight = checks.normal(1, 4, 3);
    NDArray ids = manager.create(new long[] {2, 0, 2, 3}, new Shape(2, 2));
    NDArray direction = checks.normal(1, 2, 2, 3);
    KernelChecks.assertSame(
        checks.inference(1, 1, false).run(manager, "embed", weight, ids).head(),
        kernels.call(manager, "embed", weight, ids).head());
    KernelChecks.Sum sum = checks.new Sum(weight);
    kernels.call(manager, "embed_backward", direction, ids, sum.array);
    double[] d = direction.toDoubleArray();
    double[] g = sum.added();
    for (int i = 0; i < 3; i++) {
      assertEquals(d[3 + i], g[i], 1e-15);
      assertEquals(0, g[3 + i]);
      assertEquals(d[i] + d[6 + i], g[6 + i], 1e-15);
      assertEquals(d[9 + i], g[9 + i], 1e-15);
    }
  }
}
