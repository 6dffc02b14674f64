package org.smdm.train;

/** Seconds of training: those of earlier sessions count, pauses do not. */
final class Clock {

  private final double secondsBefore;
  private long startNanos = System.nanoTime();
  private long pauseNanos = startNanos;

  /** A clock that {@link #resume} starts, behind the seconds of earlier sessions. */
  Clock(double secondsBefore) {
    this.secondsBefore = secondsBefore;
  }

  double seconds() {
    return secondsBefore + (System.nanoTime() - startNanos) / 1e9;
  }

  void pause() {
    pauseNanos = System.nanoTime();
  }

  /** Goes on after {@link #pause}, or begins. */
  void resume() {
    startNanos += System.nanoTime() - pauseNanos;
  }
}
