package org.smdm.data.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * SentencePiece's compiled character map, which some normalizers carry in base64: the length of a
 * trie in bytes, the trie of 32-bit units, and the replacements in UTF-8; little-endian.
 */
final class CharacterMap {

  private CharacterMap() {}

  /**
   * Whether the lengths and encodings are right; what the trie says is not looked at.
   *
   * @param base64 the map, or null if there is none
   */
  static boolean isWhole(String base64) {
    if (base64 == null) {
      return false;
    }
    try {
      ByteBuffer map =
          ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
      int trieBytes = map.remaining() < Integer.BYTES ? 0 : map.getInt();
      if (trieBytes <= 0 || trieBytes % Integer.BYTES != 0 || trieBytes > map.remaining()) {
        return false;
      }
      map.position(map.position() + trieBytes);
      StandardCharsets.UTF_8.newDecoder().decode(map); // which reports what is malformed
      return true;
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return false;
    }
  }
}
