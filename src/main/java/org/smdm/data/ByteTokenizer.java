package org.smdm.data;

import java.nio.charset.StandardCharsets;
import org.smdm.config.UserException;

/** UTF-8 bytes as token ids 0 to 255; byte 0, which no text contains, ends a document. */
public final class ByteTokenizer implements Tokenizer {

  @Override
  public String name() {
    return "bytes";
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
      if (id != 0) {
        bytes[length++] = (byte) id;
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  @Override
  public String fingerprint() {
    return "bytes";
  }
}
