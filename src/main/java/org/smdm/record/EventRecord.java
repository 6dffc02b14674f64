package org.smdm.record;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The framing of an event in a file (TensorFlow's TFRecord format): its length as eight bytes,
 * their checksum, the event, its checksum; all numbers little-endian, checksums CRC-32C, rotated
 * and shifted ("masked").
 */
final class EventRecord {

  static final int HEAD_BYTES = Long.BYTES + Integer.BYTES;
  static final int TAIL_BYTES = Integer.BYTES;

  private static final int MASK = 0xa282ead8;

  private EventRecord() {}

  static byte[] framed(byte[] event) {
    ByteBuffer record =
        ByteBuffer.allocate(HEAD_BYTES + event.length + TAIL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(event.length);
    record.putInt(maskedChecksum(record.array(), 0, Long.BYTES));
    record.put(event);
    record.putInt(maskedChecksum(event, 0, event.length));
    return record.array();
  }

  static int maskedChecksum(byte[] bytes, int offset, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, offset, length);
    return Integer.rotateRight((int) checksum.getValue(), 15) + MASK;
  }
}
