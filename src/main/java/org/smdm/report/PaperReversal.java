package org.smdm.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.smdm.config.ConfigJson;
import org.smdm.eval.reversal.ReversalQuestion;

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
    try (InputStream in = PaperReversal.class.getResourceAsStream(RESOURCE)) {
      return ConfigJson.read(
          new String(in.readAllBytes(), StandardCharsets.UTF_8), PaperReversal.class, RESOURCE);
    } catch (IOException e) {
      throw new UncheckedIOException("the program's own jar cannot be read", e);
    }
  }
}
