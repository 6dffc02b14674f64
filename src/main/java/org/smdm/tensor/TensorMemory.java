package org.smdm.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/**
 * Tensors as memory: where they lie, and copies that stay there. DJL's {@code copyTo} gives the
 * target other memory, so that it is no longer part of what it was a view of.
 */
public final class TensorMemory {

  private static final String LIBRARY = "torch_cpu";

  private TensorMemory() {}

  /**
   * The address of a contiguous tensor's first element, on its own device. It holds while the array
   * is open and is not replaced.
   *
   * @param array of any type and size
   */
  public static Pointer address(NDArray array) {
    PointerByReference data = new PointerByReference();
    // DJL's own buffers end at 2 GiB; libtorch's C interface has no such bound.
    call("aoti_torch_get_data_ptr", handle(array), data);
    return data.getValue();
  }

  /**
   * Overwrites a tensor, in its own memory.
   *
   * @param target of the source's shape, on any device
   * @param source of any type and device
   */
  public static void copy(NDArray target, NDArray source) {
    if (!target.getShape().equals(source.getShape())) {
      throw new IllegalArgumentException(source.getShape() + " into " + target.getShape());
    }
    call("aoti_torch_copy_", handle(target), handle(source), 0); // 0: returns when it is done
  }

  private static Pointer handle(NDArray array) {
    return new Pointer(((PtNDArray) array).getHandle());
  }

  private static void call(String function, Object... arguments) {
    int failure = NativeLibrary.getInstance(LIBRARY).getFunction(function).invokeInt(arguments);
    if (failure != 0) {
      throw new IllegalStateException(function + " failed with code " + failure);
    }
  }
}
