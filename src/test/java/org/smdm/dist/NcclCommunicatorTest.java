package org.smdm.dist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.smdm.dist.MpiLibrary.ElementType;
import org.smdm.io.UserException;
import org.smdm.tensor.Torch;

/** The order in which a GPU is given things, with a link that writes them down. */
class NcclCommunicatorTest {

  private final NDManager manager = Torch.newManager("cpu");

  @AfterEach
  void close() {
    manager.close();
  }

  /** A link of one rank, whose device reaches a mark when it is told to. */
  private static final class Recorded implements GpuLink {
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private long marks;
    private volatile long reached;

    @Override
    public byte[] newId() {
      return "who?".getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void join(byte[] id, int rank, int worldSize, int device) {
      calls.add("join " + new String(id, StandardCharsets.UTF_8) + " " + rank + "/" + worldSize);
    }

    @Override
    public void afterComputing() {
      calls.add("after computing");
    }

    @Override
    public void allReduceSum(Pointer values, long count, ElementType type) {
      calls.add("sum " + count + " " + type);
      values.setFloat(0, 2 * values.getFloat(0));
    }

    @Override
    public void broadcast(Pointer values, long bytes, int root) {
      calls.add("broadcast " + bytes + " of " + root);
    }

    @Override
    public void reduceScatterSum(Pointer whole, Pointer part, long count, ElementType type) {
      calls.add("scatter " + count + " " + type);
      part.setDouble(0, whole.getDouble(0));
    }

    @Override
    public void allGather(Pointer part, long bytes, Pointer whole) {
      calls.add("gather " + bytes);
      whole.setLong(0, part.getLong(0));
    }

    @Override
    public Pointer mark() {
      marks++;
      calls.add("mark " + marks);
      return new Pointer(marks);
    }

    @Override
    public void computeAfter(Pointer mark) {
      calls.add("compute after " + Pointer.nativeValue(mark));
    }

    @Override
    public boolean isReached(Pointer mark) {
      return Pointer.nativeValue(mark) <= reached;
    }

    @Override
    public void free(Pointer mark) {
      calls.add("free " + Pointer.nativeValue(mark));
    }

    @Override
    public void leave() {
      calls.add("leave");
    }
  }

  private final Recorded link = new Recorded();

  private NcclCommunicator ranks(GpuLink by) {
    return new NcclCommunicator(new SingleProcess(), by, new Watchdog(600), array -> true);
  }

  private List<String> calls() {
    List<String> calls = List.copyOf(link.calls);
    link.calls.clear();
    return calls;
  }

  @Test
  void deviceWaitsAndTheHostDoesNot() {
    NDArray gradients = manager.create(new float[] {3, 1});
    try (NcclCommunicator ranks = ranks(link)) {
      Pending first = ranks.allReduceSum(gradients);
      assertEquals(List.of("join who? 0/1", "after computing", "sum 2 FLOAT", "mark 1"), calls());
      Pending second = ranks.broadcast(gradients, 0);
      assertEquals(List.of("after computing", "broadcast 8 of 0", "mark 2"), calls());
      first.await();
      assertEquals(List.of("compute after 1"), calls());
      second.await();
      assertEquals(List.of("compute after 2"), calls());
    }
    assertEquals(List.of("leave"), calls());
    assertArrayEquals(new float[] {6, 1}, gradients.toFloatArray());
  }

  @Test
  void whatIsDoneIsFreedOnceAndNotWaitedFor() {
    NDArray values = manager.create(new float[] {1});
    NcclCommunicator ranks = ranks(link);
    Pending first = ranks.allReduceSum(values);
    ranks.allReduceSum(values).await();
    calls();
    link.reached = 1;
    ranks.look();
    first.await();
    ranks.look();
    assertEquals(1, calls().stream().filter("free 1"::equals).count());
    link.reached = 2;
    ranks.look();
    assertTrue(calls().contains("free 2"));
    ranks.close();
  }

  @Test
  void partsAreThoseOfTheTensors() {
    NDArray whole = manager.create(new double[] {7});
    NDArray part = manager.create(new double[] {0});
    NDArray ids = manager.create(new long[] {5});
    NDArray all = manager.create(new long[] {0});
    try (NcclCommunicator ranks = ranks(link)) {
      ranks.reduceScatterSum(whole, part).await();
      ranks.allGather(ids, all).await();
      assertTrue(link.calls.containsAll(List.of("scatter 1 DOUBLE", "gather 8")));
      assertThrows(
          IllegalArgumentException.class,
          () -> ranks.allGather(ids, manager.create(new long[] {0, 0})));
    }
    assertEquals(7, part.getDouble(0));
    assertEquals(5, all.getLong(0));
  }

  @Test
  void aRankWithoutNcclTakesAllThroughMainMemory() {
    NDArray values = manager.create(new float[] {3});
    try (NcclCommunicator ranks = ranks(null)) {
      ranks.allReduceSum(values).await();
    }
    assertEquals(3, values.getFloat(0));
    assertEquals(List.of(), link.calls);
  }

  @Test
  void tensorsInMainMemoryNeverNeedTheLink() {
    NDArray values = manager.create(new float[] {3});
    try (NcclCommunicator ranks =
        new NcclCommunicator(new SingleProcess(), link, new Watchdog(600), array -> false)) {
      ranks.allReduceSum(values).await();
    }
    assertEquals(List.of(), link.calls);
  }

  @Test
  void aChoiceThatIsNoneIsRefused() {
    UserException refused =
        assertThrows(
            UserException.class,
            () ->
                NcclCommunicator.around(
                    new SingleProcess(), new Watchdog(600), Map.of("SMDM_NCCL", "maybe")));
    assertEquals("SMDM_NCCL is 'maybe': write on, off or nothing", refused.getMessage());
  }
}
