package org.smdm.report;

import java.util.List;
import java.util.Map;
import org.smdm.config.ConfigJson;
import org.smdm.io.Resource;

/**
 * The zero-shot numbers of the paper that are known, each with its source and how far that is to be
 * trusted.
 *
 * @param sources by key
 * @param numbers all of them
 */
public record PaperResults(Map<String, Source> sources, List<Quoted> numbers) {

  private static final String RESOURCE = "paper-results.json";

  /**
   * Where a number is from.
   *
   * @param what the document
   * @param trust how far
   */
  public record Source(String what, String trust) {

    /** The sentence that says where a number is from. */
    String note() {
      return "Paper: %s (%s).".formatted(what, trust);
    }
  }

  /**
   * A number.
   *
   * @param model the paper's
   * @param setting with or without guidance; may be empty
   * @param task the harness's name
   * @param metrics which of these it is; several where the source does not say
   * @param value from 0 to 1
   * @param source key of its source
   */
  public record Quoted(
      String model,
      String setting,
      String task,
      List<String> metrics,
      double value,
      String source) {

    /** What its column is called. */
    public String column() {
      return "paper: " + model + (setting.isEmpty() ? "" : ", " + setting);
    }
  }

  /** Reads what comes with the program. */
  public static PaperResults shipped() {
    return ConfigJson.read(
        Resource.text(PaperResults.class, RESOURCE), PaperResults.class, RESOURCE);
  }
}
