package org.smdm.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import org.smdm.chart.RowChart;
import org.smdm.eval.reversal.Answered;
import org.smdm.eval.reversal.ReversalQuestion;
import org.smdm.eval.reversal.ReversalResult;
import org.smdm.io.AtomicFile;
import org.smdm.io.Json;
import org.smdm.stats.SampleMean;

/**
 * The reversal curse for people and spreadsheets: each model's mean over its seeds with the
 * standard error of that mean, the paper's numbers beside.
 *
 * @param results of all models and seeds
 * @param paper what to set beside them
 */
public record ReversalReport(List<ReversalResult> results, PaperReversal paper) {

  /** Copies the list. */
  public ReversalReport {
    results = List.copyOf(results);
  }

  /** With the paper's numbers that come with the program. */
  public static ReversalReport of(List<ReversalResult> results) {
    return new ReversalReport(results, PaperReversal.shipped());
  }

  /** A model's results by seed, the models in their first order. */
  private Map<String, List<ReversalResult>> models() {
    Map<String, List<ReversalResult>> models = new LinkedHashMap<>();
    for (ReversalResult result : results) {
      models.computeIfAbsent(result.model(), name -> new ArrayList<>()).add(result);
    }
    return models;
  }

  /** What was asked: published data have no blanks. */
  private List<ReversalQuestion> questions() {
    return Arrays.stream(ReversalQuestion.values())
        .filter(question -> results.stream().allMatch(r -> r.answers().containsKey(question)))
        .toList();
  }

  private static SampleMean mean(
      List<ReversalResult> results,
      ReversalQuestion question,
      ToDoubleBiFunction<ReversalResult, ReversalQuestion> value) {
    return SampleMean.of(
        results.stream().mapToDouble(result -> value.applyAsDouble(result, question)).toArray());
  }

  private List<PaperReversal.Quoted> quoted(ReversalQuestion question) {
    return paper.numbers().stream().filter(number -> number.question() == question).toList();
  }

  /** Accuracy and BLEU in per cent, one row for each question and model. */
  public TextTable table() {
    record Row(
        ReversalQuestion question,
        String model,
        String accuracy,
        String characters,
        String words,
        String seeds) {}
    List<Row> rows = new ArrayList<>();
    for (ReversalQuestion q : questions()) {
      models()
          .forEach(
              (name, runs) ->
                  rows.add(
                      new Row(
                          q,
                          name,
                          percent(mean(runs, q, ReversalResult::accuracy)),
                          bleu(mean(runs, q, ReversalResult::characterBleu), q),
                          bleu(mean(runs, q, ReversalResult::wordBleu), q),
                          Integer.toString(runs.size()))));
      for (PaperReversal.Quoted number : quoted(q)) {
        Double bleu = number.characterBleu();
        String characters = bleu == null ? "–" : percent(bleu);
        rows.add(
            new Row(
                q, "paper: " + number.model(), percent(number.accuracy()), characters, "–", "–"));
      }
    }
    return Columns.of(rows)
        .add("question", row -> row.question.task())
        .add("asked", row -> row.question.asked())
        .add("model", Row::model)
        .add("accuracy %", Row::accuracy)
        .add("BLEU (chars) %", Row::characters)
        .add("BLEU (words) %", Row::words)
        .add("seeds", Row::seeds)
        .table();
  }

  /** A name has too few words for BLEU-4 to mean anything. */
  private static String bleu(SampleMean mean, ReversalQuestion question) {
    return question.asksDescription() ? percent(mean) : "–";
  }

  private static String percent(SampleMean mean) {
    return EvaluationTable.estimate(100 * mean.mean(), 100 * error(mean), 1);
  }

  /** Where all seeds have all right, or none, their scatter of 0 is no error. */
  private static double error(SampleMean mean) {
    return mean.standardError() == 0 ? Double.NaN : mean.standardError();
  }

  private static String percent(double share) {
    return EvaluationTable.number(100 * share, 1);
  }

