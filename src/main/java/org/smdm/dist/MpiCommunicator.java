package org.smdm.dist;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.smdm.dist.MpiLibrary.ElementType;
import org.smdm.dist.MpiLibrary.Reduction;
import org.smdm.io.UserException;
import org.smdm.tensor.TensorMemory;

/**
 * Ranks over MPI. One thread of this process makes all calls, in the order in which they were
 * begun, so that others compute meanwhile. Tensors in main memory are sent from where they lie;
 * those of a GPU go through a copy there.
 *
 * <p>A rank that waits longer than the limit for an operation ends the job: one of the others
 * hangs, and MPI would wait for ever.
 */
public final class MpiCommunicator implements Communicator {

  /** Elements that one call sends: MPI counts in 32 bits. */
  static final int MOST = 1 << 28;

  private static final int SECONDS_TO_ABORT = 5;

  private final RankEnvironment environment;
  private final int most;
  private final Watchdog watchdog;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread t = new Thread(task, "smdm-mpi");
            t.setDaemon(true);
            return t;
          });
  private MpiLibrary mpi;

  private MpiCommunicator(RankEnvironment environment, int most, Watchdog watchdog) {
    this.environment = environment;
    this.most = most;
    this.watchdog = watchdog;
  }

  /**
   * Starts MPI in this process.
   *
   * @param environment that its launcher set
   * @param most elements that one call sends, usually {@link #MOST}
   * @param watchdog ends the job when others hang
   * @throws UserException when MPI's library is not there or does not see the other ranks
   */
  static MpiCommunicator start(RankEnvironment environment, int most, Watchdog watchdog) {
    MpiCommunicator communicator = new MpiCommunicator(environment, most, watchdog);
    communicator.run("start", communicator::begin);
    return communicator;
  }

  private void begin() {
    mpi = MpiLibrary.start(environment.implementation());
    if (mpi.worldSize() != worldSize() || mpi.rank() != rank()) {
      throw new UserException(
          "the launcher says rank %d of %d, MPI says %d of %d: start the ranks by the mpirun of the MPI that is loaded, or name it in SMDM_MPI (openmpi or mpich)"
              .formatted(rank(), worldSize(), mpi.rank(), mpi.worldSize()));
    }
  }

  @Override
  public Place place() {
    return environment.place();
  }

  @Override
  public Pending allReduceSum(NDArray tensor) {
    return inMainMemory("allReduceSum", tensor, values -> sum(values, tensor));
  }

  private void sum(Pointer values, NDArray tensor) {
    ElementType type = number(tensor);
    for (long from = 0; from < tensor.size(); from += most) {
      int count = (int) Math.min(most, tensor.size() - from);
      mpi.allReduce(values.share(from * type.bytes), count, type, Reduction.SUM);
    }
  }

  @Override
  public Pending broadcast(NDArray tensor, int root) {
    return inMainMemory("broadcast", tensor, values -> send(values, bytes(tensor), root));
  }

  private void send(Pointer values, long bytes, int root) {
    for (long from = 0; from < bytes; from += most) {
      int count = (int) Math.min(most, bytes - from);
      mpi.broadcast(values.share(from), count, ElementType.BYTE, root);
    }
  }

  @Override
  public Pending reduceScatterSum(NDArray whole, NDArray part) {
    requireParts(part, whole, worldSize());
    return begin(
        "reduceScatterSum",
        () -> {
          try (OnHost from = OnHost.of(whole, true);
              OnHost to = OnHost.of(part, false)) {
            scatter(from.address(), to.address(), part.size(), number(whole));
            to.writeBack();
          }
        });
  }

  private void scatter(Pointer whole, Pointer part, long n, ElementType type) {
    if (n <= most) {
      mpi.reduceScatter(whole, part, (int) n, type);
      return;
    }
    // A call would need a stride, so that each rank's part is summed by itself, piece by piece.
    for (int root = 0; root < worldSize(); root++) {
      boolean isRoot = root == rank();
      for (long from = 0; from < n; from += most) {
        int count = (int) Math.min(most, n - from);
        Pointer source = whole.share((root * n + from) * type.bytes);
        mpi.reduce(source, part.share(from * type.bytes), count, type, root, isRoot);
      }
    }
  }

  @Override
  public Pending allGather(NDArray part, NDArray whole) {
    requireParts(part, whole, worldSize());
    return begin(
        "allGather",
        () -> {
          try (OnHost from = OnHost.of(part, true);
              OnHost to = OnHost.of(whole, false)) {
            gather(from.address(), to.address(), bytes(part));
            to.writeBack();
          }
        });
  }

  private void gather(Pointer part, Pointer whole, long bytes) {
    if (bytes <= most) {
      mpi.allGather(part, (int) bytes, ElementType.BYTE, whole);
      return;
    }
    Pointer own = whole.share(rank() * bytes);
    for (long from = 0; from < bytes; from += most) {
      int count = (int) Math.min(most, bytes - from);
      own.share(from).getByteBuffer(0, count).put(part.share(from).getByteBuffer(0, count));
    }
    for (int root = 0; root < worldSize(); root++) {
      send(whole.share(root * bytes), bytes, root);
    }
  }

  /** Refuses parts that do not make up the whole. */
  static void requireParts(NDArray part, NDArray whole, int worldSize) {
    if (part.size() * worldSize != whole.size() || part.getDataType() != whole.getDataType()) {
      throw new IllegalArgumentException(
          "%d ranks with %s %s each and %s %s in all"
              .formatted(
                  worldSize,
                  part.getShape(),
                  part.getDataType(),
                  whole.getShape(),
                  whole.getDataType()));
    }
  }

  @Override
  public void allReduceSum(double[] values) {
    reduce("allReduceSum", values, Reduction.SUM);
  }

  @Override
  public void allReduceMax(double[] values) {
    reduce("allReduceMax", values, Reduction.MAX);
  }

  private void reduce(String operation, double[] values, Reduction how) {
    if (values.length == 0) {
      return;
    }
    run(
        operation,
        () -> {
          try (Memory memory = new Memory((long) values.length * Double.BYTES)) {
            memory.write(0, values, 0, values.length);
            mpi.allReduce(memory, values.length, ElementType.DOUBLE, how);
            memory.read(0, values, 0, values.length);
          }
        });
  }

  @Override
  public String broadcast(String text, int root) {
    byte[] own = rank() == root ? text.getBytes(StandardCharsets.UTF_8) : new byte[0];
    double[] length = {own.length};
    allReduceMax(length);
    if (length[0] == 0) {
      return "";
    }
    byte[] bytes = new byte[(int) length[0]];
    System.arraycopy(own, 0, bytes, 0, own.length);
    run(
        "broadcast",
        () -> {
          try (Memory memory = new Memory(bytes.length)) {
            memory.write(0, bytes, 0, bytes.length);
            mpi.broadcast(memory, bytes.length, ElementType.BYTE, root);
            memory.read(0, bytes, 0, bytes.length);
          }
        });
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void barrier() {
    run("barrier", () -> mpi.barrier());
  }

  @Override
  public void abort(int code) {
    // Not by the thread of the other calls, which may hang in one; this one may hang as well.
    Thread last =
        new Thread(
            () -> {
              try {
                TimeUnit.SECONDS.sleep(SECONDS_TO_ABORT);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              Runtime.getRuntime().halt(code);
            },
            "smdm-abort");
    last.setDaemon(true);
    last.start();
    mpi.abort(code);
  }

  @Override
  public void close() {
    run("finish", () -> mpi.finish());
    thread.shutdown();
  }

  /** What a sum's elements are sent as. */
  static ElementType number(NDArray tensor) {
    return switch (tensor.getDataType()) {
      case FLOAT32 -> ElementType.FLOAT;
      case FLOAT64 -> ElementType.DOUBLE;
      case INT64 -> ElementType.LONG;
      default ->
          throw new IllegalArgumentException(
              "sums between ranks are of float32, float64 or int64, not " + tensor.getDataType());
    };
  }

  /** Bytes of all elements. */
  static long bytes(NDArray tensor) {
    return tensor.size() * tensor.getDataType().getNumOfBytes();
  }

  /** What is done with the memory of a tensor. */
  private interface Work {
    void on(Pointer values);
  }

  private Pending inMainMemory(String operation, NDArray tensor, Work work) {
    return begin(
        operation,
        () -> {
          try (OnHost host = OnHost.of(tensor, true)) {
            work.on(host.address());
            host.writeBack();
          }
        });
  }

  /** A tensor where MPI reaches it: itself, or a copy of a GPU's. */
  private record OnHost(NDArray tensor, NDArray host) implements AutoCloseable {

    static OnHost of(NDArray tensor, boolean isRead) {
      if (!tensor.getDevice().isGpu()) {
        return new OnHost(tensor, tensor);
      }
      NDArray host =
          isRead
              ? tensor.toDevice(Device.cpu(), true)
              : tensor.getManager().create(tensor.getShape(), tensor.getDataType(), Device.cpu());
      return new OnHost(tensor, host);
    }

    Pointer address() {
      return TensorMemory.address(host);
    }

    void writeBack() {
      if (host != tensor) {
        TensorMemory.copy(tensor, host);
      }
    }

    @Override
    public void close() {
      if (host != tensor) {
        host.close();
      }
    }
  }

  private Pending begin(String operation, Runnable call) {
    Future<?> future = thread.submit(call);
    return () -> await(operation, future);
  }

  private void run(String operation, Runnable call) {
    begin(operation, call).await();
  }

  private void await(String operation, Future<?> future) {
    boolean wasInterrupted = false;
    try {
      while (true) {
        try {
          future.get(watchdog.limitSeconds(), TimeUnit.SECONDS);
          return;
        } catch (InterruptedException e) {
          // An operation that only some ranks do would leave the others waiting.
          wasInterrupted = true;
        } catch (TimeoutException e) {
          watchdog.end(rank(), worldSize(), operation);
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(operation + " failed", e.getCause());
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
