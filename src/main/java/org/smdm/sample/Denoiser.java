package org.smdm.sample;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import org.smdm.sample.MaskedSequence.Question;

/** The transformer's side of a step, up to the head. */
interface Denoiser extends AutoCloseable {

  /**
   * Where the residual stream of the questions' positions is.
   *
   * @param states (batch, time, embd) float32
   * @param conditional place of each position, question by question, in (batch · time)
   * @param unconditional the same with what was given masked, for the guided questions
   */
  record Hidden(NDArray states, long[] conditional, long[] unconditional) {

    /**
     * Of a batch.
     *
     * @param places of each pass's positions, those of the questions first
     * @param questions how many there are
     */
    static Hidden of(NDArray states, List<long[]> places, int questions) {
      return new Hidden(
          states,
          places.stream().limit(questions).flatMapToLong(Arrays::stream).toArray(),
          places.stream().skip(questions).flatMapToLong(Arrays::stream).toArray());
    }
  }

  /**
   * Runs the transformer.
   *
   * @param scope receives the states
   * @param questions all of them whole, or none
   * @param guided the first so many also with what was given masked, in the same batch
   */
  Hidden hidden(NDManager scope, List<Question> questions, int guided);

  /** Whether a question needs all positions computed, not those of its block alone. */
  boolean isWhole(Question question);

  /** A sequence is finished. */
  void forget(MaskedSequence sequence);

  @Override
  void close();
}
