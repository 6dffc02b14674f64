package org.smdm.train;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Turns automatic differentiation on for the current thread while open. Gradients of {@link
 * #backward} add up in the parameters until the optimiser clears them.
 */
public final class GradientTape implements AutoCloseable {

  /** Starts recording. */
  public GradientTape() {
    JniUtils.setGradMode(true);
  }

  /**
   * Adds the gradients of a loss to those of the parameters.
   *
   * @param loss a scalar
   */
  public void backward(NDArray loss) {
    NDArray one = loss.getManager().ones(loss.getShape(), loss.getDataType());
    JniUtils.backward((PtNDArray) loss, (PtNDArray) one, false, false);
  }

  /** Stops recording. */
  @Override
  public void close() {
    JniUtils.setGradMode(false);
  }
}
