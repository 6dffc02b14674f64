package org.smdm.data.prepare;

import java.io.IOException;

/** The documents of one file, one after another, in memory that does not grow with the file. */
interface DocumentReader extends AutoCloseable {

  /**
   * The next document, or null at the end.
   *
   * @throws IOException when the file is damaged or cannot be read
   */
  RawDocument next() throws IOException;

  /** Bytes of the file that were read so far, for progress. */
  long position();

  /**
   * SHA-256 of the file's bytes, after the last document.
   *
   * @throws IOException when the rest of the file cannot be read
   */
  String sha256() throws IOException;

  @Override
  void close() throws IOException;
}
