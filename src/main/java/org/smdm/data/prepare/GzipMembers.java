package org.smdm.data.prepare;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The content of gzip members that follow each other (RFC 1952). Unlike the JDK's own stream it
 * notices a later member that is damaged or cut; zeros after the last one are padding.
 */
final class GzipMembers extends InputStream {

  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private final InputStream raw;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] compressed = new byte[1 << 16];
  private int from;
  private int to;
  private boolean isAtEnd;

  GzipMembers(InputStream raw) throws IOException {
    this.raw = raw;
    readHeader(next());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    while (!isAtEnd && length > 0) {
      int count = inflate(into, offset, length);
      if (count > 0) {
        crc.update(into, offset, count);
        return count;
      }
      if (inflater.finished()) {
        endMember();
      } else if (inflater.needsDictionary()) {
        throw new IOException("its compressed data are damaged");
      } else {
        fill();
        inflater.setInput(compressed, 0, to);
      }
    }
    return length == 0 ? 0 : -1;
  }

  private int inflate(byte[] into, int offset, int length) throws IOException {
    try {
      return inflater.inflate(into, offset, length);
    } catch (DataFormatException e) {
      throw new IOException("its compressed data are damaged", e);
    }
  }

  private void endMember() throws IOException {
    from = to - inflater.getRemaining();
    long sum = next4();
    long size = next4();
    if (sum != crc.getValue() || size != (inflater.getBytesWritten() & 0xFFFFFFFFL)) {
      throw new IOException("its compressed data are damaged");
    }
    int first = nextOrEnd();
    while (first == 0) {
      first = nextOrEnd();
    }
    if (first < 0) {
      isAtEnd = true;
    } else {
      readHeader(first);
    }
  }

  private void readHeader(int first) throws IOException {
    if (first != 0x1F || next() != 0x8B || next() != 8) {
      throw new IOException("a compressed member has a damaged header");
    }
    int flags = next();
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip(next() | next() << 8);
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CRC) != 0) {
      skip(2);
    }
    inflater.reset();
    crc.reset();
    inflater.setInput(compressed, from, to - from);
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      next();
    }
  }

  private void skipText() throws IOException {
    int value = next();
    while (value != 0) {
      value = next();
    }
  }

  private long next4() throws IOException {
    return next() | next() << 8 | next() << 16 | (long) next() << 24;
  }

  private int next() throws IOException {
    if (from == to) {
      fill();
    }
    return compressed[from++] & 0xFF;
  }

  private int nextOrEnd() throws IOException {
    if (from == to) {
      from = 0;
      to = Math.max(0, raw.read(compressed));
    }
    return from == to ? -1 : compressed[from++] & 0xFF;
  }

  private void fill() throws IOException {
    from = 0;
    to = raw.read(compressed);
    if (to <= 0) {
      to = 0;
      throw new EOFException("it ends inside a compressed member");
    }
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    raw.close();
  }
}
