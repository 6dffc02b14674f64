package org.smdm.eval;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.io.UserException;

/**
 * A request and its token ids, cut where the harness cuts ({@code _encode_pair}; SMDM's {@code
 * evaluate_diff.py} has the same): white space at the end of the context goes to the continuation,
 * context and continuation are encoded together, and the target is what exceeds the number of
 * tokens of the context alone. Continuations are never encoded by themselves. Special tokens that a
 * text spells become these tokens, as in the harness.
 *
 * <p>Where the last letters of the context and the first of the continuation become one token, the
 * context's tokens do not begin the whole. The harness then scores the target after the context's
 * own tokens, a sequence that no text encodes to, which is kept for the sake of equal numbers and
 * marked by {@link #isCrossed()}. If such a merge leaves no target (Llama-2's {@code ("caf", "é")}:
 * the whole has no more tokens than the context) the reference crashes; here the context ends
 * before the first token in which the two differ and the target begins with it, so that what is
 * scored are the tokens that the continuation decides.
 *
 * @param request as the task asks it
 * @param context token ids (time) before the target, begin of text included; may have been cut from
 *     the left
 * @param target token ids (time) to score, at least 1
 * @param droppedTokens how many were cut from the left of the context to fit
 * @param isCrossed whether the context's tokens do not begin those of the whole
 */
public record EncodedRequest(
    Request request, int[] context, int[] target, int droppedTokens, boolean isCrossed) {

  /**
   * Encodes a request.
   *
   * <p>An empty context becomes the begin of text, or the end of text where there is none, as in
   * the harness: a target needs something to follow.
   *
   * @param isBegun whether the tokenizer's begin of text goes before every context, as SMDM's own
   *     evaluation has it; the harness puts it there only where it is asked for
   * @param maxTokens the most that context and target may have together; more are cut from the left
   *     of the context, begin of text first. The harness takes the block size, plus 1 for a model
   *     that is not fed the last token
   * @throws UserException if there is no token to score, or more than fit
   */
  public static EncodedRequest of(
      Tokenizer tokenizer, boolean isBegun, Request request, int maxTokens) {
    if (maxTokens < 1) {
      throw new IllegalArgumentException("maxTokens " + maxTokens);
    }
    int cut = PythonText.lengthWithoutTrailingSpace(request.context());
    String text = request.context().substring(0, cut);
    int[] first = first(tokenizer, isBegun, text);
    int[] alone = behind(first, tokenizer.encodeMarked(text));
    int[] whole = behind(first, tokenizer.encodeMarked(request.context() + request.continuation()));
    int same = mismatch(alone, whole);
    boolean crossed = same < alone.length;
    int[] context = alone;
    int from = alone.length;
    if (whole.length <= alone.length) {
      context = Arrays.copyOf(whole, same);
      from = same;
    }
    int[] target = Arrays.copyOfRange(whole, Math.min(from, whole.length), whole.length);
    if (target.length == 0) {
      throw new UserException(
          "Choice %d of item %d of %s adds no token to its context: give it a text that the tokenizer %s does not drop"
              .formatted(request.choice(), request.docId(), request.task(), tokenizer.name()));
    }
    if (target.length > maxTokens) {
      throw new UserException(
          "Choice %d of item %d of %s has %d tokens, more than the %d that fit the model: evaluate a model with longer blocks"
              .formatted(
                  request.choice(), request.docId(), request.task(), target.length, maxTokens));
    }
    int dropped = Math.max(0, context.length + target.length - maxTokens);
    return new EncodedRequest(
        request, Arrays.copyOfRange(context, dropped, context.length), target, dropped, crossed);
  }

  /** What stands before the tokens of a context. */
  private static int[] first(Tokenizer tokenizer, boolean isBegun, String context) {
    OptionalInt begin = tokenizer.beginOfText();
    if (context.isEmpty()) {
      return new int[] {begin.orElse(tokenizer.endOfText())};
    }
    return isBegun ? begin.stream().toArray() : new int[0];
  }

  private static int[] behind(int[] first, int[] ids) {
    return IntStream.concat(Arrays.stream(first), Arrays.stream(ids)).toArray();
  }

  /** Length of the common beginning. */
  private static int mismatch(int[] a, int[] b) {
    int at = Arrays.mismatch(a, b);
    return at < 0 ? a.length : at;
  }

  /** How messages call it. */
  public String where() {
    return "choice %d of item %d of %s"
        .formatted(request.choice(), request.docId(), request.task());
  }

  /** Tokens of context and target. */
  public int length() {
    return context.length + target.length;
  }

  /** Context and target, one after the other (time). */
  public int[] tokens() {
    int[] tokens = Arrays.copyOf(context, context.length + target.length);
    System.arraycopy(target, 0, tokens, context.length, target.length);
    return tokens;
  }
}
