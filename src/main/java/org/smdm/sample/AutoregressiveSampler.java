package org.smdm.sample;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.smdm.config.ModelFamily;
import org.smdm.config.SamplingConfig;
import org.smdm.io.UserException;
import org.smdm.model.KeyValueCache;
import org.smdm.model.LanguageModel;

/**
 * Token-by-token sampling of an autoregressive model with a key/value cache (reference {@code
 * ar_sample_kvcache}), several prompts of any lengths at once. Each sequence ends at its own
 * end-of-text id and makes room for the next.
 *
 * <p>With guidance each sequence has a second one beside it that continues an end-of-text, as
 * documents begin in training, instead of the prompt.
 *
 * <p>A sequence depends on its prompt, its number and the seed, not on what is sampled beside it.
 */
public final class AutoregressiveSampler implements Sampler {

  /** Sequences with their guidance's that are continued at once: their caches must fit. */
  private static final int ROWS_ON_GPU = 128;

  private static final int ROWS_ON_CPU = 16;

  /** Prompts are read in multiples of so many positions, the blocks in which attention computes. */
  private static final int PROMPT_BLOCK = 32;

  private final LanguageModel model;
  private final SamplingConfig config;
  private final TokenDraw draw;
  private final int endOfText;
  private long transformerPasses;

  /**
   * @param model an autoregressive model
   * @param config length, temperature, top-k, top-p, guidance
   * @param noise random numbers
   * @param vocab ids from this one on are never drawn
   * @param endOfText id that ends a sequence; -1 for none
   * @throws UserException when the model or the length does not fit
   */
  public AutoregressiveSampler(
      LanguageModel model, SamplingConfig config, SamplingNoise noise, int vocab, int endOfText) {
    if (model.family() != ModelFamily.ARM) {
      throw new UserException(
          "token-by-token sampling needs an autoregressive model: give an ARM checkpoint");
    }
    SequenceLength.check(model, config.length());
    if (config.guidance().isOn() && endOfText < 0) {
      throw new UserException(
          "guidance of an ARM needs an end-of-text id to begin without the prompt: write guidance 0");
    }
    this.model = model;
    this.config = config;
    this.endOfText = endOfText;
    this.draw = new TokenDraw(model.manager(), vocab, config, noise);
  }

  /** A sequence that is being written. */
  private static final class Continued {
    private final int index;
    private final long number;
    private final int[] ids;
    private final int prompt;
    private final int place;
    private int length;

    Continued(int index, long number, int[] prompt, int capacity, int place) {
      this.index = index;
      this.number = number;
      this.ids = Arrays.copyOf(prompt, capacity);
      this.prompt = prompt.length;
      this.place = place;
      this.length = prompt.length;
    }

    int written() {
      return length - prompt;
    }
  }

  @Override
  public int[][] fill(int[][] prompts, long[] numbers, SamplingListener listener) {
    for (int[] prompt : prompts) {
      SequenceLength.checkPrompt(prompt.length, config.length());
      if (prompt.length == 0) {
        throw new IllegalArgumentException("prompts must have a token each");
      }
    }
    int perSequence = config.guidance().isOn() ? 2 : 1;
    boolean onGpu = model.manager().getDevice().isGpu();
    int most = Math.min(prompts.length, (onGpu ? ROWS_ON_GPU : ROWS_ON_CPU) / perSequence);
    int[][] results = new int[prompts.length][];
    Deque<Integer> free = new ArrayDeque<>();
    for (int i = 0; i < most; i++) {
      free.add(i);
    }
    List<Continued> active = new ArrayList<>();
    int next = 0;
    try (KeyValueCache cache = model.newCache(Math.max(1, most * perSequence), config.length())) {
      while (next < prompts.length || !active.isEmpty()) {
        while (active.size() < most && next < prompts.length) {
          Continued sequence =
              new Continued(next, numbers[next], prompts[next], config.length(), free.remove());
          listener.begun(sequence.number, prompts[next]);
          read(cache, sequence);
          active.add(sequence);
          next++;
        }
        active.sort(Comparator.comparingInt(sequence -> sequence.place));
        step(cache, active, listener);
        for (Continued sequence : List.copyOf(active)) {
          boolean isEnded =
              config.stopAtEndOfText() && sequence.ids[sequence.length - 1] == endOfText;
          if (isEnded || sequence.length == config.length()) {
            int[] ids = Arrays.copyOf(sequence.ids, sequence.length);
            results[sequence.index] = ids;
            active.remove(sequence);
            free.add(sequence.place);
            listener.finished(sequence.number, ids);
          }
        }
      }
    }
    return results;
  }

