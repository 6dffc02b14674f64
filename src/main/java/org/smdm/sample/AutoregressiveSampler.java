package org.smdm.sample;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.smdm.config.ModelFamily;
import org.smdm.config.SamplingConfig;
import org.smdm.config.UserException;
import org.smdm.model.KeyValueCache;
import org.smdm.model.LanguageModel;

/**
 * Token-by-token sampling of an autoregressive model with a key/value cache (reference {@code
 * ar_sample_kvcache}). Each sequence ends at its own end-of-text id; sampling stops when all have.
 */
public final class AutoregressiveSampler {

  private final LanguageModel model;
  private final SamplingConfig config;
  private final TokenDraw draw;
  private final int endOfText;

  /**
   * @param model an autoregressive model
   * @param config length and temperature
   * @param noise random numbers
   * @param vocab ids from this one on are never drawn
   * @param endOfText id that ends a sequence; -1 for none
   */
  public AutoregressiveSampler(
      LanguageModel model, SamplingConfig config, SamplingNoise noise, int vocab, int endOfText) {
    if (model.family() != ModelFamily.ARM) {
      throw new UserException(
          "token-by-token sampling needs an autoregressive model: give an ARM checkpoint");
    }
    SequenceLength.check(model, config);
    this.model = model;
    this.config = config;
    this.endOfText = endOfText;
    this.draw = new TokenDraw(model.manager(), vocab, config.temperature(), noise);
  }

  /**
   * Continues prompts.
   *
   * @param prompts (batch) rows of token ids, all of one length of at least 1
   * @param firstSequence number of the first row among all that are sampled, for its noise
   * @return (batch) rows of at most {@code length} token ids; a row ends with its end-of-text
   */
  public int[][] sample(int[][] prompts, int firstSequence) {
    int batch = prompts.length;
    int start = prompts[0].length;
    int[][] x = new int[batch][config.length()];
    for (int b = 0; b < batch; b++) {
      SequenceLength.checkPrompt(prompts[b], config);
      if (prompts[b].length != start || start == 0) {
        throw new IllegalArgumentException("prompts must have one length of at least 1");
      }
      System.arraycopy(prompts[b], 0, x[b], 0, start);
    }
    int[] ends = new int[batch];
    Arrays.fill(ends, config.length());
    int running = batch;
    try (KeyValueCache cache = model.newCache(batch, config.length())) {
      for (int position = start; position < config.length() && running > 0; position++) {
        long[] drawn = next(x, cache, position, firstSequence);
        for (int b = 0; b < batch; b++) {
          if (ends[b] < config.length()) {
            continue;
          }
          x[b][position] = (int) drawn[b];
          if (drawn[b] == endOfText) {
            ends[b] = position + 1;
            running--;
          }
        }
      }
    }
    for (int b = 0; b < batch; b++) {
      x[b] = Arrays.copyOf(x[b], ends[b]);
    }
    return x;
  }

  /** Reads the tokens before a position that are not in the cache yet, and draws the position's. */
  private long[] next(int[][] x, KeyValueCache cache, int position, int firstSequence) {
    int batch = x.length;
    int time = position - cache.length();
    long[] ids = new long[batch * time];
    long[] rows = new long[batch];
    int[] sequences = new int[batch];
    int[] positions = new int[batch];
    for (int b = 0; b < batch; b++) {
      for (int t = 0; t < time; t++) {
        ids[b * time + t] = x[b][cache.length() + t];
      }
      rows[b] = (long) b * time + time - 1;
      sequences[b] = firstSequence + b;
      positions[b] = position;
    }
    try (NDManager scope = model.manager().newSubManager()) {
      NDArray logits =
          model.nextLogits(
              scope, scope.create(ids, new Shape(batch, time)), cache, scope.create(rows));
      return draw.draw(scope, logits, sequences, positions);
    }
  }
}
