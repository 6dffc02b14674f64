package org.smdm.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.framework.Summary;
import org.tensorflow.util.Event;
import org.tensorflow.util.SessionLog;

/**
 * Reads event files independently of what writes them: messages by TensorFlow's own classes,
 * framing and checksums from the documented format, and restarts as TensorBoard takes them.
 */
final class EventFileReader {

  /** A point of a chart. */
  record Point(String tag, long step, float value) {}

  /** The reflected Castagnoli polynomial. */
  private static final int POLYNOMIAL = 0x82F63B78;

  private static final int[] TABLE = new int[256];

  static {
    for (int i = 0; i < 256; i++) {
      int remainder = i;
      for (int bit = 0; bit < 8; bit++) {
        remainder = (remainder & 1) == 0 ? remainder >>> 1 : (remainder >>> 1) ^ POLYNOMIAL;
      }
      TABLE[i] = remainder;
    }
  }

  private EventFileReader() {}

  static int crc32c(byte[] bytes) {
    int crc = ~0;
    for (byte b : bytes) {
      crc = TABLE[(crc ^ b) & 0xFF] ^ (crc >>> 8);
    }
    return ~crc;
  }

  /** The event files of a folder in the order in which TensorBoard reads them. */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  /** Every event of a file; fails on a wrong checksum and on bytes left over. */
  static List<Event> events(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] length = new byte[8];
      bytes.get(length);
      assertEquals(masked(crc32c(length)), bytes.getInt(), "checksum of the length");
      byte[] event =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      bytes.get(event);
      assertEquals(masked(crc32c(event)), bytes.getInt(), "checksum of the event");
      events.add(Event.parseFrom(event));
    }
    return events;
  }

  private static int masked(int crc) {
    return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  }

  /**
   * Adds events to what is shown as TensorBoard does: a restart forgets its step and later ones.
   */
  static void show(List<Point> shown, List<Event> events) {
    for (Event event : events) {
      if (event.hasSessionLog()
          && event.getSessionLog().getStatus() == SessionLog.SessionStatus.START) {
        shown.removeIf(point -> point.step() >= event.getStep());
      }
      for (Summary.Value value : event.getSummary().getValueList()) {
        shown.add(new Point(value.getTag(), event.getStep(), value.getSimpleValue()));
      }
    }
  }

  /** What TensorBoard shows of a folder that it opens now. */
  static List<Point> shown(Path folder) throws IOException {
    List<Point> shown = new ArrayList<>();
    for (Path file : files(folder)) {
      show(shown, events(file));
    }
    return shown;
  }
}
