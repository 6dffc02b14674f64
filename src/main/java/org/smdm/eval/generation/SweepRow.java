package org.smdm.eval.generation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.smdm.config.SweepConfig;

/**
 * What one way of sampling gave. Standard errors are over texts, those of times over repetitions.
 *
 * @param group of the candidate
 * @param label of the candidate
 * @param texts how many
 * @param judgeBitsPerByte bits per byte under the judge, mean over texts
 * @param judgeError its standard error
 * @param distinct1 different words by words
 * @param distinct2 different pairs of words by pairs
 * @param repetition share of repeated 4-grams of characters
 * @param exactMatch share of gaps filled as they were; NaN where there is no single right answer
 * @param exactMatchError its standard error
 * @param passesPerToken sequences that went through the transformer by tokens written
 * @param secondsPerText time by texts, of the fastest repetition
 * @param secondsError standard error over repetitions; NaN for one
 * @param tokensPerSecond written tokens by time
 */
public record SweepRow(
    String group,
    String label,
    int texts,
    double judgeBitsPerByte,
    double judgeError,
    double distinct1,
    double distinct2,
    double repetition,
    double exactMatch,
    double exactMatchError,
    double passesPerToken,
    double secondsPerText,
    double secondsError,
    double tokensPerSecond) {

  /** Group and label. */
  @JsonIgnore
  public String name() {
    return SweepConfig.Candidate.fullName(group, label);
  }
}
