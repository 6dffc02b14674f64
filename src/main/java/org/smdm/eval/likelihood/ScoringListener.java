package org.smdm.eval.likelihood;

/** Told how scoring goes on. Work is in tokens put through the transformer, roughly. */
public interface ScoringListener {

  /** Tells nobody. */
  ScoringListener NONE = new ScoringListener() {};

  /**
   * A task begins.
   *
   * @param task its name
   * @param requests of it
   * @param known those that an earlier evaluation answered
   * @param work of the others
   */
  default void begun(String task, int requests, int known, double work) {}

  /**
   * A request was answered.
   *
   * @param work that it was
   */
  default void scored(double work) {}

  /** The task's requests are all answered. */
  default void finished() {}
}
