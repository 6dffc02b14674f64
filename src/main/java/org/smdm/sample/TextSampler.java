package org.smdm.sample;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.smdm.config.ModelFamily;
import org.smdm.config.SamplingConfig;
import org.smdm.config.UserException;
import org.smdm.data.Tokenizer;
import org.smdm.model.Transformer;
import org.smdm.tensor.RandomStreams;

/** Draws texts from a model of either family, each by its own sampler. */
public final class TextSampler {

  private final Transformer model;
  private final Tokenizer tokenizer;
  private final SamplingConfig config;
  private final SamplingNoise noise;

  /**
   * @param model MDM (unmasking) or ARM (token by token)
   * @param tokenizer the model's
   * @param config how to sample
   * @param streams seed: the same seed gives the same texts
   */
  public TextSampler(
      Transformer model, Tokenizer tokenizer, SamplingConfig config, RandomStreams streams) {
    this.model = model;
    this.tokenizer = tokenizer;
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
    return sample(Collections.nCopies(count, template(prompt)), 0, SamplingListener.NONE);
  }

  /**
   * The ids that a text leaves to be filled: a prompt and, for an MDM, masks up to the length.
   *
   * @param prompt may be empty
   * @return (length) for an MDM; an ARM's prompt of at least one token
   * @throws UserException when the prompt leaves no room
   */
  public int[] template(String prompt) {
    int[] ids = tokenizer.encode(prompt);
    if (model.family() == ModelFamily.ARM) {
      // Documents follow an end-of-text in training; it stands in for the missing first token.
      int[] begun = ids.length == 0 ? new int[] {tokenizer.endOfText()} : ids;
      SequenceLength.checkPrompt(begun.length, config.length());
      return begun;
    }
    SequenceLength.checkPrompt(ids.length, config.length());
    int[] template = new int[config.length()];
    Arrays.fill(template, model.config().maskId());
    System.arraycopy(ids, 0, template, 0, ids.length);
    return template;
  }

  /**
   * Fills templates.
   *
   * @param templates as {@link #template} or {@link BlankText} gives them
   * @param firstSequence number of the first among all that are sampled, for its noise
   * @param listener is told of every step
   * @return the texts, up to their first end of text
   */
  public List<String> sample(List<int[]> templates, long firstSequence, SamplingListener listener) {
    int[][] rows = templates.toArray(int[][]::new);
    int[][] filled;
    if (model.family() == ModelFamily.MDM) {
      filled =
          new MaskedSampler(model, config, noise, tokenizer.vocabSize(), tokenizer.endOfText())
              .fill(rows, firstSequence, listener);
    } else {
      filled =
          new AutoregressiveSampler(
                  model, config, noise, tokenizer.vocabSize(), tokenizer.endOfText())
              .complete(rows, firstSequence, listener);
    }
    return IntStream.range(0, filled.length).mapToObj(i -> text(filled[i])).toList();
  }

  /**
   * The text of filled ids.
   *
   * @param ids without masks
   * @return up to the first end of text that is not the very first id
   */
  public String text(int[] ids) {
    int skip = model.family() == ModelFamily.ARM && ids[0] == tokenizer.endOfText() ? 1 : 0;
    int end = skip;
    while (end < ids.length && ids[end] != tokenizer.endOfText()) {
      end++;
    }
    return tokenizer.decode(Arrays.copyOfRange(ids, skip, end));
  }
}
