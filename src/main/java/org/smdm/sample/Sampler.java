package org.smdm.sample;

import java.util.stream.LongStream;

/** A way of writing texts, in the tokens of a model. */
public interface Sampler {

  /**
   * Writes what is missing.
   *
   * @param templates (sequences) token ids of any lengths: with mask ids for blanks, or for an ARM
   *     prompts of at least one token
   * @param numbers (sequences) number of each among all that are sampled, for its noise
   * @param listener is told of every step
   * @return (sequences) the same with every blank filled; of an ARM the prompts and what follows
   *     them, an end of text that ended one included
   */
  int[][] fill(int[][] templates, long[] numbers, SamplingListener listener);

  /**
   * Writes what is missing in sequences that are numbered one after the other.
   *
   * @param first number of the first sequence
   */
  default int[][] fill(int[][] templates, long first, SamplingListener listener) {
    return fill(templates, LongStream.range(first, first + templates.length).toArray(), listener);
  }

  /** Sequences that went through the transformer so far, guidance's second passes included. */
  long transformerPasses();
}
