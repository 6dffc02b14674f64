package org.smdm.data.prepare;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.smdm.io.UserException;

/**
 * Lines of a file, plain or compressed: JSON objects, or documents themselves. Lines end at {@code
 * \n} only; blank ones are no documents.
 */
final class LineReader implements DocumentReader {

  private static final int LONGEST_LINE = 1 << 29;

  private final Path file;
  private final HashedInput input;
  private long number;

  LineReader(Path file) throws IOException {
    this.file = file;
    this.input = new HashedInput(file);
  }

  @Override
  public RawDocument next() throws IOException {
    byte[] line;
    while ((line = line()) != null) {
      number++;
      if (!isBlank(line)) {
        return new RawDocument(line, null, null, number);
      }
    }
    return null;
  }

  private byte[] line() throws IOException {
    InputStream in = input.content();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int value;
    while ((value = in.read()) >= 0 && value != '\n') {
      bytes.write(value);
      if (bytes.size() > LONGEST_LINE) {
        throw new UserException(
            "Line %d of %s is longer than 512 MiB: write one document per line"
                .formatted(number + 1, file));
      }
    }
    return value < 0 && bytes.size() == 0 ? null : bytes.toByteArray();
  }

  private static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
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
