package org.smdm.model;

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
import org.smdm.tensor.Kernels;

/** What is computed before and behind the blocks, in float64. */
class HeadKernelTest {

  private final KernelChecks checks = new KernelChecks();
  private final NDManager manager = checks.manager;

  @AfterEach
  void close() {
    checks.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 128})
  void theLossAndItsGradientsAreThoseOfCrossEntropiesWhateverTheChunk(long chunk) {
    Kernels kernels = checks.head(chunk);
    NDArray[] p = {checks.normal(1, 5, 4), checks.normal(0.7, 5, 4)};
    NDArray targets = manager.create(new long[] {0, 4, 2, 2, 3});
    NDArray weights = manager.create(new double[] {0.5, 1.25, 2, 0, 0.01});
    NDArray boundWeights = manager.create(new double[] {0, 0, 1, 3, 0.5});
    KernelChecks.Sum head = checks.new Sum(p[1]);
    NDList result =
        kernels.call(manager, "loss", p[0], p[1], targets, weights, boundWeights, head.array);
    ToDoubleFunction<NDArray[]> loss =
        in -> KernelChecks.dot(kernels.run(manager, "nll", in[0], in[1], targets).head(), weights);
    assertEquals(loss.applyAsDouble(p), result.get(0).getDouble(), KernelChecks.VALUE_TOLERANCE);
    NDArray nll = kernels.run(manager, "nll", p[0], p[1], targets).head();
    assertEquals(
        KernelChecks.dot(nll, boundWeights),
        result.get(1).getDouble(),
        KernelChecks.VALUE_TOLERANCE);
    double[] dx = result.get(2).toDoubleArray();
    checks.checkGradients(loss, p, dx, head.added());
    // The row of weight 0 has no gradient at all.
    assertEquals(0, Arrays.stream(dx, 12, 16).map(Math::abs).sum());
  }

  @Test
  void crossEntropiesAreThoseOfTheLogits() {
    Kernels kernels = checks.head(2);
    NDArray x = checks.normal(1, 3, 4);
    NDArray weight = checks.normal(0.7, 5, 4);
    double[] logits = kernels.run(manager, "logits", x, weight).head().toDoubleArray();
    double[] nll =
        kernels
            .run(manager, "nll", x, weight, manager.create(new long[] {1, 0, 4}))
            .head()
            .toDoubleArray();
    int[] targets = {1, 0, 4};
    for (int i = 0; i < 3; i++) {
      double sum = Arrays.stream(logits, 5 * i, 5 * i + 5).map(Math::exp).sum();
      assertEquals(Math.log(sum) - logits[5 * i + targets[i]], nll[i], 1e-12);
    }
  }

  @Test
  void theLossOfLogitsBeyondExponentialsIsFinite() {
    NDArray x = manager.create(new double[] {1, -1}, new Shape(1, 2));
    NDArray head = manager.create(new double[] {2000, 0, -2000, 0, 0, 0}, new Shape(3, 2));
    NDArray headGradient = manager.zeros(new Shape(3, 2), DataType.FLOAT64);
    NDArray one = manager.create(new double[] {1});
    NDList result =
        checks
            .head(2)
            .call(manager, "loss", x, head, manager.create(new long[] {1}), one, one, headGradient);
    assertEquals(4000, result.get(0).getDouble(), 1e-9);
    assertArrayEquals(new double[] {1, -1, -1, 1, 0, 0}, headGradient.toDoubleArray(), 1e-5);
  }

  @Test
  void embeddingGradientsOfARepeatedTokenAddUp() {
    NDArray weight = checks.normal(1, 4, 3);
    NDArray ids = manager.create(new long[] {2, 0, 2, 3}, new Shape(2, 2));
    NDArray direction = checks.normal(1, 2, 2, 3);
    KernelChecks.Sum sum = checks.new Sum(weight);
    checks.backward().run(manager, "add_rows", sum.array, direction, ids);
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
