package org.smdm.data.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The plainest tokenizer for tests: UTF-8 bytes, 0 ends a text. */
public record RawBytes() implements Tokenizer {

  @Override
  public String name() {
    return "raw-bytes";
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
    Arrays.setAll(ids, i -> bytes[i] & 0xFF);
    return ids;
  }

  @Override
  public String decode(int... ids) {
    byte[] bytes = new byte[ids.length];
    for (int i = 0; i < ids.length; i++) {
      bytes[i] = (byte) ids[i];
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public String fingerprint() {
    return "raw-bytes";
  }
}
