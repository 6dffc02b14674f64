package org.smdm.eval.gsm8k;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.smdm.io.Json;
import org.smdm.io.LineReader;
import org.smdm.io.ParquetTable;
import org.smdm.io.TextLine;
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
    return Json.compact(
        Json.newObject()
            .put("question", question)
            .put("answer", thought + "\n" + MARKER + " " + answer));
  }

  /** The augmented training format's line, {@code question||thought #### answer}. */
  public String textLine() {
    return question + SEPARATOR + thought.replace('\n', ' ') + " " + MARKER + " " + answer;
  }

  /**
   * Reads problems: JSON lines with {@code question} and {@code answer} as GSM8K is published, or
   * the augmented format's lines {@code question||thought #### answer}. Blank lines are skipped. A
   * Parquet file has the same fields as its columns, as {@code get gsm8k} brings it.
   *
   * @param file in UTF-8
   * @throws UserException naming file and line
   */
  public static List<Problem> read(Path file) {
    List<Problem> problems = new ArrayList<>();
    if (file.toString().endsWith(".parquet")) {
      problems.addAll(ofParquet(file));
    } else {
      LineReader.read(file, "GSM8K's test.jsonl", line -> problems.add(parse(line)));
    }
    if (problems.isEmpty()) {
      throw new UserException(file + " has no problems: give GSM8K's test.jsonl");
    }
    return problems;
  }

  private static List<Problem> ofParquet(Path file) {
    List<Problem> problems = new ArrayList<>();
    try (ParquetTable table = new ParquetTable(file, true)) {
      for (String row : table.jsonRows()) {
        String where = "Row %d of %s".formatted(problems.size() + 1, file);
        problems.add(of(Json.line(row, where), where));
      }
    }
    return problems;
  }

  private static Problem of(JsonNode object, String where) {
    return of(Json.text(object, "question", where), Json.text(object, "answer", where), where);
  }

  private static Problem parse(TextLine text) {
    String where = text.where();
    String line = text.text();
    if (line.stripLeading().startsWith("{")) {
      return of(text.object(), where);
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
