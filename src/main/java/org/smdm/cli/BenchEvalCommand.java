package org.smdm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.smdm.bench.EvalBenchmark;
import org.smdm.config.AtomicFile;
import org.smdm.config.ConfigJson;
import org.smdm.config.UserException;
import org.smdm.report.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "eval",
    description = "Times scoring many items together against one request at a time.",
    mixinStandardHelpOptions = true)
final class BenchEvalCommand implements Callable<Integer> {

  @Option(names = "--device", description = "cpu, cuda or cuda:N (default ${DEFAULT-VALUE}).")
  private String device = "cpu";

  @Option(names = "--items", description = "Items of four choices (default ${DEFAULT-VALUE}).")
  private int items = 24;

  @Option(names = "--turns", description = "Times each way is timed (default ${DEFAULT-VALUE}).")
  private int turns = 3;

  @Option(names = "--out", description = "JSON file for the result (default ${DEFAULT-VALUE}).")
  private Path out = Path.of("results", "bench", "eval.json");

  @Override
  public Integer call() {
    if (items < 1 || turns < 1) {
      throw new UserException(
          "--items is %d and --turns %d: write at least 1 of each".formatted(items, turns));
    }
    EvalBenchmark.Report report = new EvalBenchmark(device, items, turns).run();
    List<List<String>> rows = new ArrayList<>();
    for (EvalBenchmark.Row row : report.rows()) {
      rows.add(
          List.of(
              row.estimator() + (row.guidance() > 0 ? ", w=" + row.guidance() : ""),
              String.format(Locale.ROOT, "%.2f", row.together()),
              String.format(Locale.ROOT, "%.2f", row.alone()),
              String.format(Locale.ROOT, "%.2f×", row.ratio()),
              String.format(Locale.ROOT, "%,d", row.sequences()),
              String.format(Locale.ROOT, "%,d", row.sequencesAlone()),
              row.isEqual()
                  ? "equal"
                  : String.format(Locale.ROOT, "differ by %.1e nats", row.largestDifference())));
    }
    System.out.print(
        new TextTable(
                "%d items of four choices, model %s on %s"
                    .formatted(report.items(), report.model(), report.device()),
                List.of(
                    "estimator",
                    "items/s together",
                    "items/s one by one",
                    "ratio",
                    "sequences",
                    "one by one",
                    "results"),
                rows)
            .toText());
    AtomicFile.writeString(out, ConfigJson.write(report));
    System.out.println("written to " + out);
    return 0;
  }
}
