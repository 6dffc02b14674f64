package org.smdm.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.smdm.config.ConfigJson;

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
    try (InputStream in = PaperConversations.class.getResourceAsStream(RESOURCE)) {
      return ConfigJson.read(
          new String(in.readAllBytes(), StandardCharsets.UTF_8),
          PaperConversations.class,
          RESOURCE);
    } catch (IOException e) {
      throw new UncheckedIOException("the program's own jar cannot be read", e);
    }
  }

  /** The sentence that says where a number is from. */
  String note(String source) {
    PaperResults.Source from = sources.get(source);
    return "Paper: %s (%s).".formatted(from.what(), from.trust());
  }
}
