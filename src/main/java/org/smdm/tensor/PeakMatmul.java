package org.smdm.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.smdm.config.Precision;

/**
 * The fastest matrix product of this process on a device: what the arithmetic of training is
 * measured against. Shared machines change their speed from second to second, so it is measured
 * again and again between the steps it is compared with.
 */
public final class PeakMatmul {

  /** Sizes (m, k, n) of which the best counts. */
  private static final int[][] SIZES = {
    {1024, 1024, 1024}, {2048, 2048, 2048}, {2048, 1024, 1024}, {4096, 4096, 4096}
  };

  /** The size of a quick look. */
  private static final int[][] ONE_SIZE = {{1024, 1024, 1024}};

  private static final double SECONDS = 0.12;

  private final Kernels kernels;
  private final String method;
  private final Precision precision;
  private final NDArray a;
  private final NDArray b;
  private final double operations;
  private final long times;

  /**
   * Finds the best size.
   *
   * @param manager owns the factors and gives the device
   * @param precision of the product
   */
  public PeakMatmul(NDManager manager, Precision precision) {
    this(manager, precision, SIZES, "multiply");
  }

  private PeakMatmul(NDManager manager, Precision precision, int[][] sizes, String method) {
    this.method = method;
    this.precision = precision;
    kernels = Kernels.load(manager, "Matmul", Map.of());
    int[] best = sizes[0];
    double fastest = 0;
    for (int[] size : sizes) {
      try (NDManager scope = manager.newSubManager()) {
        NDArray x = factor(scope, size[0], size[1]);
        NDArray y = factor(scope, size[1], size[2]);
        seconds(x, y, 1);
        double rate = 2 * operations(size) / seconds(x, y, 2);
        if (rate > fastest) {
          fastest = rate;
          best = size;
        }
      }
    }
    operations = operations(best);
    a = factor(manager, best[0], best[1]);
    b = factor(manager, best[1], best[2]);
    times = Math.max(2, Math.round(SECONDS * fastest / operations));
  }

  /**
   * The same of libtorch's own product, which another program of the same library would have.
   *
   * @param manager owns the factors and gives the device
   * @param precision of the product
   */
  public static PeakMatmul ofTorch(NDManager manager, Precision precision) {
    return new PeakMatmul(manager, precision, SIZES, "multiply_by_torch");
  }

  /**
   * A rough figure in some tenths of a second.
   *
   * @param manager gives the device
   * @param precision of the product
   * @return operations per second
   */
  public static double glance(NDManager manager, Precision precision) {
    try (NDManager scope = manager.newSubManager()) {
      return new PeakMatmul(scope, precision, ONE_SIZE, "multiply").measure();
    }
  }

  private static NDArray factor(NDManager manager, int rows, int columns) {
    return manager.ones(new Shape(rows, columns)).divi(columns);
  }

  private static double operations(int[] size) {
    return 2.0 * size[0] * size[1] * size[2];
  }

  private double seconds(NDArray x, NDArray y, long count) {
    try (NDManager scope = x.getManager().newSubManager()) {
      long began = System.nanoTime();
      // Reading the result waits for the device.
      kernels.run(scope, method, x, y, Kernels.scalarType(precision), count).head().getFloat();
      return (System.nanoTime() - began) / 1e9;
    }
  }

  /** Operations per second now, two for each multiplication and addition. */
  public double measure() {
    return operations * times / seconds(a, b, times);
  }
}