  @Override
  public long transformerPasses() {
    return transformerPasses;
  }

  /** Puts the prompt but for its last token into the cache. */
  private void read(KeyValueCache cache, Continued sequence) {
    int known = sequence.prompt - 1;
    if (known == 0) {
      return;
    }
    // What fills up the last block is overwritten before a token looks at it.
    int time = (known + PROMPT_BLOCK - 1) / PROMPT_BLOCK * PROMPT_BLOCK;
    long[] ids = new long[time];
    long[] positions = new long[time];
    for (int i = 0; i < time; i++) {
      ids[i] = i < known ? sequence.ids[i] : 0;
      positions[i] = i;
    }
    try (NDManager scope = model.manager().newSubManager()) {
      model.cachedHidden(
          scope,
          scope.create(ids, new Shape(1, time)),
          scope.create(positions, new Shape(1, time)),
          cache,
          new long[] {sequence.place},
          time);
    }
  }

  /** Writes a token behind each sequence. */
  private void step(KeyValueCache cache, List<Continued> active, SamplingListener listener) {
    int n = active.size();
    boolean isGuided = config.guidance().isOn();
    int used = isGuided ? 2 * n : n;
    int batch = RowPadding.multiple(used);
    long[] ids = new long[batch];
    long[] positions = new long[batch];
    long[] places = new long[batch];
    TokenDraw.Key[] keys = new TokenDraw.Key[n];
    float[] scales = new float[isGuided ? n : 0];
    int end = 0;
    for (int i = 0; i < n; i++) {
      Continued s = active.get(i);
      int last = s.length - 1;
      ids[i] = s.ids[last];
      positions[i] = last;
      places[i] = s.place;
      keys[i] = new TokenDraw.Key(s.number, s.written(), s.length);
      end = Math.max(end, s.length);
      if (isGuided) {
        ids[n + i] = s.written() == 0 ? endOfText : ids[i];
        positions[n + i] = s.written();
        places[n + i] = (long) s.place + cache.batch() / 2;
        double left = 1 - (double) s.written() / (config.length() - s.prompt);
        scales[i] = (float) config.guidance().scaleAt(left);
      }
    }
    for (int i = used; i < batch; i++) {
      ids[i] = ids[used - 1];
      positions[i] = positions[used - 1];
      places[i] = places[used - 1];
    }
    long[] rows = new long[batch];
    Arrays.setAll(rows, i -> i);
    transformerPasses += used;
    double[] drawn;
    try (NDManager scope = model.manager().newSubManager()) {
      NDArray hidden =
          model.cachedHidden(
              scope,
              scope.create(ids, new Shape(batch, 1)),
              scope.create(positions, new Shape(batch, 1)),
              cache,
              places,
              end);
      NDArray chosen = scope.create(rows);
      NDArray logits = model.head(scope, hidden, chosen);
      drawn = draw.draw(scope, draw.guide(scope, logits, scales, n), keys).toDoubleArray();
    }
    for (int i = 0; i < n; i++) {
      write(
          active.get(i),
          (int) drawn[i * TokenDraw.WIDTH],
          drawn[i * TokenDraw.WIDTH + 1],
          listener);
    }
  }

  private static void write(
      Continued sequence, int id, double probability, SamplingListener listener) {
    if (Double.isNaN(probability)) {
      throw new UserException(
          "the model's logits are not finite at position %d: give a checkpoint without NaN"
              .formatted(sequence.length));
    }
    int[] position = {sequence.length};
    int step = sequence.written();
    sequence.ids[sequence.length++] = id;
    listener.stepped(
        new DenoisingStep(
            sequence.number, step, position, new int[] {id}, new double[] {probability}, position));
  }
}
