package org.smdm.dist;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.Optional;
import org.smdm.dist.MpiLibrary.ElementType;

/**
 * GPUs connected by NVIDIA's NCCL. Its operations run in a stream beside the one in which libtorch
 * computes (the device's default one); events order the two without the host waiting for either.
 */
final class NcclLink implements GpuLink {

  private static final String NCCL = "libnccl.so.2";
  private static final String CUDA = "libcuda.so.1";

  private static final int SUM = 0;
  private static final int BYTE = 1;
  private static final int NON_BLOCKING = 1;
  private static final int WITHOUT_TIMING = 2;
  private static final int NOT_READY = 600;

  /** libtorch computes in the default stream. */
  private static final Pointer COMPUTING = Pointer.NULL;

  private final NativeLibrary nccl;
  private final NativeLibrary cuda;
  private Pointer context;
  private Pointer stream;
  private Pointer ranks;

  private NcclLink(NativeLibrary nccl, NativeLibrary cuda) {
    this.nccl = nccl;
    this.cuda = cuda;
  }

  /** NCCL's handle of a job, which its functions take by value. */
  @Structure.FieldOrder("internal")
  public static final class UniqueId extends Structure implements Structure.ByValue {
    /** Means something to NCCL alone. */
    public byte[] internal = new byte[128];
  }

  /** The link, where the machine has NCCL and a driver. */
  static Optional<GpuLink> ofMachine() {
    try {
      return Optional.of(
          new NcclLink(NativeLibrary.getInstance(NCCL), NativeLibrary.getInstance(CUDA)));
    } catch (UnsatisfiedLinkError e) {
      return Optional.empty();
    }
  }

  @Override
  public byte[] newId() {
    UniqueId id = new UniqueId();
    // A structure by reference: its memory is filled, and read back.
    nccl("ncclGetUniqueId", id.getPointer());
    id.read();
    return id.internal.clone();
  }

  @Override
  public void join(byte[] id, int rank, int worldSize, int device) {
    IntByReference number = new IntByReference();
    PointerByReference made = new PointerByReference();
    cuda("cuInit", 0);
    cuda("cuDeviceGet", number, device);
    cuda("cuDevicePrimaryCtxRetain", made, number.getValue());
    context = made.getValue();
    enter();
    cuda("cuStreamCreate", made, NON_BLOCKING);
    stream = made.getValue();
    UniqueId common = new UniqueId();
    System.arraycopy(id, 0, common.internal, 0, common.internal.length);
    common.write();
    nccl("ncclCommInitRank", made, worldSize, common, rank);
    ranks = made.getValue();
  }

  /** The driver's calls are about the context of the thread that makes them. */
  private void enter() {
    cuda("cuCtxSetCurrent", context);
  }

  @Override
  public void afterComputing() {
    enter();
    Pointer given = recorded(COMPUTING);
    cuda("cuStreamWaitEvent", stream, given, 0);
    free(given);
  }

  private Pointer recorded(Pointer in) {
    PointerByReference event = new PointerByReference();
    cuda("cuEventCreate", event, WITHOUT_TIMING);
    cuda("cuEventRecord", event.getValue(), in);
    return event.getValue();
  }

  @Override
  public void allReduceSum(Pointer values, long count, ElementType type) {
    nccl("ncclAllReduce", values, values, count, number(type), SUM, ranks, stream);
  }

  @Override
  public void broadcast(Pointer values, long bytes, int root) {
    nccl("ncclBroadcast", values, values, bytes, BYTE, root, ranks, stream);
  }

  @Override
  public void reduceScatterSum(Pointer whole, Pointer part, long count, ElementType type) {
    nccl("ncclReduceScatter", whole, part, count, number(type), SUM, ranks, stream);
  }

  @Override
  public void allGather(Pointer part, long bytes, Pointer whole) {
    nccl("ncclAllGather", part, whole, bytes, BYTE, ranks, stream);
  }

  private static int number(ElementType type) {
    return switch (type) {
      case BYTE -> BYTE;
      case LONG -> 4;
      case FLOAT -> 7;
      case DOUBLE -> 8;
    };
  }

  @Override
  public Pointer mark() {
    enter();
    return recorded(stream);
  }

  @Override
  public void computeAfter(Pointer mark) {
    enter();
    cuda("cuStreamWaitEvent", COMPUTING, mark, 0);
  }

  @Override
  public boolean isReached(Pointer mark) {
    enter();
    int code = cuda.getFunction("cuEventQuery").invokeInt(new Object[] {mark});
    if (code != 0 && code != NOT_READY) {
      throw failed("cuEventQuery", code, "");
    }
    return code == 0;
  }

  @Override
  public void free(Pointer mark) {
    enter();
    // An event that is waited for still is freed when it has come.
    cuda("cuEventDestroy_v2", mark);
  }

  @Override
  public void leave() {
    if (ranks != null) {
      enter();
      nccl("ncclCommDestroy", ranks);
      cuda("cuStreamDestroy_v2", stream);
      ranks = null;
    }
  }

  private void nccl(String function, Object... arguments) {
    int code = nccl.getFunction(function).invokeInt(arguments);
    if (code != 0) {
      Pointer text = nccl.getFunction("ncclGetErrorString").invokePointer(new Object[] {code});
      throw failed(function, code, text == null ? "" : text.getString(0));
    }
  }

  private void cuda(String function, Object... arguments) {
    int code = cuda.getFunction(function).invokeInt(arguments);
    if (code != 0) {
      throw failed(function, code, "");
    }
  }

  private static IllegalStateException failed(String function, int code, String text) {
    return new IllegalStateException(
        "%s failed with code %d %s; SMDM_NCCL=off sends through main memory instead"
            .formatted(function, code, text)
            .replace("  ", " "));
  }
}
