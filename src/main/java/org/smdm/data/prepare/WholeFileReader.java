package org.smdm.data.prepare;

import java.io.IOException;
import java.nio.file.Path;
import org.smdm.config.UserException;

/** A text file, plain or compressed, that is one document. */
final class WholeFileReader implements DocumentReader {

  private static final int LARGEST = 1 << 28;

  private final Path file;
  private final HashedInput input;
  private boolean read;

  WholeFileReader(Path file) throws IOException {
    this.file = file;
    this.input = new HashedInput(file);
  }

  @Override
  public RawDocument next() throws IOException {
    if (read) {
      return null;
    }
    read = true;
    byte[] bytes = input.content().readNBytes(LARGEST + 1);
    if (bytes.length > LARGEST) {
      throw new UserException(
          file
              + " holds more than 256 MiB of text: give --lines if each line is a document, or"
              + " split it");
    }
    return new RawDocument(bytes, null, null, 0);
  }

  @Override
  public long position() {
    return input.position();
  }

  @Override
  public String sha256() throws IOException {
    return input.sha256();
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
