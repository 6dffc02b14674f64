package org.smdm.data.packed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.smdm.io.UserException;

/**
 * One shard of TinyLlama's packed format, mapped into memory: a header and a fixed number of token
 * ids. Nothing is read before it is asked for, whatever the file's size. Immutable and safe for use
 * by several threads; the mapping goes when the object is collected.
 */
public final class PackedFile {

  /** Bytes mapped at once, below the 2 GiB that one mapping may have; all widths divide it. */
  private static final int SEGMENT = 1 << 30;

  private final Path path;
  private final PackedHeader header;
  private final ByteBuffer[] segments;
  private final int segmentBytes;

  private PackedFile(Path path, PackedHeader header, ByteBuffer[] segments, int segmentBytes) {
    this.path = path;
    this.header = header;
    this.segments = segments;
    this.segmentBytes = segmentBytes;
  }

  /**
   * Maps a shard after checking its header and size.
   *
   * @param path the {@code .bin} file
   * @throws UserException when it is missing, cannot be read, is foreign or damaged; names the file
   *     and the byte
   */
  public static PackedFile open(Path path) {
    return open(path, SEGMENT);
  }

  /** As {@link #open(Path)}, with a multiple of 8 as the bytes mapped at once. */
  static PackedFile open(Path path, int segmentBytes) {
    PackedHeader.requireOrdinary(path);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      PackedHeader header = PackedHeader.read(path, channel);
      long bytes = header.tokens() * header.type().width();
      ByteBuffer[] segments =
          new ByteBuffer[Math.toIntExact((bytes + segmentBytes - 1) / segmentBytes)];
      for (int i = 0; i < segments.length; i++) {
        long from = (long) i * segmentBytes;
        long length = Math.min(segmentBytes, bytes - from);
        segments[i] =
            channel
                .map(MapMode.READ_ONLY, PackedHeader.BYTES + from, length)
                .order(ByteOrder.LITTLE_ENDIAN);
      }
      return new PackedFile(path, header, segments, segmentBytes);
    } catch (IOException e) {
      throw PackedHeader.unreadable(path, e);
    }
  }

  /** The file that was opened. */
  public Path path() {
    return path;
  }

  /** Number of tokens, padding included; at least 1. */
  public long length() {
    return header.tokens();
  }

  /**
   * Copies token ids.
   *
   * @param first position of the first, from 0
   * @param count how many
   * @param into receives them
   * @param offset where in {@code into} the first goes
   * @throws UserException if a number there is negative or above 2<sup>31</sup> - 1, or the file
   *     became shorter since it was opened
   * @throws IndexOutOfBoundsException if they do not lie in the file or in {@code into}
   */
  public void read(long first, int count, int[] into, int offset) {
    Objects.checkFromIndexSize(first, count, length());
    Objects.checkFromIndexSize(offset, count, into.length);
    try {
      copy(first, count, into, offset);
      // A call into native code, so that the JVM's error of a page that is gone is met here.
      long now = path.toFile().length();
      if (now > 0 && now < byteOf(length())) {
        throw shortened(null);
      }
    } catch (InternalError e) {
      throw shortened(e);
    }
  }

  /** A mapped file that shrinks loses pages under the reader, or reads as zeros. */
  private UserException shortened(InternalError cause) {
    return new UserException(
        "%s became shorter while it was read: leave data alone while it is in use, and fetch or pack the file again"
            .formatted(path),
        cause);
  }

  private void copy(long first, int count, int[] into, int offset) {
    PackedType type = header.type();
    for (int i = 0; i < count; i++) {
      long at = (first + i) * type.width();
      long id = type.get(segments[(int) (at / segmentBytes)], (int) (at % segmentBytes));
      if (id != (int) id || id < 0) {
        throw new UserException(
            "%s holds %d at byte %d, which is no token id: fetch or pack the file again"
                .formatted(path, id, byteOf(first + i)));
      }
      into[offset + i] = (int) id;
    }
  }

  /** Where a token begins in the file, in bytes. */
  long byteOf(long position) {
    return PackedHeader.BYTES + position * header.type().width();
  }
}
