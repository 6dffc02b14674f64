package org.smdm.eval.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.smdm.eval.Item;
import org.smdm.eval.Metric;

/**
 * Reading comprehension for high schools, one item per article: all problems but the last are shown
 * solved. A solved question that leaves a gap at its end loses everything but the gap, as in the
 * harness.
 */
final class Race {

  private static final String GAP = "  _  .";
  private static final String LETTERS = "ABCD";

  static final Task TASK =
      new Task(
          "race",
          2.0,
          new Task.HubDataset("EleutherAI/race", "high", "test"),
          1045,
          List.of(Metric.ACC),
          List.of(
              TaskFile.jsonLines(
                  "race_high_test.jsonl",
                  "https://www.cs.cmu.edu/~glai1/data/race (RACE/test/high, one file per line)"),
              TaskFile.folder(
                  "RACE/test/high",
                  List.of("test/high"),
                  "https://www.cs.cmu.edu/~glai1/data/race"),
              TaskFile.parquet(
                  "test", "https://huggingface.co/datasets/EleutherAI/race (folder high)")),
          Race::item);

  private record Problem(String question, String letter, List<String> options) {

    /** Index of the right option. */
    int gold(Row row) {
      int gold = letter.length() == 1 ? LETTERS.indexOf(letter) : -1;
      if (gold < 0 || gold >= options.size()) {
        throw row.wrong("has the answer \"%s\", which names no option".formatted(letter));
      }
      return gold;
    }

    String solved(Row row) {
      String answer = options.get(gold(row));
      return question.endsWith(GAP)
          ? GAP.substring(1) + answer + "\n"
          : "Question: " + question + "\nAnswer: " + answer + "\n";
    }
  }

  private Race() {}

  private static Item item(Row row) {
    List<Problem> problems = row.has("problems") ? listed(row) : original(row);
    if (problems.isEmpty()) {
      throw row.wrong("has no question");
    }
    StringBuilder context =
        new StringBuilder("Article: ").append(row.text("article")).append("\n\n");
    Problem last = problems.get(problems.size() - 1);
    for (Problem problem : problems.subList(0, problems.size() - 1)) {
      context.append(problem.solved(row));
    }
    context.append(last.question());
    return row.choices(context.toString(), last.options(), last.gold(row));
  }

  /** The original files have one list each of questions, answers and options. */
  private static List<Problem> original(Row row) {
    List<String> questions = row.texts("questions");
    List<String> answers = row.texts("answers");
    JsonNode options = row.fields().path("options");
    if (answers.size() != questions.size() || options.size() != questions.size()) {
      throw row.wrong(
          "has %d questions, %d answers and %d lists of options"
              .formatted(questions.size(), answers.size(), options.size()));
    }
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      ObjectNode object = JsonNodeFactory.instance.objectNode().set("options", options.get(i));
      List<String> texts = row.with(object).texts("options");
      problems.add(new Problem(questions.get(i), answers.get(i), texts));
    }
    return problems;
  }

  /** The harness's data set has a list of objects, written as Python writes it. */
  private static List<Problem> listed(Row row) {
    Row listed = row;
    if (!row.isList("problems")) {
      JsonNode list = PythonLiteral.parse(row.text("problems"));
      if (list == null) {
        throw row.wrong("has \"problems\" that are no Python list");
      }
      ObjectNode object = JsonNodeFactory.instance.objectNode().set("problems", list);
      listed = row.with(object);
    }
    return listed.rows("problems").stream()
        .map(p -> new Problem(p.text("question"), p.text("answer"), p.texts("options")))
        .toList();
  }
}
