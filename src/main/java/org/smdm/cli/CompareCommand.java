package org.smdm.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.smdm.eval.run.EvaluationReport;
import org.smdm.io.AtomicFile;
import org.smdm.io.OutputLock;
import org.smdm.report.EvaluationComparison;
import org.smdm.report.PaperResults;
import org.smdm.report.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "compare",
    description = "Puts zero-shot results side by side: table, CSV and chart.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class CompareCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "RESULTS",
      arity = "1..*",
      description = "Folders that ./smdm eval wrote, or results_….json of lm-evaluation-harness.")
  private List<Path> results = List.of();

  @Option(
      names = "--paper",
      description = "Also the paper's numbers, as far as they are known, with their sources.")
  private boolean paper;

  @Option(names = "--markdown", description = "Print the table in Markdown.")
  private boolean markdown;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for comparison.md, .csv, .svg and .png (default ${DEFAULT-VALUE}).")
  private Path out = Path.of("results", "eval", "comparison");

  @Override
  public Integer call() {
    return OutputLock.during(out, this::compare);
  }

  private int compare() {
    EvaluationComparison comparison =
        new EvaluationComparison(
            results.stream().map(EvaluationReport::read).toList(),
            paper ? PaperResults.shipped() : null);
    TextTable table = comparison.table();
    AtomicFile.writeString(out.resolve("comparison.md"), table.toMarkdown(comparison.notes()));
    AtomicFile.writeString(out.resolve("comparison.csv"), comparison.csv());
    comparison.chart().write(out.resolve("comparison"));
    if (markdown) {
      System.out.print(table.toMarkdown());
      Output.notes(comparison.notes());
    } else {
      Output.print(table, comparison.notes());
    }
    System.out.println("written to " + out);
    return 0;
  }
}
