package org.smdm.eval.gsm8k;

/**
 * What a model made of a problem.
 *
 * @param index number of the problem in its file, from 0
 * @param question as it was asked
 * @param thought text of the first stage, question included
 * @param solution text of the second stage, question and thought included; empty where the thought
 *     left no room
 * @param extracted what stands behind the marker, normalised
 * @param answer the right one, normalised
 * @param isRight whether they have the same value
 * @param isRightAsText whether they are the same text
 * @param outcome how it went
 */
public record Transcript(
    int index,
    String question,
    String thought,
    String solution,
    String extracted,
    String answer,
    boolean isRight,
    boolean isRightAsText,
    Outcome outcome) {

  /** How far generation came. */
  public enum Outcome {
    /** Both stages are there. */
    ANSWERED,
    /** Both stages are there, but no marked answer at the end. */
    NO_ANSWER,
    /** The question alone is longer than the context. */
    QUESTION_TOO_LONG,
    /** Question and thought fill the context. */
    THOUGHT_TOO_LONG
  }

  static Transcript cut(int index, Problem problem, String thought, Transcript.Outcome outcome) {
    return new Transcript(
        index,
        problem.question(),
        thought,
        "",
        "",
        FinalAnswer.normalized(problem.answer()),
        false,
        false,
        outcome);
  }

  static Transcript of(int index, Problem problem, String thought, String solution) {
    String extracted = FinalAnswer.of(solution);
    return new Transcript(
        index,
        problem.question(),
        thought,
        solution,
        FinalAnswer.normalized(extracted),
        FinalAnswer.normalized(problem.answer()),
        FinalAnswer.isRight(solution, problem.answer()),
        FinalAnswer.isRightAsText(solution, problem.answer()),
        extracted.isEmpty() ? Outcome.NO_ANSWER : Outcome.ANSWERED);
  }
}
