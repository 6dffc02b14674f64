package org.smdm.record;

import java.util.Map;

/**
 * The events that TensorBoard reads, as protocol buffers (TensorFlow's {@code event.proto} and
 * {@code summary.proto}; numbers below are their fields).
 */
final class EventMessage {

  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int SESSION_LOG = 7;

  private static final int SUMMARY_VALUE = 1;
  private static final int VALUE_TAG = 1;
  private static final int VALUE_SIMPLE = 2;

  private static final int SESSION_STATUS = 1;
  private static final int STATUS_START = 1;

  private EventMessage() {}

  /**
   * The event that every file begins with.
   *
   * @param wallTime seconds since 1970
   */
  static byte[] version(double wallTime) {
    return head(wallTime, 0).text(FILE_VERSION, "brain.Event:2").bytes();
  }

  /**
   * The mark of a resumed run: readers forget what they have read of this and later steps.
   *
   * @param wallTime seconds since 1970
   * @param step the first that comes again
   */
  static byte[] restart(double wallTime, long step) {
    byte[] log = new ProtoBytes().varint(SESSION_STATUS, STATUS_START).bytes();
    return head(wallTime, step).message(SESSION_LOG, log).bytes();
  }

  /**
   * Values of one step.
   *
   * @param wallTime seconds since 1970
   * @param step they belong to
   * @param scalars values by tag, kept to single precision
   */
  static byte[] scalars(double wallTime, long step, Map<String, Double> scalars) {
    ProtoBytes summary = new ProtoBytes();
    scalars.forEach(
        (tag, value) ->
            summary.message(
                SUMMARY_VALUE,
                new ProtoBytes()
                    .text(VALUE_TAG, tag)
                    .float32(VALUE_SIMPLE, value.floatValue())
                    .bytes()));
    return head(wallTime, step).message(SUMMARY, summary.bytes()).bytes();
  }

  private static ProtoBytes head(double wallTime, long step) {
    return new ProtoBytes().float64(WALL_TIME, wallTime).varint(STEP, step);
  }

  /**
   * The step of an event that this class made.
   *
   * @param event its bytes
   * @return -1 for bytes that are no such event
   */
  static long step(byte[] event) {
    int at = 1 + Double.BYTES;
    if (event.length <= at + 1
        || event[0] != ProtoBytes.key(WALL_TIME, ProtoBytes.FIXED64)
        || event[at] != ProtoBytes.key(STEP, ProtoBytes.VARINT)) {
      return -1;
    }
    long step = 0;
    for (int shift = 0; shift < Long.SIZE && ++at < event.length; shift += 7) {
      step |= (event[at] & 0x7FL) << shift;
      if (event[at] >= 0) {
        return step;
      }
    }
    return -1;
  }
}
