package org.smdm.eval.shift;

/** Told how a study goes on. */
public interface ShiftListener {

  /** Tells nobody. */
  ShiftListener NONE = new ShiftListener() {};

  /**
   * A model begins with a slice.
   *
   * @param done rows that there are already
   * @param total rows in all
   * @param model its label
   * @param slice its label
   */
  default void begun(int done, int total, String model, String slice) {}

  /**
   * A row is computed.
   *
   * @param done rows that there are now
   * @param total rows in all
   * @param row the last
   */
  default void finished(int done, int total, ShiftRow row) {}
}
