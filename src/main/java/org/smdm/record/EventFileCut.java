package org.smdm.record;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Cuts an event file before its first event of a later step, or that is torn or damaged. */
final class EventFileCut {

  /** Longer than any event of ours: a length beyond it is damage. */
  private static final long LONGEST = 1 << 20;

  private EventFileCut() {}

  /**
   * Cuts a file in place; steps in it never fall.
   *
   * @param file written by {@link TensorBoardMetrics}
   * @param afterStep events up to this step stay
   * @throws IOException when it cannot be read or written
   */
  static void after(Path file, long afterStep) throws IOException {
    long keep = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      for (byte[] event = next(in); event != null; event = next(in)) {
        long step = EventMessage.step(event);
        if (step < 0 || step > afterStep) {
          break;
        }
        keep += EventRecord.HEAD_BYTES + event.length + EventRecord.TAIL_BYTES;
      }
    }
    if (keep < Files.size(file)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(keep);
      }
    }
  }

  /** The next event, or null where the file ends or is not as it was written. */
  private static byte[] next(InputStream in) throws IOException {
    byte[] head = in.readNBytes(EventRecord.HEAD_BYTES);
    if (head.length < EventRecord.HEAD_BYTES) {
      return null;
    }
    ByteBuffer fields = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    long length = fields.getLong();
    boolean sound = fields.getInt() == EventRecord.maskedChecksum(head, 0, Long.BYTES);
    if (!sound || length < 0 || length > LONGEST) {
      return null;
    }
    byte[] event = in.readNBytes((int) length);
    byte[] tail = in.readNBytes(EventRecord.TAIL_BYTES);
    if (event.length < length || tail.length < EventRecord.TAIL_BYTES) {
      return null;
    }
    int checksum = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt();
    return checksum == EventRecord.maskedChecksum(event, 0, event.length) ? event : null;
  }
}
