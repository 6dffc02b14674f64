package org.smdm.data.prepare;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * The content of Zstandard frames that follow each other. Unlike the library's own stream it
 * notices a file that ends inside a later frame.
 */
final class ZstdFrames extends InputStream {

  private static final int BUFFER = 1 << 17;

  /** Logarithm of the format's largest window, which dumps of forums use; 27 is the default. */
  private static final int LARGEST_WINDOW = 31;

  private final InputStream raw;
  private final ZstdDecompressCtx context = new ZstdDecompressCtx();
  private final byte[] bytes = new byte[BUFFER];
  private final ByteBuffer compressed = ByteBuffer.allocateDirect(BUFFER).limit(0);
  private final ByteBuffer content = ByteBuffer.allocateDirect(BUFFER).limit(0);
  private boolean atFrameEnd = true;

  ZstdFrames(InputStream raw) {
    this.raw = raw;
    context.setLongMax(LARGEST_WINDOW);
  }

  @Override
  public int read() throws IOException {
    return fill() ? content.get() & 0xFF : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, content.remaining());
    content.get(into, offset, count);
    return count;
  }

  /** Makes sure of some content; false at the end. */
  private boolean fill() throws IOException {
    while (!content.hasRemaining()) {
      // What does not fit comes out by itself: a frame may have more without further bytes.
      boolean more = content.capacity() == content.limit() && !atFrameEnd;
      if (!compressed.hasRemaining() && !more) {
        int count = raw.read(bytes);
        if (count < 0) {
          if (atFrameEnd) {
            return false;
          }
          throw new EOFException("it ends inside a compressed frame");
        }
        compressed.clear().put(bytes, 0, count).flip();
      }
      content.clear();
      try {
        atFrameEnd = context.decompressDirectByteBufferStream(content, compressed);
      } catch (ZstdException e) {
        content.limit(0);
        throw new IOException("its compressed data are damaged", e);
      }
      content.flip();
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    context.close();
    raw.close();
  }
}
