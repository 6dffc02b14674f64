package org.smdm.finetune;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.smdm.config.SegmentFormat;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.io.UserException;

/**
 * An exchange as token ids.
 *
 * @param ids (time) prompt, answer and end of text, which is missing where the answer was cut
 * @param promptLength tokens of the prompt
 * @param entry of the file that it is from, from 0
 */
public record Example(int[] ids, int promptLength, int entry) {

  /**
   * Encodes an exchange.
   *
   * <p>Prompt and answer are encoded one by one, so that the prompt's tokens are those that
   * sampling will find there. An exchange that is one text is encoded as a whole where that leaves
   * the prompt's tokens as they are.
   *
   * @param format with a begin of text before every part, or without
   * @param length most tokens; longer answers are cut
   * @param entry of the file that it is from, from 0
   * @return nothing where the prompt leaves no room for an answer
   * @throws UserException when the format needs a begin of text that the tokenizer lacks
   */
  static Optional<Example> of(
      Exchange exchange, Tokenizer tokenizer, SegmentFormat format, int length, int entry) {
    int[] prompt = new int[0];
    for (String part : exchange.promptParts()) {
      prompt = join(prompt, part(part, tokenizer, format));
    }
    int[] answer;
    if (exchange.isJoined()) {
      String text = exchange.promptParts().get(0);
      int[] whole = part(text + exchange.answer(), tokenizer, format);
      int same = Arrays.mismatch(prompt, whole);
      boolean begins = same < 0 || same == prompt.length;
      answer =
          begins
              ? Arrays.copyOfRange(whole, prompt.length, whole.length)
              : tokenizer.encode(exchange.answer());
    } else {
      answer = part(exchange.answer(), tokenizer, format);
    }
    if (prompt.length >= length) {
      return Optional.empty();
    }
    int[] ids = join(join(prompt, answer), new int[] {tokenizer.endOfText()});
    return Optional.of(
        new Example(Arrays.copyOf(ids, Math.min(ids.length, length)), prompt.length, entry));
  }

  private static int[] part(String text, Tokenizer tokenizer, SegmentFormat format) {
    int[] ids = tokenizer.encode(text);
    if (format == SegmentFormat.PLAIN) {
      return ids;
    }
    OptionalInt begin = tokenizer.beginOfText();
    return join(
        new int[] {
          begin.orElseThrow(
              () ->
                  new UserException(
                      "tokenizer %s has no token that begins a text, as the format reference needs: choose the format plain"
                          .formatted(tokenizer.name())))
        },
        ids);
  }

  private static int[] join(int[] a, int[] b) {
    return IntStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
  }
}
