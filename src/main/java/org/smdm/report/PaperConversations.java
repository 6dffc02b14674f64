package org.smdm.report;

import java.util.List;
import java.util.Map;
import org.smdm.config.ConfigJson;
import org.smdm.io.Resource;

/**
 * The paper's numbers for GSM8K and MT-Bench that are known, each with its source.
 *
 * @param sources by key
 * @param gsm8k accuracies
 * @param mtBench scores of the first turn
 */
public record PaperConversations(
    Map<String, PaperResults.Source> sources, List<Accuracy> gsm8k, List<Score> mtBench) {

  private static final String RESOURCE = "paper-conversations.json";

  /**
   * A share of problems solved.
   *
   * @param model the paper's
   * @param accuracy from 0 to 1
   * @param source key of its source
   */
  public record Accuracy(String model, double accuracy, String source) {}

  /**
   * A judge's mean score.
   *
   * @param model the paper's, with its sampling
   * @param score from 1 to 10
   * @param seconds for all 80 answers
   * @param source key of its source
   */
  public record Score(String model, double score, double seconds, String source) {}

  /** Reads what comes with the program. */
  public static PaperConversations shipped() {
    return ConfigJson.read(
        Resource.text(PaperConversations.class, RESOURCE), PaperConversations.class, RESOURCE);
  }
}
