package org.smdm.io;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Decodes UTF-8 without ever substituting a character: what is not UTF-8 is an error. */
public final class StrictUtf8 {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private StrictUtf8() {}

  /**
   * The text of a whole file, without a leading byte order mark.
   *
   * @param where the file, for the message
   * @throws UserException at the first byte that is not UTF-8, naming its offset
   */
  public static String decode(byte[] bytes, String where) {
    return decode(bytes, 0, bytes.length, where);
  }

  /**
   * The text of {@code bytes[from, to)}; a byte order mark is dropped only at offset 0.
   *
   * @param where the file, for the message
   * @throws UserException at the first byte that is not UTF-8, naming its offset from 0
   */
  public static String decode(byte[] bytes, int from, int to, String where) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
    CharBuffer out = CharBuffer.allocate(to - from);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      throw new UserException(
          "%s is not UTF-8 at byte %d (0x%02X): convert the file to UTF-8, for instance with iconv"
              .formatted(where, in.position(), bytes[in.position()]));
    }
    out.flip();
    if (from == 0 && out.hasRemaining() && out.get(0) == BYTE_ORDER_MARK) {
      out.get();
    }
    return out.toString();
  }

  /**
   * Refuses a text with half of a surrogate pair, as JSON can write it, which no UTF-8 can hold.
   *
   * @param text any
   * @param where what messages call it
   * @throws UserException naming the character's position
   */
  public static void requireWhole(String text, String where) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      boolean isHalf =
          Character.isSurrogate(text.charAt(i))
              && !Character.isSupplementaryCodePoint(text.codePointAt(i));
      if (isHalf) {
        throw new UserException(
            "%s holds half of a surrogate pair (character %d of the text): remove it, since UTF-8 cannot hold it"
                .formatted(where, i + 1));
      }
    }
  }
}
