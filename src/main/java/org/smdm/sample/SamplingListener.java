package org.smdm.sample;

/**
 * Is told how sampling goes. Called in the sampling thread, which waits.
 *
 * <p>Other long work tells a {@link org.smdm.io.Progress}. Samplers do not: a listener sees every
 * denoising step of every sequence, which is the algorithm's inside and no item of a list.
 */
public interface SamplingListener {

  /** Listens to nothing. */
  SamplingListener NONE = new SamplingListener() {};

  /**
   * A sequence is about to be sampled.
   *
   * @param sequence its number
   * @param ids what is given, with mask ids for blanks; an ARM's prompt. Not to be changed
   */
  default void begun(long sequence, int[] ids) {}

  /**
   * A step was taken.
   *
   * @param step what it did to one sequence
   */
  default void stepped(DenoisingStep step) {}

  /**
   * A sequence is complete.
   *
   * @param sequence its number
   * @param ids its tokens. Not to be changed
   */
  default void finished(long sequence, int[] ids) {}
}
