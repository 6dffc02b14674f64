package org.smdm.dist;

import ai.djl.ndarray.NDArray;
import com.sun.jna.Pointer;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.Map;
import java.util.function.Predicate;
import org.smdm.dist.MpiLibrary.ElementType;
import org.smdm.io.UserException;
import org.smdm.tensor.TensorMemory;

/**
 * Ranks whose GPUs send to each other directly; what lies in main memory goes by another
 * communicator, through which the GPUs find each other as well, when the first of their tensors is
 * sent. Where a rank has no NCCL, all of them send through main memory.
 *
 * <p>Awaiting a tensor makes the GPU wait, not the host. A thread looks after those that are on
 * their way, and ends the job when one takes too long.
 */
final class NcclCommunicator implements Communicator {

  private static final String VARIABLE = "SMDM_NCCL";

  private final Communicator main;
  private final GpuLink link;
  private final Watchdog watchdog;
  private final Predicate<NDArray> isOnGpu;
  private final Deque<Sent> underWay = new ArrayDeque<>();
  private Boolean isLinked;
  private volatile Sent calling;
  private volatile boolean isClosed;

  /** An operation that the device is being given ({@code mark} null), or has been. */
  private record Sent(String operation, Pointer mark, long nanoTime) {}

  /**
   * @param main for everything that is not on a GPU
   * @param link null where this machine has none
   * @param isOnGpu which tensors go by the link
   */
  NcclCommunicator(Communicator main, GpuLink link, Watchdog watchdog, Predicate<NDArray> isOnGpu) {
    this.main = main;
    this.link = link;
    this.watchdog = watchdog;
    this.isOnGpu = isOnGpu;
  }

  /**
   * Ranks that use NCCL for GPUs where there is one, unless {@code SMDM_NCCL} is {@code off}.
   *
   * @throws UserException when the variable is something else
   */
  static Communicator around(Communicator main, Watchdog watchdog, Map<String, String> variables) {
    String choice = variables.getOrDefault(VARIABLE, "").strip();
    GpuLink link =
        switch (choice) {
          case "", "on" -> NcclLink.ofMachine().orElse(null);
          case "off" -> null;
          default ->
              throw new UserException(VARIABLE + " is '" + choice + "': write on, off or nothing");
        };
    return new NcclCommunicator(main, link, watchdog, array -> array.getDevice().isGpu());
  }

  /** Whether this tensor goes from GPU to GPU; all ranks find the same. */
  private boolean goesByLink(NDArray tensor) {
    if (!isOnGpu.test(tensor)) {
      return false;
    }
    if (isLinked == null) {
      double[] lacking = {link == null ? 1 : 0};
      main.allReduceMax(lacking);
      isLinked = lacking[0] == 0;
      if (isLinked) {
        join(tensor.getDevice().getDeviceId());
      }
    }
    return isLinked;
  }

  private void join(int device) {
    Thread thread = new Thread(this::watch, "smdm-nccl-watch");
    thread.setDaemon(true);
    thread.start();
    String own = isLeader() ? Base64.getEncoder().encodeToString(link.newId()) : "";
    byte[] id = Base64.getDecoder().decode(main.broadcast(own, 0));
    timed("joining by NCCL", () -> link.join(id, rank(), worldSize(), device));
  }

  /** Calls what waits for the other ranks at times. */
  private void timed(String operation, Runnable call) {
    calling = new Sent(operation, null, System.nanoTime());
    try {
      call.run();
    } finally {
      calling = null;
    }
  }

  private Pending send(String operation, Runnable call) {
    link.afterComputing();
    timed(operation, call);
    Pointer mark = link.mark();
    synchronized (underWay) {
      underWay.add(new Sent(operation, mark, System.nanoTime()));
    }
    return () -> {
      synchronized (underWay) {
        // A mark that was reached has been freed: nothing is left to wait for.
        if (underWay.stream().anyMatch(sent -> sent.mark.equals(mark))) {
          link.computeAfter(mark);
        }
      }
    };
  }

  private void watch() {
    try {
      while (!isClosed) {
        look();
        Thread.sleep(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Frees what is done, and ends the job when something takes too long. */
  void look() {
    check(calling);
    synchronized (underWay) {
      while (!underWay.isEmpty() && link.isReached(underWay.peek().mark)) {
        link.free(underWay.remove().mark);
      }
      check(underWay.peek());
    }
  }

  private void check(Sent oldest) {
    if (oldest != null
        && (System.nanoTime() - oldest.nanoTime) / 1_000_000_000L >= watchdog.limitSeconds()) {
      watchdog.end(rank(), worldSize(), oldest.operation);
    }
  }

  @Override
  public Pending allReduceSum(NDArray tensor) {
    if (!goesByLink(tensor)) {
      return main.allReduceSum(tensor);
    }
    ElementType type = MpiCommunicator.number(tensor);
    return send(
        "allReduceSum", () -> link.allReduceSum(TensorMemory.address(tensor), tensor.size(), type));
  }

  @Override
  public Pending broadcast(NDArray tensor, int root) {
    if (!goesByLink(tensor)) {
      return main.broadcast(tensor, root);
    }
    long bytes = MpiCommunicator.bytes(tensor);
    return send("broadcast", () -> link.broadcast(TensorMemory.address(tensor), bytes, root));
  }

  @Override
  public Pending reduceScatterSum(NDArray whole, NDArray part) {
    if (!goesByLink(whole)) {
      return main.reduceScatterSum(whole, part);
    }
    MpiCommunicator.requireParts(part, whole, worldSize());
    ElementType type = MpiCommunicator.number(whole);
    Pointer to = TensorMemory.address(part);
    return send(
        "reduceScatterSum",
        () -> link.reduceScatterSum(TensorMemory.address(whole), to, part.size(), type));
  }

  @Override
  public Pending allGather(NDArray part, NDArray whole) {
    if (!goesByLink(part)) {
      return main.allGather(part, whole);
    }
    MpiCommunicator.requireParts(part, whole, worldSize());
    long bytes = MpiCommunicator.bytes(part);
    Pointer to = TensorMemory.address(whole);
    return send("allGather", () -> link.allGather(TensorMemory.address(part), bytes, to));
  }

  @Override
  public Place place() {
    return main.place();
  }

  @Override
  public void allReduceSum(double[] values) {
    main.allReduceSum(values);
  }

  @Override
  public void allReduceMax(double[] values) {
    main.allReduceMax(values);
  }

  @Override
  public String broadcast(String text, int root) {
    return main.broadcast(text, root);
  }

  @Override
  public void barrier() {
    main.barrier();
  }

  @Override
  public void abort(int code) {
    main.abort(code);
  }

  @Override
  public void close() {
    if (isLinked != null && isLinked) {
      timed("leaving", link::leave);
    }
    isClosed = true;
    main.close();
  }
}
