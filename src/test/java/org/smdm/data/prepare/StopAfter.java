package org.smdm.data.prepare;

/** Ends a preparation as a killed process would: without a chance to save anything. */
final class StopAfter implements PrepareListener {

  /** Thrown out of the preparation. */
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private int batches;

  StopAfter(int batches) {
    this.batches = batches;
  }

  @Override
  public void started(long bytesInAll, long bytesDone, long documentsDone) {}

  @Override
  public void progress(Progress progress) {
    if (--batches < 0) {
      throw new Stopped();
    }
  }
}
