package org.smdm.io;

import java.util.function.LongSupplier;

/** How far a part of long work is, how fast it goes and how long it will take. */
public final class ProgressMeter {

  private static final double SECONDS_PER_SPEED = 1;

  private final Progress.Part part;
  private final LongSupplier nanos;
  private final long begin;
  private long done;
  private double workDone;
  private long measured;
  private long measuredAt;
  private double perSecond = Double.NaN;

  /**
   * Begins.
   *
   * @param part that begins now
   */
  public ProgressMeter(Progress.Part part) {
    this(part, System::nanoTime);
  }

  /**
   * Begins.
   *
   * @param part that begins now
   * @param nanos a clock
   */
  public ProgressMeter(Progress.Part part, LongSupplier nanos) {
    this.part = part;
    this.nanos = nanos;
    this.begin = nanos.getAsLong();
    this.measuredAt = begin;
    this.done = part.done();
    this.measured = done;
  }

  /**
   * So much is done now.
   *
   * @param units of the part
   * @param work that it was
   */
  public void advanced(long units, double work) {
    done += units;
    workDone += work;
    long now = nanos.getAsLong();
    double seconds = (now - measuredAt) / 1e9;
    if (seconds >= SECONDS_PER_SPEED) {
      double speed = Math.max(0, done - measured) / seconds;
      // A mean over some ten seconds: networks are not steady.
      perSecond = Double.isNaN(perSecond) ? speed : 0.9 * perSecond + 0.1 * speed;
      measured = done;
      measuredAt = now;
    }
  }

  /** What is measured. */
  public Progress.Part part() {
    return part;
  }

  /** Units that are done, those from before included. */
  public long done() {
    return done;
  }

  /** Whether the part is counted in bytes. */
  public boolean isInBytes() {
    return part.unit().equals(Progress.BYTES);
  }

  /** Units per second of late; NaN when unknown. */
  public double perSecond() {
    return perSecond;
  }

  /** Seconds since the part was begun. */
  public double seconds() {
    return (nanos.getAsLong() - begin) / 1e9;
  }

  /** Seconds until the part is done, by its work; NaN when unknown or over. */
  public double secondsLeft() {
    if (done >= part.total()) {
      return Double.NaN;
    }
    double left =
        isInBytes()
            ? (part.total() - done) / perSecond
            : seconds() / workDone * (part.work() - workDone);
    return Double.isFinite(left) ? left : Double.NaN;
  }
}
