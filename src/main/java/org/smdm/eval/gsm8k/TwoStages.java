package org.smdm.eval.gsm8k;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.smdm.config.GuidanceConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.SamplingConfig;
import org.smdm.config.Unmasking;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.model.LanguageModel;
import org.smdm.sample.BlankText;
import org.smdm.sample.SamplingListener;
import org.smdm.sample.TextSampler;
import org.smdm.tensor.RandomStreams;

/**
 * Generation in two stages (reference {@code evaluate_gsm8k.py}): behind the question the model
 * writes a thought; question and thought are encoded anew, and behind them it writes the answer.
 *
 * <p>A text depends on its problem, the problem's number and the seed, not on the others.
 */
public final class TwoStages {

  private static final String QUESTION = "Question: ";

  private final LanguageModel model;
  private final Tokenizer tokenizer;
  private final OptionalInt first;
  private final int length;
  private final TextSampler sampler;

  /**
   * @param model fine-tuned, of either family
   * @param tokenizer the model's
   * @param first id that the model expects before every text, if it expects one
   * @param config how to sample; its length is that of the context in both stages
   * @param streams seed
   */
  public TwoStages(
      LanguageModel model,
      Tokenizer tokenizer,
      OptionalInt first,
      SamplingConfig config,
      RandomStreams streams) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.first = first;
    this.length = config.length();
    this.sampler = new TextSampler(model, tokenizer, first, config, streams);
  }

  /**
   * The sampling of the paper's evaluation, for contexts that the model has.
   *
   * @param blockSize the model's
   */
  public static SamplingConfig sampling(int blockSize) {
    int length = Math.min(256, blockSize);
    return new SamplingConfig(length, length, 0.1)
        .withUnmasking(Unmasking.CONFIDENCE)
        .withGuidance(GuidanceConfig.constant(0.1));
  }

  /** The prompt of the first stage. */
  public static String prompt(Problem problem) {
    return QUESTION + problem.question();
  }

  /** A text that a stage begins with, of the problem at a place in the list. */
  private record Begun(int place, int[] ids) {}

  /**
   * Solves problems.
   *
   * @param problems some
   * @param indices (problems) number of each in its file, for its noise
   * @param listener is told of every step
   * @return (problems) a transcript each
   */
  public List<Transcript> solve(
      List<Problem> problems, List<Integer> indices, SamplingListener listener) {
    Transcript[] transcripts = new Transcript[problems.size()];
    List<Begun> asked = new ArrayList<>();
    for (int i = 0; i < problems.size(); i++) {
      int[] ids = encoded(prompt(problems.get(i)));
      if (ids.length >= length) {
        transcripts[i] =
            Transcript.cut(
                indices.get(i), problems.get(i), "", Transcript.Outcome.QUESTION_TOO_LONG);
      } else {
        asked.add(new Begun(i, ids));
      }
    }
    List<String> thoughts = stage(asked, indices, 0, listener);
    List<Begun> thought = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    for (int k = 0; k < asked.size(); k++) {
      int i = asked.get(k).place;
      int[] ids = encoded(thoughts.get(k));
      if (ids.length >= length) {
        transcripts[i] =
            Transcript.cut(
                indices.get(i),
                problems.get(i),
                thoughts.get(k),
                Transcript.Outcome.THOUGHT_TOO_LONG);
      } else {
        thought.add(new Begun(i, ids));
        kept.add(thoughts.get(k));
      }
    }
    List<String> solutions = stage(thought, indices, 1, listener);
    for (int k = 0; k < thought.size(); k++) {
      int i = thought.get(k).place;
      transcripts[i] =
          Transcript.of(indices.get(i), problems.get(i), kept.get(k), solutions.get(k));
    }
    return Arrays.asList(transcripts);
  }

  private int[] encoded(String text) {
    return IntStream.concat(first.stream(), IntStream.of(tokenizer.encode(text))).toArray();
  }

  private List<String> stage(
      List<Begun> begun, List<Integer> indices, int stage, SamplingListener listener) {
    if (begun.isEmpty()) {
      return List.of();
    }
    long[] numbers = begun.stream().mapToLong(b -> 2L * indices.get(b.place) + stage).toArray();
    List<int[]> templates = begun.stream().map(b -> template(b.ids)).toList();
    return sampler.sample(templates, numbers, listener);
  }

  private int[] template(int[] ids) {
    if (model.family() == ModelFamily.ARM) {
      return ids;
    }
    return BlankText.behind(ids, length, model.maskId());
  }
}
