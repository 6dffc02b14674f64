package org.smdm.data.ngram;

import java.util.Objects;
import org.smdm.data.packed.BlockSource;
import org.smdm.data.packed.TokenBlocks;
import org.smdm.data.packed.TokenSequence;
import org.smdm.io.UserException;

/**
 * An n-gram model with interpolated modified Kneser-Ney smoothing, the usual yardstick for language
 * models; immutable and safe for use by several threads.
 *
 * <p>With {@code h} the last {@code order - 1} ids, {@code h'} the same without the oldest and
 * {@code c} the counts of n-grams,
 *
 * <pre>
 *   P(w | h) = (c(hw) - D(c(hw))) / sum_v c(hv)  +  (sum_v D(c(hv)) / sum_v c(hv)) P'(w | h')
 * </pre>
 *
 * <p>The lower distributions P' have the same form, but count in how many different contexts an
 * n-gram continues, not how often it occurs; the lowest one interpolates with the uniform
 * distribution. The discounts D for counts of 1, 2 and 3 or more are estimated at each level from
 * the numbers of n-grams seen once to four times. Source: S. F. Chen and J. Goodman, <i>An
 * Empirical Study of Smoothing Techniques for Language Modeling</i>, Harvard TR-10-98, 1998,
 * section 4.1.6.
 *
 * <p>Near the start of a block, where fewer than {@code order - 1} ids are known, the model of that
 * lower order, with its own occurrence counts, answers. Training text is read as a ring, as {@link
 * TokenBlocks} does, so that it has no start.
 */
public final class NGramModel {

  private final int order;
  private final int vocabSize;
  private final int bits;
  private final NGramLevel[] occurrences;
  private final NGramLevel[] continuations;

  private NGramModel(TokenSequence tokens, int order) {
    this.order = order;
    this.vocabSize = tokens.vocabSize();
    this.bits = bitsPerId(vocabSize);
    this.occurrences = new NGramLevel[order + 1];
    this.continuations = new NGramLevel[order];
    NGramCounts whole = NGramCounts.of(tokens, bits, order);
    NGramCounts counts = whole;
    for (int n = order; n >= 1; n--) {
      occurrences[n] = new NGramLevel(counts);
      counts = n > 1 ? counts.shorter() : null;
    }
    counts = whole;
    for (int n = order - 1; n >= 1; n--) {
      counts = counts.continuations();
      continuations[n] = new NGramLevel(counts);
    }
  }

  /**
   * Counts a text. Takes about 8 bytes of working memory per token besides the different n-grams.
   *
   * @param tokens the training tokens
   * @param order n, at least 1; {@code order} ids must fit 63 bits, so 7 for byte vocabularies of
   *     up to 512 ids and 4 for 32000
   * @throws UserException if the order is out of this range or exceeds the number of tokens
   */
  public static NGramModel train(TokenSequence tokens, int order) {
    int highest = Math.min(63 / bitsPerId(tokens.vocabSize()), tokens.length());
    if (order < 1 || order > highest) {
      throw new UserException(
          ("An n-gram model of order %d cannot be made of %d tokens with a vocabulary of %d: "
                  + "choose an order from 1 to %d%s")
              .formatted(
                  order,
                  tokens.length(),
                  tokens.vocabSize(),
                  Math.max(1, highest),
                  highest < 1 ? " and give it some text" : ""));
    }
    return new NGramModel(tokens, order);
  }

  /**
   * Counts given ids.
   *
   * @param ids the training tokens, each in {@code [0, vocabSize)}
   * @throws UserException as {@link #train(TokenSequence, int)}
   */
  public static NGramModel train(int[] ids, int vocabSize, int order) {
    return train(TokenSequence.of(ids, vocabSize, 0), order);
  }

  private static int bitsPerId(int vocabSize) {
    return Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(vocabSize - 1));
  }

  /** The n of the n-grams: one more than the ids it looks back at. */
  public int order() {
    return order;
  }

  /**
   * The probability of {@code ids[at]} given the up to {@code order - 1} ids before it, in (0, 1].
   * Over all ids at that place it adds up to 1.
   *
   * @param ids token ids in {@code [0, vocabSize)}
   * @param at a position in them
   * @throws IndexOutOfBoundsException if the position or an id that is looked at is out of range
   */
  public double probability(int[] ids, int at) {
    int id = Objects.checkIndex(ids[at], vocabSize);
    int known = Math.min(order - 1, at);
    double probability = 1.0 / vocabSize;
    long context = 0;
    for (int n = 0; n <= known; n++) {
      if (n > 0) {
        context |= (long) Objects.checkIndex(ids[at - n], vocabSize) << ((n - 1) * bits);
      }
      NGramLevel level = n == known ? occurrences[n + 1] : continuations[n + 1];
      probability = level.interpolate(context, id, probability);
    }
    return probability;
  }

  /**
   * Mean negative log-likelihood in nats per token of {@code block[from..]}, each token given the
   * up to {@code order - 1} tokens before it in the same block, as language models are evaluated.
   *
   * @param block token ids in {@code [0, vocabSize)}
   * @param from the first token to predict, below the block's length; 1 leaves out the one that
   *     nothing precedes
   */
  public double meanNll(int[] block, int from) {
    Objects.checkIndex(from, block.length);
    double sum = 0;
    for (int at = from; at < block.length; at++) {
      sum -= Math.log(probability(block, at));
    }
    return sum / (block.length - from);
  }

  /**
   * Mean negative log2-likelihood of all tokens but the first of each block, in bits per token;
   * divided by {@link TokenSequence#utf8BytesPerToken()}, bits per byte.
   *
   * @param blocks at least two tokens long each
   * @param count how many blocks, from the first on; at least 1
   */
  public double bitsPerToken(BlockSource blocks, long count) {
    if (count < 1) {
      throw new IllegalArgumentException("count " + count);
    }
    int[] block = new int[blocks.blockLength()];
    double sum = 0;
    for (long number = 0; number < count; number++) {
      blocks.read(number, block, 0);
      sum += meanNll(block, 1);
    }
    return sum / count / Math.log(2);
  }
}
