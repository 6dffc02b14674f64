package org.smdm.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.smdm.model.GradientSum;

/** Makes the sum of all ranks' gradients and updates the weights of each by it. */
interface Optimizer extends GradientSum.StageListener {

  /**
   * A stage of this step's gradients is complete on this rank: sends may begin.
   *
   * @param stage of the layout, in order; all of them between two steps
   */
  @Override
  void complete(int stage);

  /**
   * Clips the summed gradients, updates the parameters and clears the gradients.
   *
   * @param scope receives the result
   * @param learningRate of this step
   * @return as {@link AdamW#step(NDManager, double)}
   */
  NDArray step(NDManager scope, double learningRate);

  /**
   * The whole state, as {@link AdamW#state()} names it. All ranks call it together.
   *
   * @param scope receives what is not held as it is
   * @return complete on the leader
   */
  Map<String, NDArray> state(NDManager scope);

  /** Where a state is read from. */
  @FunctionalInterface
  interface StateSource {

    /**
     * Reads an array of the whole state.
     *
     * @param scope receives it
     * @param name as {@link AdamW#state()} has it
     * @param shape that it must have
     */
    NDArray read(NDManager scope, String name, Shape shape);
  }

  /**
   * Takes over a state.
   *
   * @param scope receives what is read on the way
   * @param source of the whole
   */
  void load(NDManager scope, StateSource source);
}
