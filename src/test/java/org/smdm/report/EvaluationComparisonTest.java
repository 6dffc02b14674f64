package org.smdm.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.chart.RowChart;
import org.smdm.eval.Metric;
import org.smdm.eval.run.EvaluationReport;
import org.smdm.eval.task.Tasks;
import org.smdm.io.UserException;

/** Results of several models and of the paper in one table, one file and one chart. */
class EvaluationComparisonTest {

  @TempDir private Path folder;

  private static EvaluationReport.Row row(
      String setting, String task, String metric, double value) {
    return new EvaluationReport.Row(
        setting,
        "mc ×8, w=0.5",
        task,
        metric,
        value,
        0.01,
        metric.equals("perplexity") ? null : Double.valueOf(0.25),
        10,
        500,
        40,
        0,
        0,
        320,
        null,
        null);
  }

  private static EvaluationReport report(String model, EvaluationReport.Row... rows) {
    return new EvaluationReport(model, "h", "cpu", 1, "c", List.of(rows), List.of("few items."));
  }

  @Test
  void settingsModelsAndThePaperStandSideBySide() {
    EvaluationComparison comparison =
        new EvaluationComparison(
            List.of(
                report(
                    "a",
                    row("per-task", "openbookqa", "acc", 0.3),
                    row("fixed", "openbookqa", "acc", 0.2)),
                report("b", row("fixed", "boolq", "acc", 0.5)),
                report("b", row("fixed", "openbookqa", "acc_norm", 0.4))),
            PaperResults.shipped());
    TextTable table = comparison.table();
    assertEquals(
        List.of(
            "task",
            "metric",
            "a, per-task",
            "a, fixed",
            "b",
            "b (2)",
            "paper: MDM 220M, w/o CFG",
            "paper: MDM 220M, CFG"),
        table.headers());
    assertEquals(
        List.of("boolq", "acc", "–", "–", "50.00 ± 1.00", "–", "61.50", "62.17"),
        table.rows().get(0));
    assertEquals(
        List.of("openbookqa", "acc_norm", "–", "–", "–", "40.00 ± 1.00", "27.00", "34.20"),
        table.rows().get(2));
    assertTrue(comparison.csv().contains("paper: MDM 220M,CFG,openbookqa,acc or acc_norm,0.342"));
    assertTrue(comparison.notes().get(0).startsWith("a: few items"));
    RowChart chart = comparison.chart();
    assertEquals(List.of("boolq acc", "openbookqa acc", "openbookqa acc_norm"), chart.rows());
    assertEquals(List.of(25.0, 25.0, 25.0), chart.references());
    assertEquals(6, chart.series().size());
  }

  @Test
  void infinitePerplexitiesSurviveTheFileButAreNotDrawn() {
    EvaluationReport report =
        report("a", row("fixed", "lambada_standard", "perplexity", Double.POSITIVE_INFINITY));
    Path file = report.write(folder);
    assertEquals(report, EvaluationReport.read(file));
    assertEquals(report, EvaluationReport.read(folder));
    EvaluationComparison comparison = new EvaluationComparison(List.of(report), null);
    assertEquals("∞ ± 0.01", comparison.table().rows().get(0).get(2));
    UserException e = assertThrows(UserException.class, comparison::chart);
    assertTrue(e.getMessage().contains("no accuracies"), e.getMessage());
  }

  @Test
  void theHarnesssOwnResultsCanBeCompared() throws Exception {
    Path file = folder.resolve("results_1.json");
    Files.writeString(
        file,
        """
        {"results": {"boolq": {"alias": "boolq", "acc,none": 0.75, "acc_stderr,none": 0.02},
          "lambada_standard": {"perplexity,none": 30.5, "perplexity_stderr,none": "N/A"}},
         "model_name": "gpt2", "n-samples": {"boolq": {"effective": 3270}}}
        """);
    TextTable table = new EvaluationComparison(List.of(EvaluationReport.read(file)), null).table();
    assertEquals(List.of("task", "metric", "gpt2"), table.headers());
    assertEquals(List.of("boolq", "acc", "75.00 ± 2.00"), table.rows().get(0));
    assertEquals(List.of("lambada_standard", "perplexity", "30.50"), table.rows().get(1));
  }

  @Test
  void everyNumberOfThePaperHasATaskAMetricAndASource() {
    PaperResults paper = PaperResults.shipped();
    Set<String> metrics =
        List.of(Metric.values()).stream().map(Metric::key).collect(Collectors.toSet());
    for (PaperResults.Quoted number : paper.numbers()) {
      assertTrue(paper.sources().containsKey(number.source()), number.toString());
      assertTrue(metrics.containsAll(number.metrics()), number.toString());
      assertTrue(number.value() > 0 && number.value() < 1, number.toString());
      assertEquals(number.task(), Tasks.named(number.task()).name());
    }
  }
}
