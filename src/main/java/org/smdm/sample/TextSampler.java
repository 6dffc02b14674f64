package org.smdm.sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.smdm.config.ModelFamily;
import org.smdm.config.SamplingConfig;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.io.UserException;
import org.smdm.model.LanguageModel;
import org.smdm.tensor.RandomStreams;

/** Draws texts from a model of either family, each by its own sampler. */
public final class TextSampler {

  private final LanguageModel model;
  private final Tokenizer tokenizer;
  private final OptionalInt first;
  private final SamplingConfig config;
  private final SamplingNoise noise;

  /**
   * @param model MDM (unmasking) or ARM (token by token)
   * @param tokenizer the model's
   * @param first id that the model expects before every text, if it expects one
   * @param config how to sample
   * @param streams seed: the same seed gives the same texts
   */
  public TextSampler(
      LanguageModel model,
      Tokenizer tokenizer,
      OptionalInt first,
      SamplingConfig config,
      RandomStreams streams) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.first = first;
    this.config = config;
    this.noise = SamplingNoise.seeded(streams);
  }

  /**
   * Draws texts that begin with a prompt.
   *
   * @param prompt may be empty
   * @param count how many texts
   * @return the texts, prompt included, up to their first end of text
   */
  public List<String> sample(String prompt, int count) {
    return sample(
        Collections.nCopies(count, template(prompt)),
        LongStream.range(0, count).toArray(),
        SamplingListener.NONE);
  }

  /**
   * The ids that a text leaves to be filled: with blanks in it ({@link BlankText}), just these;
   * otherwise it is a prompt, followed by masks up to the length for an MDM.
   *
   * @param prompt may be empty
   * @return ids with masks for an MDM; an ARM's prompt of at least one token
   * @throws UserException when the prompt leaves no room, or an ARM is to fill blanks
   */
  public int[] template(String prompt) {
    boolean isArm = model.family() == ModelFamily.ARM;
    if (BlankText.hasBlanks(prompt)) {
      if (isArm) {
        throw new UserException(
            "an ARM cannot fill %c in a text: give a prompt without, or an MDM checkpoint"
                .formatted(BlankText.BLANK));
      }
      int[] template = begun(BlankText.encode(prompt, tokenizer, model.maskId()));
      SequenceLength.check(model, template.length);
      return template;
    }
    int[] ids = begun(tokenizer.encode(prompt));
    if (isArm && ids.length == 0) {
      // Documents follow an end-of-text in training; it stands in for the missing first token.
      ids = new int[] {tokenizer.endOfText()};
    }
    if (!isArm) {
      return BlankText.behind(ids, config.length(), model.maskId());
    }
    SequenceLength.checkPrompt(ids.length, config.length());
    return ids;
  }

  /**
   * A template as training pads it: where examples are filled up with ends of text, a text that
   * simply ends is none that the model has seen.
   *
   * @param template of at most the length
   * @return followed by ends of text up to the length
   */
  public int[] ended(int[] template) {
    int[] ended = Arrays.copyOf(template, Math.max(template.length, config.length()));
    Arrays.fill(ended, template.length, ended.length, tokenizer.endOfText());
    return ended;
  }

  /**
   * Filled templates.
   *
   * @param ids (sequences) tokens without masks; an ARM's rows end with their end of text
   * @param transformerPasses sequences that went through the transformer, guidance's included
   */
  public record Filled(int[][] ids, long transformerPasses) {}

  /**
   * Fills templates.
   *
   * @param templates as {@link #template} gives them
   * @param numbers number of each among all that are sampled, for its noise
   * @param listener is told of every step
   * @return the texts, up to their first end of text
   */
  public List<String> sample(List<int[]> templates, long[] numbers, SamplingListener listener) {
    return Arrays.stream(fill(templates, numbers, listener).ids()).map(this::text).toList();
  }

  /**
   * Fills templates.
   *
   * @param templates as {@link #template} gives them
   * @param numbers number of each among all that are sampled, for its noise
   * @param listener is told of every step
   */
  public Filled fill(List<int[]> templates, long[] numbers, SamplingListener listener) {
    int vocab = tokenizer.vocabSize();
    int endOfText = tokenizer.endOfText();
    Sampler sampler =
        model.family() == ModelFamily.MDM
            ? new MaskedSampler(model, config, noise, vocab, endOfText)
            : new AutoregressiveSampler(model, config, noise, vocab, endOfText);
    int[][] ids = sampler.fill(templates.toArray(int[][]::new), numbers, listener);
    return new Filled(ids, sampler.transformerPasses());
  }

  /**
   * The text of filled ids.
   *
   * @param ids without masks
   * @return without the id that it begins with, up to the first end of text
   */
  public String text(int[] ids) {
    boolean isArm = model.family() == ModelFamily.ARM;
    int begin = first.orElse(isArm ? tokenizer.endOfText() : -1);
    return tokenizer.decodeToEnd(ids, ids.length > 0 && ids[0] == begin ? 1 : 0);
  }

  private int[] begun(int[] ids) {
    return IntStream.concat(first.stream(), IntStream.of(ids)).toArray();
  }

  /**
   * What was written.
   *
   * @param template the ids that there were before
   * @param ids filled
   * @return the text of each run of blanks, or of what an ARM wrote behind its prompt, up to the
   *     first end of text
   */
  public List<String> filled(int[] template, int[] ids) {
    if (model.family() == ModelFamily.ARM) {
      return List.of(tokenizer.decodeToEnd(ids, template.length));
    }
    List<String> filled = new ArrayList<>();
    int from = 0;
    while (from < ids.length) {
      int to = from;
      while (to < ids.length && template[to] == model.maskId()) {
        to++;
      }
      if (to > from) {
        filled.add(tokenizer.decodeToEnd(Arrays.copyOfRange(ids, from, to), 0));
      }
      from = to + 1;
    }
    return filled;
  }
}
