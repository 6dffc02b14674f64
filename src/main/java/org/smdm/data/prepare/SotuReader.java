package org.smdm.data.prepare;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.smdm.data.text.Document;
import org.smdm.data.text.SotuCorpus;
import org.smdm.io.Sha256;

/** The embedded speeches, dated by their years. */
final class SotuReader implements DocumentReader {

  private final List<Document> speeches = SotuCorpus.documents();
  private int read;
  private long position;

  /** UTF-8 bytes of all speeches. */
  static long bytes() {
    return SotuCorpus.documents().stream().mapToLong(speech -> utf8(speech).length).sum();
  }

  private static byte[] utf8(Document speech) {
    return speech.text().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public RawDocument next() {
    if (read == speeches.size()) {
      return null;
    }
    Document speech = speeches.get(read++);
    position += utf8(speech).length;
    String date = "%04d".formatted(speech.year().orElseThrow());
    return new RawDocument(null, speech.text(), date, read);
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public String sha256() {
    MessageDigest digest = Sha256.begin();
    speeches.forEach(speech -> digest.update(utf8(speech)));
    return Sha256.hex(digest);
  }

  @Override
  public void close() {
    // The speeches are in memory: there is nothing to close.
  }
}
