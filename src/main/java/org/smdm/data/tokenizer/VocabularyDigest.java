package org.smdm.data.tokenizer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.smdm.io.Sha256;

/**
 * A SHA-256 over numbers and byte strings. Byte strings carry their length, so that no two
 * different sequences of the same kinds feed it the same bytes.
 */
final class VocabularyDigest {

  private final MessageDigest digest = Sha256.begin();

  void add(int number) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  void add(double number) {
    digest.update(ByteBuffer.allocate(Double.BYTES).putDouble(number).array());
  }

  void add(byte[] bytes) {
    add(bytes.length);
    digest.update(bytes);
  }

  void add(String text) {
    add(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The 64 hexadecimal digits; the digest is empty again afterwards. */
  String hex() {
    return Sha256.hex(digest);
  }
}