  /** Accuracies as bars, with standard errors over seeds. */
  public RowChart chart() {
    List<ReversalQuestion> questions = questions();
    List<RowChart.Series> series = new ArrayList<>();
    models()
        .forEach(
            (name, runs) -> {
              List<SampleMean> means =
                  questions.stream().map(q -> mean(runs, q, ReversalResult::accuracy)).toList();
              series.add(
                  new RowChart.Series(
                      name,
                      means.stream().map(SampleMean::mean).toList(),
                      means.stream().map(ReversalReport::error).toList(),
                      false));
            });
    for (String model :
        paper.numbers().stream().map(PaperReversal.Quoted::model).distinct().toList()) {
      List<Double> values =
          questions.stream()
              .map(
                  question ->
                      quoted(question).stream()
                          .filter(number -> number.model().equals(model))
                          .map(PaperReversal.Quoted::accuracy)
                          .findFirst()
                          .orElse(Double.NaN))
              .toList();
      List<Double> noErrors = questions.stream().map(question -> Double.NaN).toList();
      series.add(new RowChart.Series("paper: " + model, values, noErrors, true));
    }
    return RowChart.of(
        RowChart.Form.BARS,
        "right answers",
        questions.stream().map(q -> q.task() + ", " + q.asked()).toList(),
        series);
  }

  /** One line per question and model, numbers from 0 to 1. */
  public String csv() {
    record Asked(ReversalResult result, ReversalQuestion question) {}
    return Columns.of(
            results.stream()
                .flatMap(result -> questions().stream().map(q -> new Asked(result, q)))
                .toList())
        .add("question", asked -> asked.question.task())
        .add("asked", asked -> asked.question.asked())
        .add("model", asked -> asked.result.model())
        .add("seed", asked -> asked.result.seed())
        .add("questions", asked -> asked.result.answers().get(asked.question).size())
        .add("accuracy", asked -> asked.result.accuracy(asked.question))
        .add("character_bleu", asked -> asked.result.characterBleu(asked.question))
        .add("word_bleu", asked -> asked.result.wordBleu(asked.question))
        .csv();
  }

  /** The means with their errors, and where the paper's numbers are from. */
  public String json() {
    ObjectNode root = Json.newObject();
    var rows = root.putArray("results");
    models()
        .forEach(
            (name, runs) -> {
              for (ReversalQuestion question : questions()) {
                ObjectNode row = rows.addObject();
                row.put("question", question.task()).put("asked", question.asked());
                row.put("model", name);
                row.set("seeds", Json.tree(runs.stream().map(r -> r.seed()).toList()));
                put(row, "accuracy", mean(runs, question, ReversalResult::accuracy));
                put(row, "characterBleu", mean(runs, question, ReversalResult::characterBleu));
                put(row, "wordBleu", mean(runs, question, ReversalResult::wordBleu));
              }
            });
    root.set("paper", Json.tree(paper));
    return root.toPrettyString() + "\n";
  }

  private static void put(ObjectNode row, String name, SampleMean mean) {
    row.put(name, mean.mean());
    if (Double.isFinite(error(mean))) {
      row.put(name + "StandardError", mean.standardError());
    }
  }

  /** What each model wrote, a line of JSON per question. */
  public String answers() {
    StringBuilder lines = new StringBuilder();
    for (ReversalResult result : results) {
      for (ReversalQuestion question : questions()) {
        for (Answered answer : result.answers().get(question)) {
          ObjectNode line = Json.newObject();
          line.put("model", result.model()).put("seed", result.seed());
          line.put("question", question.task()).put("asked", question.asked());
          line.put("prompt", answer.prompt()).put("completion", answer.reference());
          line.put("generation", answer.generation()).put("right", answer.isRight());
          lines.append(line).append('\n');
        }
      }
    }
    return lines.toString();
  }

  /**
   * Writes {@code reversal.md}, {@code .csv}, {@code .json}, {@code .svg}, {@code .png} and {@code
   * answers.jsonl}.
   *
   * @param folder receives them
   */
  public void write(Path folder) {
    AtomicFile.writeString(folder.resolve("reversal.md"), table().toMarkdown());
    AtomicFile.writeString(folder.resolve("reversal.csv"), csv());
    AtomicFile.writeString(folder.resolve("reversal.json"), json());
    AtomicFile.writeString(folder.resolve("answers.jsonl"), answers());
    chart().write(folder.resolve("reversal"));
  }
}
