package org.smdm.eval.generation;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonIgnore;
import org.smdm.config.ConfigJson;
import org.smdm.config.SweepConfig;

/**
 * What one way of sampling gave. Standard errors are those of other documents to prompt from: texts
 * of one document are alike, so that documents count, not texts. They are NaN of one document, and
 * where an older version took texts for independent. Those of times are over repetitions.
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
 * @param documents that the texts' prompts are of; null where an older version did not count them
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
    double tokensPerSecond,
    @JacksonInject(ConfigJson.LATER) Integer documents) {

  /** Leaves out errors that are too small. */
  public SweepRow {
    if (documents == null || documents < 2) {
      judgeError = Double.NaN;
      exactMatchError = Double.NaN;
    }
  }

  /** Group and label. */
  @JsonIgnore
  public String name() {
    return SweepConfig.Candidate.fullName(group, label);
  }
}
