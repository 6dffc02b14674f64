package org.smdm.dist;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.util.ArrayList;
import java.util.List;
import org.smdm.dist.RankEnvironment.Implementation;
import org.smdm.io.UserException;

/**
 * The functions of an MPI library and its handles, which are addresses of symbols in Open MPI and
 * numbers in MPICH. Everything is called from one thread.
 */
final class MpiLibrary {

  /** Types of what is sent. */
  enum ElementType {
    FLOAT("ompi_mpi_float", 0x4c00040aL, Float.BYTES),
    DOUBLE("ompi_mpi_double", 0x4c00080bL, Double.BYTES),
    LONG("ompi_mpi_long", 0x4c000807L, Long.BYTES),
    BYTE("ompi_mpi_byte", 0x4c00010dL, 1);

    final String symbol;
    final long number;
    final int bytes;

    ElementType(String symbol, long number, int bytes) {
      this.symbol = symbol;
      this.number = number;
      this.bytes = bytes;
    }
  }

  /** How values of several ranks become one. */
  enum Reduction {
    SUM("ompi_mpi_op_sum", 0x58000003L),
    MAX("ompi_mpi_op_max", 0x58000001L);

    final String symbol;
    final long number;

    Reduction(String symbol, long number) {
      this.symbol = symbol;
      this.number = number;
    }
  }

  private static final int THREAD_SERIALIZED = 2;
  private static final long WORLD = 0x44000000L;

  private final NativeLibrary library;
  private final boolean isOpenMpi;
  private final Object world;

  /** What stands for a buffer that is read and written in place. */
  private final Pointer inPlace;

  private MpiLibrary(NativeLibrary library, Implementation implementation) {
    this.library = library;
    this.isOpenMpi = implementation == Implementation.OPEN_MPI;
    this.world = isOpenMpi ? library.getGlobalVariableAddress("ompi_mpi_comm_world") : WORLD;
    this.inPlace = new Pointer(isOpenMpi ? 1 : -1);
  }

  /**
   * Loads the library and starts MPI in this process.
   *
   * @throws UserException when there is no such library, or it does not start
   */
  static MpiLibrary start(Implementation implementation) {
    // Else UCX, where Open MPI uses it, takes over signals that the JVM needs.
    setVariable("UCX_ERROR_SIGNALS", "");
    MpiLibrary mpi = new MpiLibrary(load(implementation), implementation);
    IntByReference provided = new IntByReference();
    mpi.call("MPI_Init_thread", Pointer.NULL, Pointer.NULL, THREAD_SERIALIZED, provided);
    if (provided.getValue() < THREAD_SERIALIZED) {
      throw new UserException(
          "this MPI allows calls from its first thread only (level %d): use an MPI that was built with threads"
              .formatted(provided.getValue()));
    }
    return mpi;
  }

  private static NativeLibrary load(Implementation implementation) {
    List<String> names =
        implementation == Implementation.OPEN_MPI
            ? List.of("libmpi.so.40", "libmpi.so.80", "libmpi.40.dylib", "mpi")
            : List.of("libmpi.so.12", "libmpich.so.12", "libmpi.12.dylib", "mpich", "mpi");
    List<String> tried = new ArrayList<>();
    for (String name : names) {
      try {
        return NativeLibrary.getInstance(name);
      } catch (UnsatisfiedLinkError e) {
        tried.add(name);
      }
    }
    throw new UserException(
        "the ranks were started by %s, but none of its libraries can be loaded (%s): install it (Debian: apt-get install openmpi-bin), or put its folder into LD_LIBRARY_PATH"
            .formatted(
                implementation == Implementation.OPEN_MPI ? "Open MPI" : "MPICH",
                String.join(", ", tried)));
  }

  private static void setVariable(String name, String value) {
    NativeLibrary.getInstance("c")
        .getFunction("setenv")
        .invokeInt(new Object[] {name, value, 1}); // 1: replaces what is there
  }

  int rank() {
    IntByReference rank = new IntByReference();
    call("MPI_Comm_rank", world, rank);
    return rank.getValue();
  }

  int worldSize() {
    IntByReference size = new IntByReference();
    call("MPI_Comm_size", world, size);
    return size.getValue();
  }

  /** Replaces every rank's values by the sum or the largest of all. */
  void allReduce(Pointer values, int count, ElementType type, Reduction operation) {
    call("MPI_Allreduce", inPlace, values, count, handle(type), handle(operation), world);
  }

  /** To one rank only; {@code from} may be {@code to} there. */
  void reduce(Pointer from, Pointer to, int count, ElementType type, int root, boolean isRoot) {
    Pointer send = isRoot && from.equals(to) ? inPlace : from;
    call("MPI_Reduce", send, to, count, handle(type), handle(Reduction.SUM), root, world);
  }

  void broadcast(Pointer values, int count, ElementType type, int root) {
    call("MPI_Bcast", values, count, handle(type), root, world);
  }

  /** Sums (worldSize · count) and gives each rank its count. */
  void reduceScatter(Pointer whole, Pointer part, int count, ElementType type) {
    call(
        "MPI_Reduce_scatter_block", whole, part, count, handle(type), handle(Reduction.SUM), world);
  }

  void allGather(Pointer part, int count, ElementType type, Pointer whole) {
    call("MPI_Allgather", part, count, handle(type), whole, count, handle(type), world);
  }

  void barrier() {
    call("MPI_Barrier", world);
  }

  /** Ends all ranks; does not return. */
  void abort(int code) {
    call("MPI_Abort", world, code);
  }

  void finish() {
    call("MPI_Finalize");
  }

  private Object handle(ElementType type) {
    return isOpenMpi ? library.getGlobalVariableAddress(type.symbol) : type.number;
  }

  private Object handle(Reduction operation) {
    return isOpenMpi ? library.getGlobalVariableAddress(operation.symbol) : operation.number;
  }

  private void call(String function, Object... arguments) {
    int code = library.getFunction(function).invokeInt(arguments);
    if (code != 0) {
      throw new IllegalStateException(function + " failed with code " + code);
    }
  }
}
