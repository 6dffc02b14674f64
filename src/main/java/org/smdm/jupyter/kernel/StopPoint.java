package org.smdm.jupyter.kernel;

/**
 * Where a running cell can be stopped: every method and loop of its code comes by here. One flag
 * serves all cells, as one runs at a time.
 */
public final class StopPoint {

  private static volatile boolean requested;

  private StopPoint() {}

  /** Thrown into a cell that is stopped; an error, so that cells do not catch it by accident. */
  static final class Stopped extends Error {
    Stopped() {
      super("the cell was interrupted", null, false, false);
    }
  }

  /**
   * Called by the code of cells.
   *
   * @throws Error when the cell is to be stopped
   */
  public static void check() {
    if (requested) {
      throw new Stopped();
    }
  }

  /** Stops all code of cells, however often it catches what is thrown. */
  static void request() {
    requested = true;
  }

  /** Whether the cell that runs now was told to stop. */
  static boolean isRequested() {
    return requested;
  }

  /** Lets the next cell run. */
  static void clear() {
    requested = false;
  }
}
