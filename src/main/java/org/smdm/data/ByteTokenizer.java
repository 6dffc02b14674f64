package org.smdm.data;

import java.nio.charset.StandardCharsets;
import org.smdm.config.UserException;

/** UTF-8 bytes as token ids 0 to 255; byte 0, which no text contains, ends a document. */
public final class ByteTokenizer implements Tokenizer {

  /** What configs call it. */
  public static final String NAME = "bytes";

  /** SHA-256 of {@code "UTF-8 bytes, end of text 0"}, which is all that defines it. */
  private static final String FINGERPRINT =
      "613fc9453ed8a71e97d4106d202c2e53161b534b501c7ec5253878c0b0570c94";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int vocabSize() {
    return 256;
  }

  @Override
  public int endOfText() {
    return 0;
  }

  @Override
  public int[] encode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] ids = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        throw new UserException("the text contains U+0000, which ends documents: remove it");
      }
      ids[i] = bytes[i] & 0xFF;
    }
    return ids;
  }

  @Override
  public String decode(int... ids) {
    byte[] bytes = new byte[ids.length];
    int length = 0;
    for (int id : ids) {
      if (id < 0 || id > 255) {
        throw new IllegalArgumentException(id + " is no byte");
      }
      if (id != 0) {
        bytes[length++] = (byte) id;
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  @Override
  public String fingerprint() {
    return FINGERPRINT;
  }
}
