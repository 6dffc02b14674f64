package org.smdm.sample;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.smdm.config.ModelFamily;
import org.smdm.config.SamplingConfig;
import org.smdm.data.Tokenizer;
import org.smdm.model.LanguageModel;
import org.smdm.model.Transformer;
import org.smdm.tensor.RandomStreams;

/** Draws texts from a model of either family, each by its own sampler. */
public final class TextSampler {

  private final LanguageModel model;
  private final Tokenizer tokenizer;
  private final SamplingConfig config;
  private final SamplingNoise noise;

  /**
   * @param model MDM (ancestral sampling) or ARM (token by token)
   * @param tokenizer the model's
   * @param config length, steps, temperature
   * @param streams seed: the same seed gives the same texts
   */
  public TextSampler(
      LanguageModel model, Tokenizer tokenizer, SamplingConfig config, RandomStreams streams) {
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
    return sample(OptionalInt.empty(), prompt, count);
  }

  /**
   * Draws texts that begin with a prompt.
   *
   * @param first id that the model expects before every text, if it expects one
   * @param prompt may be empty
   * @param count how many texts
   * @return the texts, prompt included, up to their first end of text
   */
  public List<String> sample(OptionalInt first, String prompt, int count) {
    int[] ids = IntStream.concat(first.stream(), IntStream.of(tokenizer.encode(prompt))).toArray();
    int[][] rows;
    int skip = first.isPresent() ? 1 : 0;
    if (model instanceof Transformer transformer && model.family() == ModelFamily.MDM) {
      rows =
          new AncestralSampler(transformer, config, noise, tokenizer.vocabSize())
              .sample(repeat(ids, count), 0);
    } else {
      if (ids.length == 0) {
        // Documents follow an end-of-text in training; it stands in for the missing first token.
        ids = new int[] {tokenizer.endOfText()};
        skip = 1;
      }
      rows =
          new AutoregressiveSampler(
                  model, config, noise, tokenizer.vocabSize(), tokenizer.endOfText())
              .sample(repeat(ids, count), 0);
    }
    List<String> texts = new ArrayList<>(count);
    for (int[] row : rows) {
      int end = skip;
      while (end < row.length && row[end] != tokenizer.endOfText()) {
        end++;
      }
      texts.add(tokenizer.decode(Arrays.copyOfRange(row, skip, end)));
    }
    return texts;
  }

  private static int[][] repeat(int[] ids, int count) {
    int[][] rows = new int[count][];
    Arrays.fill(rows, ids);
    return rows;
  }
}
