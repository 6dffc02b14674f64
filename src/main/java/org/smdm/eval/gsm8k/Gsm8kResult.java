package org.smdm.eval.gsm8k;

import java.util.List;
import java.util.function.Predicate;
import org.smdm.config.SamplingConfig;

/**
 * How many problems a model solves.
 *
 * @param name the model's in tables
 * @param family ARM or MDM
 * @param model hash of the weights
 * @param data name of the file of problems
 * @param dataHash its hash
 * @param problems how many were asked
 * @param available how many the file has
 * @param right how many were right by value
 * @param accuracy their share
 * @param interval of the accuracy, 95 %
 * @param accuracyAsText share of those that were right letter by letter, as the reference counts
 *     where its LaTeX parser is missing
 * @param withoutAnswer problems without a marked answer at the end
 * @param tooLong problems whose question or thought filled the context
 * @param sampling how
 * @param seed of the draws
 * @param device where
 * @param commit of the program
 */
public record Gsm8kResult(
    String name,
    String family,
    String model,
    String data,
    String dataHash,
    int problems,
    int available,
    int right,
    double accuracy,
    WilsonInterval interval,
    double accuracyAsText,
    int withoutAnswer,
    int tooLong,
    SamplingConfig sampling,
    long seed,
    String device,
    String commit) {

  /**
   * What is known beside the transcripts.
   *
   * @param name the model's in tables
   * @param family ARM or MDM
   * @param data name of the file of problems
   * @param available how many it has
   * @param device where
   * @param commit of the program
   */
  public record Setting(
      String name, String family, String data, int available, String device, String commit) {}

  /**
   * Counts.
   *
   * @param transcripts at least one
   * @param plan how they were made
   * @param setting what else is known
   */
  public static Gsm8kResult of(List<Transcript> transcripts, Gsm8kRun.Plan plan, Setting setting) {
    int n = transcripts.size();
    int right = count(transcripts, Transcript::isRight);
    int without = count(transcripts, t -> t.outcome() == Transcript.Outcome.NO_ANSWER);
    int tooLong =
        count(
            transcripts,
            t ->
                t.outcome() == Transcript.Outcome.QUESTION_TOO_LONG
                    || t.outcome() == Transcript.Outcome.THOUGHT_TOO_LONG);
    return new Gsm8kResult(
        setting.name,
        setting.family,
        plan.model(),
        setting.data,
        plan.problems(),
        n,
        setting.available,
        right,
        (double) right / n,
        WilsonInterval.of(right, n),
        (double) count(transcripts, Transcript::isRightAsText) / n,
        without,
        tooLong,
        plan.sampling(),
        plan.seed(),
        setting.device,
        setting.commit);
  }

  private static int count(List<Transcript> transcripts, Predicate<Transcript> what) {
    return (int) transcripts.stream().filter(what).count();
  }
}
