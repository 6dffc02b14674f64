package org.smdm.data.prepare;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Locale;
import org.smdm.io.FileKind;
import org.smdm.io.Sha256;
import org.smdm.io.UserException;

/** A file's content, decompressed by its name, with the SHA-256 of the file as it is on disk. */
final class HashedInput implements AutoCloseable {

  /** What a file should hold, for messages. */
  static final String DOCUMENTS = "text or JSON lines to prepare";

  private static final int BUFFER = 1 << 16;

  private final Counter raw;
  private final InputStream content;

  /** Opens a file; {@code .gz} and {@code .zst} are decompressed. */
  HashedInput(Path file) throws IOException {
    this(file, file.getFileName().toString().toLowerCase(Locale.ROOT));
  }

  /** Opens a file whose bytes are its content. */
  static HashedInput uncompressed(Path file) throws IOException {
    return new HashedInput(file, "");
  }

  private HashedInput(Path file, String name) throws IOException {
    if (name.endsWith(".gz")) {
      FileKind.require(file, "a file compressed by gzip", FileKind.GZIP);
    } else if (name.endsWith(".zst")) {
      FileKind.require(file, "a file compressed by zstd", FileKind.ZSTD);
    }
    raw = new Counter(Files.newInputStream(file));
    try {
      if (name.endsWith(".gz")) {
        content = new BufferedInputStream(new GzipMembers(raw), BUFFER);
      } else if (name.endsWith(".zst")) {
        content = new BufferedInputStream(new ZstdFrames(raw), BUFFER);
      } else {
        content = new BufferedInputStream(raw, BUFFER);
      }
      if (!name.isEmpty()) {
        content.mark(FileKind.HEAD);
        FileKind.require(content.readNBytes(FileKind.HEAD), file.toString(), DOCUMENTS);
        content.reset();
      }
    } catch (IOException | UserException e) {
      raw.close();
      throw e;
    }
  }

  /** The decompressed bytes. */
  InputStream content() {
    return content;
  }

  /** Bytes of the file read so far. */
  long position() {
    return raw.count;
  }

  /** Reads what is left of the file and gives its hash. */
  String sha256() throws IOException {
    raw.transferTo(OutputStream.nullOutputStream());
    return Sha256.hex(raw.digest);
  }

  @Override
  public void close() throws IOException {
    content.close();
  }

  private static final class Counter extends FilterInputStream {

    private final MessageDigest digest = Sha256.begin();
    private long count;

    Counter(InputStream in) {
      super(new BufferedInputStream(in, BUFFER));
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      if (value >= 0) {
        digest.update((byte) value);
        count++;
      }
      return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      if (read > 0) {
        digest.update(into, offset, read);
        count += read;
      }
      return read;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
