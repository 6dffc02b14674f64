package org.smdm.dist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.smdm.tensor.Torch;

/**
 * A real NCCL, with the one rank that one GPU allows: whether its functions take what they are
 * given, and whether what it sends and what libtorch computes wait for each other.
 */
@Tag("gpu")
class NcclTest {

  private static final int SIZE = 1 << 24;

  private NDManager manager;
  private NcclCommunicator ranks;

  @BeforeEach
  void join() {
    assumeTrue(Torch.engine().getGpuCount() > 0, "this libtorch sees no GPU");
    GpuLink link = NcclLink.ofMachine().orElse(null);
    assumeTrue(link != null, "this machine has no libnccl.so.2");
    manager = Torch.newManager("cuda");
    ranks =
        new NcclCommunicator(
            new SingleProcess(), link, new Watchdog(60), array -> array.getDevice().isGpu());
  }

  @AfterEach
  void leave() {
    if (manager != null) {
      ranks.close();
      manager.close();
    }
  }

  @Test
  void oneRankKeepsWhatItSends() {
    NDArray floats = manager.create(new float[] {1, -2, 3});
    ranks.allReduceSum(floats).await();
    assertArrayEquals(new float[] {1, -2, 3}, floats.toFloatArray());

    NDArray ids = manager.create(new long[] {1L << 40, 7});
    ranks.broadcast(ids, 0).await();
    assertArrayEquals(new long[] {1L << 40, 7}, ids.toLongArray());

    NDArray doubles = manager.create(new double[] {0.1, 0.2});
    NDArray part = manager.zeros(new Shape(2), DataType.FLOAT64);
    ranks.reduceScatterSum(doubles, part).await();
    assertArrayEquals(new double[] {0.1, 0.2}, part.toDoubleArray());

    NDArray whole = manager.zeros(new Shape(2), DataType.FLOAT64);
    ranks.allGather(part, whole).await();
    assertArrayEquals(new double[] {0.1, 0.2}, whole.toDoubleArray());
  }

  @Test
  void sendingWaitsForComputingAndComputingForWhatIsAwaited() {
    NDArray values = manager.ones(new Shape(SIZE));
    NDArray copy = manager.zeros(new Shape(SIZE));
    for (int round = 1; round <= 20; round++) {
      // Long enough that NCCL would copy the round before, were it not to wait.
      for (int i = 0; i < 20; i++) {
        values.muli(2).divi(2);
      }
      values.addi(1);
      ranks.reduceScatterSum(values, copy).await();
      NDArray wrong = copy.neq(round + 1f).toType(DataType.INT64, false).sum();
      assertEquals(0, wrong.getLong(), "of round " + round);
    }
  }
}
