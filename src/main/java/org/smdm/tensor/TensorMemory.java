package org.smdm.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/** Where a tensor lies in memory, for other native libraries that read and write it in place. */
public final class TensorMemory {

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
    int failure =
        NativeLibrary.getInstance("torch_cpu")
            .getFunction("aoti_torch_get_data_ptr")
            .invokeInt(new Object[] {new Pointer(((PtNDArray) array).getHandle()), data});
    if (failure != 0) {
      throw new IllegalStateException("libtorch gives no address of " + array.getShape());
    }
    return data.getValue();
  }
}
