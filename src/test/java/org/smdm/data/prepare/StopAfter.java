package org.smdm.data.prepare;

import org.smdm.io.Progress;

/** Ends a preparation as a killed process would: without a chance to save anything. */
final class StopAfter implements Progress<Object> {

  /** Thrown out of the preparation. */
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private int batches;

  StopAfter(int batches) {
    this.batches = batches;
  }

  @Override
  public void advanced(long units, double work) {
    if (--batches < 0) {
      throw new Stopped();
    }
  }
}
