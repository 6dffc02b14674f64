package org.smdm.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Map;
import org.smdm.io.Resource;

/**
 * Which products of recorded kernels are trusted on this processor. Those of oneDNN are half again
 * as fast, but one release computed some sizes wrongly; so each process compares them with
 * libtorch's own, values and gradients, before it takes them.
 */
final class RecordedProducts {

  /** Largest difference, as a share of the largest entry, that other rounding explains. */
  static final float TOLERANCE = 1e-4f;

  /** (rows, in, out). */
  private static final int[][] SIZES = {
    {1, 64, 64}, {7, 128, 64}, {100, 64, 192}, {256, 256, 1024}, {300, 320, 256}
  };

  private static final String ONE_DNN = "recorded_onednn.py";
  private static final String TORCH = "recorded.py";

  /** Decided at first use, once for a process. */
  private static final class Chosen {
    private static final String FILE = difference(ONE_DNN) <= TOLERANCE ? ONE_DNN : TORCH;
  }

  private RecordedProducts() {}

  /** The function that records a product, in TorchScript. */
  static String source() {
    return Resource.text(RecordedProducts.class, Chosen.FILE);
  }

  /**
   * The largest difference of the products of a file from libtorch's; infinite where one is no
   * number.
   */
  static float difference(String file) {
    Torch.engine();
    boolean isRecording = JniUtils.isGradMode();
    JniUtils.setGradMode(true);
    try (NDManager manager = Torch.newManager("cpu")) {
      String source =
          Resource.text(RecordedProducts.class, file)
              + Resource.text(RecordedProducts.class, "recordedcheck.py");
      Kernels kernels = Kernels.ofSource(manager, "RecordedCheck", source, Map.of(), null);
      float largest = 0;
      for (int[] size : SIZES) {
        NDArray x = wave(manager, size[0], size[1]);
        NDArray weight = wave(manager, size[2], size[1]);
        NDArray dy = wave(manager, size[0], size[2]);
        float found = kernels.call(manager, "difference", x, weight, dy).head().getFloat();
        largest = Math.max(largest, Float.isNaN(found) ? Float.POSITIVE_INFINITY : found);
      }
      return largest;
    } finally {
      JniUtils.setGradMode(isRecording);
    }
  }

  /** Numbers that no two rows or columns share. */
  private static NDArray wave(NDManager manager, int rows, int columns) {
    return manager
        .arange((float) (rows * columns))
        .mul(0.7f)
        .sin()
        .reshape(new Shape(rows, columns));
  }
}
