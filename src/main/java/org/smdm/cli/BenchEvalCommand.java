package org.smdm.cli;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.smdm.bench.EvalBenchmark;
import org.smdm.data.tokenizer.Tokenizers;
import org.smdm.eval.Request;
import org.smdm.eval.likelihood.Estimator;
import org.smdm.eval.likelihood.LikelihoodConfig;
import org.smdm.eval.task.MalformedRows;
import org.smdm.eval.task.TaskData;
import org.smdm.eval.task.Tasks;
import org.smdm.io.OutputLock;
import org.smdm.io.UserException;
import org.smdm.report.Columns;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "eval",
    description =
        "Times scoring many items together against one request at a time, by the same code and by"
            + " straightforward code (logits of all positions, the context read for each choice).",
    mixinStandardHelpOptions = true)
final class BenchEvalCommand implements Callable<Integer> {

  @Spec private CommandSpec command;

  @Option(names = "--device", description = "cpu, cuda or cuda:N (default ${DEFAULT-VALUE}).")
  private String device = "cpu";

  @Option(names = "--items", description = "How many (default ${DEFAULT-VALUE}).")
  private int items = 24;

  @Option(
      names = "--draws",
      description = "Of the random estimators (default ${DEFAULT-VALUE}, as eval's).")
  private int draws = LikelihoodConfig.DEFAULT_DRAWS;

  @Option(
      names = "--task",
      description = "Real items, as eval --list names them (default: made-up ones, four choices).")
  private String task;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder with a folder of the task (default ${DEFAULT-VALUE}).")
  private Path data = Path.of("data", "tasks");

  @Option(
      names = "--tokenizer",
      description = "For --task: bytes, a tokenizer.json or its folder (default ${DEFAULT-VALUE}).")
  private String tokenizer = "bytes";

  @Option(
      names = "--estimators",
      split = ",",
      description = "Which: exact, chain-rule, stratified, mc, separated by commas (default: all).")
  private List<String> estimators = List.of();

  @Option(names = "--turns", description = "Times each way is timed (default ${DEFAULT-VALUE}).")
  private int turns = 3;

  @Option(names = "--out", description = "JSON file for the result (default ${DEFAULT-VALUE}).")
  private Path out = Path.of("results", "bench", "eval.json");

  @Override
  public Integer call() {
    if (task == null) {
      GivenOptions.refuse(command, "without --task", "--data", "--tokenizer");
    }
    return OutputLock.during(out, this::measure);
  }

  private int measure() {
    if (items < 1 || turns < 1) {
      throw new UserException(
          "--items is %d and --turns %d: write at least 1 of each".formatted(items, turns));
    }
    EvalBenchmark.Report report = benchmark().run(estimators(), BenchEvalCommand::tell);
    Output.print(
        Columns.of(report.rows())
            .add("estimator", EvalBenchmark.Row::setting)
            .add("together", "%.2f", EvalBenchmark.Row::together)
            .add("one by one", "%.2f", EvalBenchmark.Row::alone)
            .add("naive", "%.2f", EvalBenchmark.Row::naive)
            .add("/ one by one", "%.1f×", row -> row.together() / row.alone())
            .add("/ naive", "%.1f×", row -> row.together() / row.naive())
            .add("sequences", "%,d", EvalBenchmark.Row::sequences)
            .add("naive's", "%,d", EvalBenchmark.Row::naiveSequences)
            .add("one by one's results", row -> row.isEqual() ? "equal" : "differ")
            .add("naive's results", "within %.0e", EvalBenchmark.Row::largestDifference)
            .table(
                "%d items of %s, model %s on %s; items per second"
                    .formatted(report.items(), report.task(), report.model(), report.device())));
    return Output.written(out, report);
  }

  private Set<Estimator> estimators() {
    return estimators.isEmpty()
        ? EnumSet.allOf(Estimator.class)
        : EnumSet.copyOf(estimators.stream().map(Estimator::named).toList());
  }

  private EvalBenchmark benchmark() {
    if (task == null) {
      return EvalBenchmark.ofMadeUpItems(device, items, draws, turns);
    }
    TaskData read = TaskData.read(Tasks.named(task), data, MalformedRows.REFUSE);
    List<Request> requests =
        read.items().stream().limit(items).flatMap(item -> item.requests(task).stream()).toList();
    return new EvalBenchmark(device, Tokenizers.load(tokenizer), requests, draws, turns);
  }

  /** With hundreds of items a row takes minutes. */
  private static void tell(EvalBenchmark.Row row) {
    System.err.printf(
        Locale.ROOT,
        "%s: %.2f items/s, straightforward code %.2f (%.1f×)%n",
        row.setting(),
        row.together(),
        row.naive(),
        row.together() / row.naive());
  }
}
