package org.smdm.report;

import java.util.List;
import org.smdm.config.ConfigJson;
import org.smdm.eval.reversal.ReversalQuestion;
import org.smdm.io.Resource;

/**
 * The paper's numbers on the reversal curse as far as they are known.
 *
 * @param source where they are from
 * @param trust how far that is to be trusted
 * @param numbers all of them
 */
public record PaperReversal(String source, String trust, List<Quoted> numbers) {

  private static final String RESOURCE = "paper-reversal.json";

  /**
   * A number.
   *
   * @param model the paper's
   * @param question what was asked
   * @param accuracy from 0 to 1
   * @param characterBleu from 0 to 1; null where it is not known
   */
  public record Quoted(
      String model, ReversalQuestion question, double accuracy, Double characterBleu) {}

  /** Reads what comes with the program. */
  public static PaperReversal shipped() {
    return ConfigJson.read(
        Resource.text(PaperReversal.class, RESOURCE), PaperReversal.class, RESOURCE);
  }
}
