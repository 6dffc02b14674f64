package org.smdm.sample;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.io.UserException;

/**
 * Text with blanks in it, to be filled by a masked diffusion model: each {@value #BLANK} stands for
 * one masked token, {@code ▢{12}} for twelve.
 */
public final class BlankText {

  /** What is written for one masked token. */
  public static final char BLANK = '▢';

  private static final int LONGEST_RUN = 1_000_000;

  private BlankText() {}

  /** Whether a text has any blank. */
  public static boolean hasBlanks(String text) {
    return text.indexOf(BLANK) >= 0;
  }

  /**
   * The ids of a text.
   *
   * @param text with blanks
   * @param tokenizer of what stands between them, each piece by itself
   * @param maskId what to put for a blank
   * @return (tokens) ids
   * @throws UserException when the number behind a blank is malformed
   */
  public static int[] encode(String text, Tokenizer tokenizer, int maskId) {
    IntStream.Builder ids = IntStream.builder();
    int from = 0;
    int blank;
    while ((blank = text.indexOf(BLANK, from)) >= 0) {
      add(ids, tokenizer, text.substring(from, blank));
      from = blank + 1;
      int count = 1;
      if (from < text.length() && text.charAt(from) == '{') {
        int close = text.indexOf('}', from);
        count = count(text, from, close);
        from = close + 1;
      }
      IntStream.range(0, count).forEach(i -> ids.add(maskId));
    }
    add(ids, tokenizer, text.substring(from));
    return ids.build().toArray();
  }

  /**
   * A prompt and blanks behind it.
   *
   * @param prompt token ids; may be empty
   * @param length of the whole
   * @param maskId what to put for a blank
   * @return (length) ids
   * @throws UserException when the prompt leaves no room
   */
  public static int[] behind(int[] prompt, int length, int maskId) {
    SequenceLength.checkPrompt(prompt.length, length);
    int[] ids = Arrays.copyOf(prompt, length);
    Arrays.fill(ids, prompt.length, length, maskId);
    return ids;
  }

  private static void add(IntStream.Builder ids, Tokenizer tokenizer, String piece) {
    if (!piece.isEmpty()) {
      IntStream.of(tokenizer.encode(piece)).forEach(ids::add);
    }
  }

  private static int count(String text, int open, int close) {
    String digits = close < 0 ? text.substring(open + 1) : text.substring(open + 1, close);
    if (close >= 0 && digits.matches("[0-9]{1,7}")) {
      int count = Integer.parseInt(digits);
      if (count >= 1 && count <= LONGEST_RUN) {
        return count;
      }
    }
    throw new UserException(
        "'%c{%s' is no number of blanks: write as %c{12} for twelve"
            .formatted(BLANK, digits, BLANK));
  }
}
