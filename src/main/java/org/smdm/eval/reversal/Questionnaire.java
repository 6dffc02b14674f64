package org.smdm.eval.reversal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.smdm.config.GuidanceConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.OrderConfig;
import org.smdm.config.SamplingConfig;
import org.smdm.config.Unmasking;
import org.smdm.finetune.PromptCompletions;
import org.smdm.io.UserException;
import org.smdm.sample.BlankText;
import org.smdm.sample.SamplingListener;
import org.smdm.sample.TextSampler;

/**
 * Asks a model the questions of the reversal curse (reference {@code evaluate_reverse.py}).
 *
 * @param questions with their prompts and references
 */
public record Questionnaire(Map<ReversalQuestion, List<PromptCompletions.Line>> questions) {

  /**
   * Reads the published files, and those with blanks where there are any.
   *
   * @param folder that holds them ({@code june_version_7921032488})
   * @param limit most prompts of each; 0 takes all
   * @throws UserException when one is missing or malformed
   */
  public static Questionnaire read(Path folder, int limit) {
    Map<ReversalQuestion, List<PromptCompletions.Line>> questions =
        new EnumMap<>(ReversalQuestion.class);
    for (ReversalQuestion question : ReversalQuestion.values()) {
      Path file = folder.resolve(question.file());
      if (!Files.exists(file)) {
        if (!question.isPublished()) {
          continue;
        }
        throw new UserException(
            "%s is missing: give the folder of the reversal curse's data, as june_version_7921032488"
                .formatted(file));
      }
      List<PromptCompletions.Line> lines = PromptCompletions.lines(file);
      int count = limit > 0 ? Math.min(limit, lines.size()) : lines.size();
      List<PromptCompletions.Line> taken = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        // Evenly spaced: prompts of one person follow each other.
        taken.add(lines.get((int) ((long) i * lines.size() / count)));
      }
      questions.put(question, List.copyOf(taken));
    }
    return new Questionnaire(questions);
  }

  /**
   * The same as a family can be asked it: a text with blanks ends before the first for an ARM,
   * which sees nothing of what follows.
   *
   * @param family that is asked
   */
  public Questionnaire as(ModelFamily family) {
    if (!family.causal()) {
      return this;
    }
    Map<ReversalQuestion, List<PromptCompletions.Line>> cut = new EnumMap<>(ReversalQuestion.class);
    questions.forEach(
        (question, lines) ->
            cut.put(question, lines.stream().map(Questionnaire::beforeBlanks).toList()));
    return new Questionnaire(cut);
  }

  private static PromptCompletions.Line beforeBlanks(PromptCompletions.Line line) {
    int blank = line.prompt().indexOf(BlankText.BLANK);
    return blank < 0
        ? line
        : new PromptCompletions.Line(
            line.prompt().substring(0, blank).stripTrailing(), line.completion());
  }

  /**
   * How the paper asks: 52 tokens, 32 steps, the most certain first, guidance 0.8, no noise.
   *
   * @param isReference whether a step fills as many tokens as the reference's, rounded down with
   *     the rest left to the last, or as many as keep closest to the schedule
   */
  public static SamplingConfig paperSampling(boolean isReference) {
    return new SamplingConfig(52, 32, 0)
        .withOrder(isReference ? OrderConfig.reference() : OrderConfig.of(Unmasking.CONFIDENCE))
        .withGuidance(GuidanceConfig.constant(0.8));
  }

  /**
   * Asks everything.
   *
   * @param sampler of the model
   * @param batch how many prompts are asked together
   * @return the answers to each question in the order of its prompts
   */
  public Map<ReversalQuestion, List<Answered>> ask(TextSampler sampler, int batch) {
    Map<ReversalQuestion, List<Answered>> answers = new EnumMap<>(ReversalQuestion.class);
    questions.forEach((question, lines) -> answers.put(question, ask(sampler, lines, batch)));
    return answers;
  }

  private static List<Answered> ask(
      TextSampler sampler, List<PromptCompletions.Line> lines, int most) {
    List<Answered> answers = new ArrayList<>();
    for (int from = 0; from < lines.size(); from += most) {
      List<PromptCompletions.Line> batch = lines.subList(from, Math.min(lines.size(), from + most));
      List<int[]> templates = batch.stream().map(line -> template(sampler, line.prompt())).toList();
      long[] numbers = LongStream.range(from, from + batch.size()).toArray();
      int[][] ids = sampler.fill(templates, numbers, SamplingListener.NONE).ids();
      for (int i = 0; i < ids.length; i++) {
        answers.add(
            new Answered(
                batch.get(i).prompt(),
                batch.get(i).completion(),
                sampler.filled(templates.get(i), ids[i]).get(0)));
      }
    }
    return answers;
  }

  private static int[] template(TextSampler sampler, String prompt) {
    int[] template = sampler.template(prompt);
    return BlankText.hasBlanks(prompt) ? sampler.ended(template) : template;
  }
}
