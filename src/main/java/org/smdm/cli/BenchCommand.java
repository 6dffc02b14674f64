package org.smdm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.smdm.bench.TrainBenchmark;
import org.smdm.config.ConfigJson;
import org.smdm.config.Precision;
import org.smdm.io.AtomicFile;
import org.smdm.report.TextTable;
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

    @Option(names = "--out", description = "JSON file for the result (default ${DEFAULT-VALUE}).")
    private Path out = Path.of("results", "bench", "train.json");

    @Override
    public Integer call() {
      List<Precision> precisions = new ArrayList<>(List.of(Precision.FP32));
      if (Torch.multipliesBf16(Torch.device(device))) {
        precisions.add(Precision.BF16);
      } else {
        System.err.println("smdm: this processor multiplies no bf16, so only fp32 is timed");
      }
      TrainBenchmark.Report report = new TrainBenchmark(device, seconds, precisions).run();
      List<List<String>> rows = new ArrayList<>();
      for (TrainBenchmark.Row r : report.rows()) {
        rows.add(
            List.of(
                r.model(),
                r.family(),
                r.precision(),
                r.head(),
                format("%,.0f", r.tokensPerSecond()),
                format("%.0f", r.flopsPerSecond() / 1e9),
                format("%.0f%%", 100 * r.shareOfPeak()),
                format("%.2f×", r.shareOfFp32Peak()),
                format("%.1f%%", 100 * r.outsideKernels())));
      }
      String title =
          format(
              "Peak matrix product on %s with %d threads: %.0f GFLOP/s in fp32, %.0f in bf16",
              report.device(), report.threads(), report.fp32Peak() / 1e9, report.bf16Peak() / 1e9);
      System.out.println(
          new TextTable(
                  title,
                  List.of(
                      "model",
                      "family",
                      "precision",
                      "logits",
                      "tokens/s",
                      "GFLOP/s",
                      "of peak",
                      "of fp32 peak",
                      "outside kernels"),
                  rows)
              .toText());
      if (profile) {
        for (TrainBenchmark.Row r : report.rows()) {
          System.out.printf(
              "%s %s %s %s: %s%n",
              r.model(),
              r.family(),
              r.precision(),
              r.head(),
              r.kernels().entrySet().stream()
                  .map(e -> format("%s %.1f%%", e.getKey(), 100 * e.getValue()))
                  .collect(Collectors.joining(", ")));
        }
      }
      AtomicFile.writeString(out, ConfigJson.write(report));
      System.out.println("written to " + out);
      return 0;
    }

    private static String format(String pattern, Object... values) {
      return String.format(Locale.ROOT, pattern, values);
    }
  }
}
