package org.smdm.eval.generation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smdm.config.SweepConfig;
import org.smdm.data.packed.BlockDocuments;
import org.smdm.data.packed.SequentialBlocks;
import org.smdm.data.packed.SpreadBlocks;
import org.smdm.data.packed.TokenSequence;
import org.smdm.data.text.Corpus;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.io.UserException;

/** Pieces of held-back text, each with the tokens that a model is to write. */
public final class HeldBackPrompts {

  /** Every run on a corpus holds back the same documents, whatever its seed. */
  private static final long SPLIT_SEED = 0;

  private static final Pattern WORD = Pattern.compile("(?<!\\p{L})\\p{L}{3,}(?!\\p{L})");

  private HeldBackPrompts() {}

  /**
   * A piece of text with a gap.
   *
   * @param ids (time) the real tokens
   * @param from first token of the gap
   * @param to behind its last
   * @param document that it is of, from 0
   */
  public record Gap(int[] ids, int from, int to, int document) {

    /** The tokens before the gap. */
    public int[] prompt() {
      return Arrays.copyOf(ids, from);
    }

    /** The tokens with masks in the gap. */
    public int[] template(int maskId) {
      int[] template = ids.clone();
      Arrays.fill(template, from, to, maskId);
      return template;
    }
  }

  /**
   * Cuts prompts, evenly spaced over the held-back text.
   *
   * @param config which and how many
   * @param tokenizer of the models
   * @throws UserException when the text has not so many
   */
  public static List<Gap> of(SweepConfig.Prompts config, Tokenizer tokenizer) {
    Corpus corpus = Corpus.load(config.corpus(), config.validationFraction(), SPLIT_SEED);
    TokenSequence sequence = TokenSequence.of(tokenizer, corpus.validation());
    SequentialBlocks blocks = new SequentialBlocks(sequence, config.length());
    SpreadBlocks spread = new SpreadBlocks(blocks, 4L * config.count());
    BlockDocuments documents = spread.documents(tokenizer);
    List<Gap> gaps = new ArrayList<>();
    // More are cut than needed, and every fourth is taken first: some will be left out.
    long all = spread.blocksPerEpoch() / 4 * 4;
    for (long i = 0; i < all && gaps.size() < config.count(); i++) {
      int[] ids = new int[config.length()];
      long block = 4 * i % all + 4 * i / all;
      spread.read(block, ids, 0);
      if (Arrays.stream(ids).noneMatch(id -> id == tokenizer.endOfText())) {
        int document = documents.document((int) block, 0);
        Gap gap =
            config.kind() == SweepConfig.Kind.CONTINUE
                ? new Gap(ids, config.promptLength(), ids.length, document)
                : cloze(ids, config, tokenizer, document);
        if (gap != null) {
          gaps.add(gap);
        }
      }
    }
    if (gaps.size() < config.count()) {
      throw new UserException(
          "the held-back text of %s has only %d pieces of %d tokens that do: lower prompts.count or prompts.length"
              .formatted(config.corpus(), gaps.size(), config.length()));
    }
    return gaps;
  }

  /** The word nearest to the middle; null when there is none. */
  private static Gap cloze(
      int[] ids, SweepConfig.Prompts config, Tokenizer tokenizer, int document) {
    String text = tokenizer.decode(ids);
    int best = -1;
    int end = -1;
    Matcher words = WORD.matcher(text);
    while (words.find()) {
      int middle = (words.start() + words.end()) / 2;
      int sofar = (best + end) / 2;
      if (best < 0 || Math.abs(middle - text.length() / 2) < Math.abs(sofar - text.length() / 2)) {
        best = words.start();
        end = words.end();
      }
    }
    if (best < 0) {
      return null;
    }
    int[] before = tokenizer.encode(text.substring(0, best));
    int[] word = tokenizer.encode(text.substring(best, end));
    int[] after = tokenizer.encode(text.substring(end));
    if (before.length < config.promptLength()) {
      return null;
    }
    int[] whole = Arrays.copyOf(before, before.length + word.length + after.length);
    System.arraycopy(word, 0, whole, before.length, word.length);
    System.arraycopy(after, 0, whole, before.length + word.length, after.length);
    boolean fits = whole.length <= config.length() && after.length > 0;
    return fits ? new Gap(whole, before.length, before.length + word.length, document) : null;
  }
}
