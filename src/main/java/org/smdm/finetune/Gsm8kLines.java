package org.smdm.finetune;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.smdm.io.Json;
import org.smdm.io.LineReader;
import org.smdm.io.ParquetTable;
import org.smdm.io.UserException;

/**
 * Grade-school problems with equations as thoughts, as Deng et al. (2023) publish GSM8K: lines
 * {@code question||thought #### answer}. Each gives two exchanges (reference {@code
 * sft/finetune_mdm_gsm8k.py}): the thought from the question, and the answer from both. A Parquet
 * file has question and answer as columns, as {@code get gsm8k} brings it.
 */
public final class Gsm8kLines {

  private static final String THOUGHT = "||";
  private static final String ANSWER = "####";

  private Gsm8kLines() {}

  /** The prompt of a question, as it is also to be asked. */
  public static String questionPrompt(String question) {
    return "Question: " + question;
  }

  /** A thought as the model writes it. */
  public static String thoughtText(String thought) {
    return "Answer: " + thought;
  }

  /** Lines that do not split in two at each sign are passed over, as in the reference. */
  static ExchangeFile read(Path file) {
    List<List<Exchange>> entries = new ArrayList<>();
    int[] passedOver = new int[1];
    Consumer<String> each =
        line -> {
          List<Exchange> exchanges = parse(line);
          if (exchanges.isEmpty()) {
            passedOver[0]++;
          } else {
            entries.add(exchanges);
          }
        };
    if (file.toString().endsWith(".parquet")) {
      readParquet(file, each);
    } else {
      LineReader.read(file, "a file of examples", line -> each.accept(line.text()));
    }
    if (entries.isEmpty()) {
      throw new UserException(
          "%s has no problems (%d lines are none): write question||thought #### answer lines, or give the Parquet of ./smdm get gsm8k"
              .formatted(file, passedOver[0]));
    }
    return new ExchangeFile(entries, passedOver[0]);
  }

  /** Each row as the line that it would be. */
  private static void readParquet(Path file, Consumer<String> each) {
    try (ParquetTable table = new ParquetTable(file, true)) {
      int number = 0;
      for (String row : table.jsonRows()) {
        String where = "Row %d of %s".formatted(++number, file);
        ObjectNode object = Json.line(row, where);
        String line =
            Json.text(object, "question", where) + THOUGHT + Json.text(object, "answer", where);
        each.accept(line.replace('\n', ' '));
      }
    }
  }

  private static List<Exchange> parse(String line) {
    int thoughtAt = line.indexOf(THOUGHT);
    int answerAt = line.indexOf(ANSWER, thoughtAt + THOUGHT.length());
    if (thoughtAt < 0
        || answerAt < 0
        || line.indexOf(THOUGHT, thoughtAt + THOUGHT.length()) >= 0
        || line.indexOf(ANSWER, answerAt + ANSWER.length()) >= 0) {
      return List.of();
    }
    String question = questionPrompt(line.substring(0, thoughtAt).strip());
    String thought =
        thoughtText(line.substring(thoughtAt + THOUGHT.length(), answerAt).strip()).strip();
    String answer = line.substring(answerAt).strip();
    return List.of(
        Exchange.of(question, thought), new Exchange(List.of(question, thought), answer, false));
  }
}
