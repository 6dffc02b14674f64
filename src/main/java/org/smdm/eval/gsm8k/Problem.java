package org.smdm.eval.gsm8k;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.smdm.io.JsonLines;
import org.smdm.io.UserException;

/**
 * A word problem with its solution.
 *
 * @param question in words
 * @param thought the steps that lead to the answer; may be empty
 * @param answer the final answer, without its marker
 */
public record Problem(String question, String thought, String answer) {

  /** Stands before the final answer. */
  public static final String MARKER = "####";

  /** Stands between question and solution in the augmented training format. */
  private static final String SEPARATOR = "||";

  /** GSM8K's line: question and whole solution, as an object. */
  public String jsonLine() {
    return JsonText.object("question", question, "answer", thought + "\n" + MARKER + " " + answer);
  }

  /** The augmented training format's line, {@code question||thought #### answer}. */
  public String textLine() {
    return question + SEPARATOR + thought.replace('\n', ' ') + " " + MARKER + " " + answer;
  }

  /**
   * Reads problems: JSON lines with {@code question} and {@code answer} as GSM8K is published, or
   * the augmented format's lines {@code question||thought #### answer}. Blank lines are skipped.
   *
   * @param file in UTF-8
   * @throws UserException naming file and line
   */
  public static List<Problem> read(Path file) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new UserException(file + " does not exist: give GSM8K's test.jsonl", e);
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be read (%s): give GSM8K's test.jsonl in UTF-8"
              .formatted(file, e.getMessage()),
          e);
    }
    List<Problem> problems = new ArrayList<>();
    int number = 0;
    // Line feeds only: some problems hold U+2028.
    for (String line : text.split("\n", -1)) {
      number++;
      if (!line.isBlank()) {
        problems.add(parse(line, "Line %d of %s".formatted(number, file)));
      }
    }
    if (problems.isEmpty()) {
      throw new UserException(file + " has no problems: give GSM8K's test.jsonl");
    }
    return problems;
  }

  private static Problem parse(String line, String where) {
    if (line.stripLeading().startsWith("{")) {
      JsonNode object = JsonLines.object(line, where);
      JsonNode question = object.path("question");
      JsonNode solution = object.path("answer");
      if (!question.isTextual() || !solution.isTextual()) {
        throw new UserException(
            "%s lacks \"question\" or \"answer\": give both as strings".formatted(where));
      }
      return of(question.textValue(), solution.textValue(), where);
    }
    int separator = line.indexOf(SEPARATOR);
    if (separator < 0) {
      throw new UserException(
          "%s is neither a JSON object nor question||thought #### answer: write one of them"
              .formatted(where));
    }
    return of(line.substring(0, separator), line.substring(separator + 2), where);
  }

  private static Problem of(String question, String solution, String where) {
    int marker = solution.lastIndexOf(MARKER);
    if (marker < 0) {
      throw new UserException(
          "%s has no final answer: end its solution with #### and the number".formatted(where));
    }
    return new Problem(
        question,
        solution.substring(0, marker).strip(),
        solution.substring(marker + MARKER.length()).strip());
  }
}
