package org.smdm.data.tokenizer;

import java.nio.charset.StandardCharsets;
import org.smdm.io.UserException;

/** UTF-8 bytes as token ids 0 to 255; byte 0, which no text contains, ends a document. */
public final class ByteTokenizer implements Tokenizer {

  /** What {@link Tokenizers#load} and configs call it. */
  public static final String NAME = "bytes";

  private static final int VOCAB_SIZE = 256;
  private static final int END_OF_TEXT = 0;

  private final String fingerprint;

  /** Makes the one vocabulary of bytes. */
  public ByteTokenizer() {
    VocabularyDigest digest = new VocabularyDigest();
    digest.add(END_OF_TEXT);
    for (int id = 0; id < VOCAB_SIZE; id++) {
      digest.add(id);
      digest.add(new byte[] {(byte) id});
    }
    fingerprint = digest.hex();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int vocabSize() {
    return VOCAB_SIZE;
  }

  @Override
  public int endOfText() {
    return END_OF_TEXT;
  }

  /**
   * The UTF-8 bytes of a text.
   *
   * @param text any string without U+0000
   * @throws UserException if the text contains U+0000
   */
  @Override
  public int[] encode(String text) {
    int end = text.indexOf(END_OF_TEXT);
    if (end >= 0) {
      throw new UserException(
          "the text contains U+0000 at character %d, which ends documents of the tokenizer %s: remove it"
              .formatted(end, NAME));
    }
    byte[] bytes = WellFormedText.of(text).getBytes(StandardCharsets.UTF_8);
    int[] ids = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      ids[i] = Byte.toUnsignedInt(bytes[i]);
    }
    return ids;
  }

  @Override
  public String decode(int... ids) {
    byte[] bytes = new byte[ids.length];
    int length = 0;
    for (int id : ids) {
      TokenIds.check(id, VOCAB_SIZE);
      if (id != END_OF_TEXT) {
        bytes[length++] = (byte) id;
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }
}
