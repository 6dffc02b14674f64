package org.smdm.eval.generation;

/** Is told how a sweep goes. */
public interface SweepListener {

  /** Listens to nothing. */
  SweepListener NONE = new SweepListener() {};

  /**
   * A candidate begins.
   *
   * @param index from 0
   * @param total how many there are
   * @param name group and label
   */
  default void begun(int index, int total, String name) {}

  /**
   * A candidate is done.
   *
   * @param index from 0
   * @param total how many there are
   * @param row its results
   */
  default void finished(int index, int total, SweepRow row) {}
}
