package org.smdm.finetune;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.smdm.io.Json;
import org.smdm.io.LineReader;
import org.smdm.io.UserException;

/**
 * JSON lines of a {@code prompt} and its {@code completion}, which begins with a space where one
 * goes between them: the format of the reversal curse's files (Berglund et al. 2023).
 */
public final class PromptCompletions {

  private PromptCompletions() {}

  /**
   * One line.
   *
   * @param prompt what is given
   * @param completion what belongs behind it
   */
  public record Line(String prompt, String completion) {}

  static ExchangeFile read(Path file) {
    List<List<Exchange>> entries = new ArrayList<>();
    for (Line line : lines(file)) {
      entries.add(List.of(Exchange.joined(line.prompt(), line.completion())));
    }
    return new ExchangeFile(entries, 0);
  }

  /**
   * Reads a file; blank lines are skipped.
   *
   * @param file JSON lines in UTF-8
   * @throws UserException naming file and line
   */
  public static List<Line> lines(Path file) {
    List<Line> lines = new ArrayList<>();
    LineReader.read(
        file,
        "a file of examples",
        line -> {
          ObjectNode object = line.object();
          lines.add(
              new Line(
                  Json.text(object, "prompt", line.where()),
                  Json.text(object, "completion", line.where())));
        });
    if (lines.isEmpty()) {
      throw new UserException(
          file + " has no examples: write an object with a prompt and a completion per line");
    }
    return lines;
  }
}
