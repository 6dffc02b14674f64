package org.smdm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.smdm.bench.TrainBenchmark;
import org.smdm.config.Precision;
import org.smdm.io.OutputLock;
import org.smdm.report.Columns;
import org.smdm.tensor.Torch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "bench",
    description =
        "Measures training against the machine's own peak, sampling, scoring and the kernel of"
            + " notebooks.",
    mixinStandardHelpOptions = true,
    subcommands = {
      BenchCommand.Train.class,
      BenchSampleCommand.class,
      BenchEvalCommand.class,
      BenchRanksCommand.class,
      BenchNotebookCommand.class
    })
final class BenchCommand {

  /** The share of each kernel, in a line. */
  static String kernels(Map<String, Double> shares) {
    return shares.entrySet().stream()
        .map(e -> String.format(Locale.ROOT, "%s %.1f%%", e.getKey(), 100 * e.getValue()))
        .collect(Collectors.joining(", "));
  }

  @Command(
      name = "train",
      description = "Times training steps: share of the peak matrix product, precisions, head.",
      mixinStandardHelpOptions = true)
  static final class Train implements Callable<Integer> {

    @Option(names = "--device", description = "cpu, cuda or cuda:N (default ${DEFAULT-VALUE}).")
    private String device = "cpu";

    @Option(names = "--seconds", description = "Time for each case (default ${DEFAULT-VALUE}).")
    private double seconds = 8;

    @Option(names = "--profile", description = "Also prints the share of each kernel in a step.")
    private boolean profile;

    @Option(
        names = "--beside-load",
        description = "Also times each step while a thread keeps one core busy.")
    private boolean isBesideLoad;

    @Option(names = "--out", description = "JSON file for the result (default ${DEFAULT-VALUE}).")
    private Path out = Path.of("results", "bench", "train.json");

    @Override
    public Integer call() {
      return OutputLock.during(out, this::measure);
    }

    private int measure() {
      List<Precision> precisions = new ArrayList<>(List.of(Precision.FP32));
      if (Torch.multipliesBf16(Torch.device(device))) {
        precisions.add(Precision.BF16);
      } else {
        System.err.println("smdm: this processor multiplies no bf16, so only fp32 is timed");
      }
      TrainBenchmark.Report report =
          new TrainBenchmark(device, seconds, precisions, isBesideLoad).run();
      String title =
          String.format(
              Locale.ROOT,
              "Peak matrix product on %s with %d threads: %.0f GFLOP/s in fp32, %.0f in bf16",
              report.device(),
              report.threads(),
              report.fp32Peak() / 1e9,
              report.bf16Peak() / 1e9);
      Columns<TrainBenchmark.Row> columns =
          Columns.of(report.rows())
              .add("model", TrainBenchmark.Row::model)
              .add("family", TrainBenchmark.Row::family)
              .add("precision", TrainBenchmark.Row::precision)
              .add("logits", TrainBenchmark.Row::head)
              .add("tokens/s", "%,.0f", TrainBenchmark.Row::tokensPerSecond)
              .add("GFLOP/s", "%.0f", r -> r.flopsPerSecond() / 1e9)
              .add("of peak", "%.0f%%", r -> 100 * r.shareOfPeak())
              .add("of fp32 peak", "%.2f×", TrainBenchmark.Row::shareOfFp32Peak)
              .add("outside kernels", "%.1f%%", r -> 100 * r.outsideKernels());
      if (isBesideLoad) {
        columns =
            columns
                .add("beside load", "%,.0f", TrainBenchmark.Row::besideLoad)
                .add("of idle", "%.0f%%", r -> 100 * r.besideLoad() / r.tokensPerSecond());
      }
      Output.print(columns.table(title));
      if (profile) {
        for (TrainBenchmark.Row r : report.rows()) {
          System.out.printf(
              "%s %s %s %s: %s%n",
              r.model(), r.family(), r.precision(), r.head(), kernels(r.kernels()));
        }
      }
      return Output.written(out, report);
    }
  }
}
