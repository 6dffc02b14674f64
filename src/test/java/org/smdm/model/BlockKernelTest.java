package org.smdm.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smdm.tensor.Kernels;

/** The block of the paper in float64: its gradient, and that all its uses compute the same. */
class BlockKernelTest {

  private static final NDArray[] NONE = {};
  private static final int BATCH = 2;
  private static final int TIME = 3;

  private final KernelChecks checks = new KernelChecks();
  private final NDManager manager = checks.manager;

  @AfterEach
  void close() {
    checks.close();
  }

  /** x, then the weights of a block. */
  private NDArray[] inputs(int heads, int groups) {
    int embd = heads * 4;
    return new NDArray[] {
      checks.normal(1, BATCH, TIME, embd),
      checks.normal(1, embd),
      checks.normal(0.4, (heads + 2L * groups) * 4, embd),
      checks.normal(0.4, embd, embd),
      checks.normal(1, embd),
      checks.normal(0.5, 6, embd),
      checks.normal(0.5, 6, embd),
      checks.normal(0.5, embd, 6)
    };
  }

  private NDArray[] angles() {
    return new NDArray[] {checks.angles(TIME, 2, true), checks.angles(TIME, 2, false)};
  }

  private NDArray block(
      Kernels kernels,
      NDArray[] inputs,
      NDArray[] angles,
      NDArray[] seen,
      NDArray[] cache,
      NDArray[] chosen) {
    NDArray[] weights = Arrays.copyOfRange(inputs, 1, inputs.length);
    return kernels.run(manager, "block_at", inputs[0], weights, angles, seen, cache, chosen).head();
  }

  @ParameterizedTest
  @CsvSource({"2,2,false", "2,2,true", "4,2,false", "4,2,true", "3,1,true", "1,1,false"})
  void itsRecordedGradientsAreThoseOfItsValue(int heads, int groups, boolean causal) {
    Kernels kernels = checks.transformer(heads, groups, causal, KernelChecks.FLOAT64);
    NDArray[] inputs = inputs(heads, groups);
    NDArray[] angles = angles();
    NDArray direction = checks.normal(1, BATCH, TIME, heads * 4L);
    NDList found =
        checks.recorded(kernels, "block", direction, inputs, Kernels.list("angles", angles));
    KernelChecks.assertSame(block(kernels, inputs, angles, NONE, NONE, NONE), found.head());
    checks.checkGradients(
        moved -> KernelChecks.dot(block(kernels, moved, angles, NONE, NONE, NONE), direction),
        inputs,
        found.subNDList(1).stream().map(NDArray::toDoubleArray).toArray(double[][]::new));
  }

  @ParameterizedTest
  @CsvSource({"2,2", "4,2"})
  void chosenPositionsAreThoseOfTheWholeInAnyOrderAndMayRepeat(int heads, int groups) {
    Kernels kernels = checks.transformer(heads, groups, false, KernelChecks.FLOAT64);
    NDArray[] inputs = inputs(heads, groups);
    NDArray[] angles = angles();
    NDArray whole = block(kernels, inputs, angles, NONE, NONE, NONE);
    NDArray chosen = manager.create(new long[] {2, 0, 0, 5, 4, 3}, new Shape(BATCH, TIME));
    NDArray some = block(kernels, inputs, angles, NONE, NONE, new NDArray[] {chosen});
    NDArray expected = manager.create(new long[] {2, 0, 0, 5, 4, 3}, new Shape(6));
    KernelChecks.assertSame(
        whole.reshape(BATCH * TIME, -1).get(expected).reshape(whole.getShape()), some);
  }

  @ParameterizedTest
  @CsvSource({"2,2", "4,2"})
  void whatIsToldToSeeEarlierTokensIsCausal(int heads, int groups) {
    NDArray[] inputs = inputs(heads, groups);
    NDArray[] angles = angles();
    NDArray causal =
        block(
            checks.transformer(heads, groups, true, KernelChecks.FLOAT64),
            inputs,
            angles,
            NONE,
            NONE,
            NONE);
    NDArray seen =
        manager
            .create(new int[] {1, 0, 0, 1, 1, 0, 1, 1, 1}, new Shape(1, 1, TIME, TIME))
            .toType(DataType.BOOLEAN, true);
    Kernels free = checks.transformer(heads, groups, false, KernelChecks.FLOAT64);
    KernelChecks.assertSame(causal, block(free, inputs, angles, new NDArray[] {seen}, NONE, NONE));
  }

  @Test
  void aCacheTakesTheNewKeysAndGivesThoseOfOthers() {
    Kernels kernels = checks.transformer(2, 2, false, KernelChecks.FLOAT64);
    NDArray[] inputs = inputs(2, 2);
    NDArray[] angles = angles();
    NDArray whole = block(kernels, inputs, angles, NONE, NONE, NONE);
    NDArray[] cache = {
      manager.zeros(new Shape(BATCH, 4, 2, 4), DataType.FLOAT64),
      manager.zeros(new Shape(BATCH, 4, 2, 4), DataType.FLOAT64),
      manager.create(new long[] {0, 1, 2, 4, 5, 6}),
      manager.create(new long[0]),
      manager.create(new long[] {0, 1, 2})
    };
    KernelChecks.assertSame(whole, block(kernels, inputs, angles, NONE, cache, NONE));
    // The last token of the second sequence alone: all other keys are in the cache.
    NDArray[] one = inputs.clone();
    one[0] = inputs[0].get("1:2, 2:3");
    NDArray[] last = {angles[0].get("2:3"), angles[1].get("2:3")};
    NDArray[] again = cache.clone();
    again[2] = manager.create(new long[] {6});
    again[3] = manager.create(new long[] {1});
    assertArrayEquals(
        whole.get("1, 2").toDoubleArray(),
        block(kernels, one, last, NONE, again, NONE).toDoubleArray(),
        1e-12);
  }
}
