package org.smdm.data.prepare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.smdm.data.text.Years;
import org.smdm.io.UserException;

/** A text file, plain or compressed, that is one document, dated by a year its name begins with. */
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
    OptionalInt year = Years.ofFileName(file.getFileName().toString());
    String date = year.isPresent() ? "%04d".formatted(year.getAsInt()) : null;
    return new RawDocument(bytes, null, date, 0);
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
