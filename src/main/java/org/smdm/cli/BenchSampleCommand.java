package org.smdm.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.smdm.bench.SampleBenchmark;
import org.smdm.config.ConfigJson;
import org.smdm.io.AtomicFile;
import org.smdm.report.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "sample",
    description =
        "Times sampling: against the straightforward way in the same process and against the"
            + " Python reference.",
    mixinStandardHelpOptions = true)
final class BenchSampleCommand implements Callable<Integer> {

  @Option(names = "--device", description = "cpu, cuda or cuda:N (default ${DEFAULT-VALUE}).")
  private String device = "cpu";

  @Option(names = "--seconds", description = "Time for each case (default ${DEFAULT-VALUE}).")
  private double seconds = 5;

  @Option(names = "--profile", description = "Also prints the share of each kernel.")
  private boolean profile;

  @Option(names = "--out", description = "JSON file for the result (default ${DEFAULT-VALUE}).")
  private Path out = Path.of("results", "bench", "sample.json");

  @Override
  public Integer call() {
    SampleBenchmark.Report report = new SampleBenchmark(device, seconds).run();
    List<List<String>> rows =
        report.rows().stream()
            .map(
                r ->
                    List.of(
                        r.model(),
                        r.way(),
                        text("%.3f", r.seconds()),
                        text("%,.0f", r.tokensPerSecond()),
                        text("%.1f×", r.againstNaive()),
                        text("%.1f×", r.againstReference()),
                        text("%.0f%%", 100 * r.outsideKernels())))
            .toList();
    String title =
        String.format(
            Locale.ROOT,
            "One text of 64 tokens (8 given) in 32 steps on %s with %d threads, peak %.0f GFLOP/s",
            report.device(),
            report.threads(),
            report.fp32Peak() / 1e9);
    System.out.println(
        new TextTable(
                title,
                List.of(
                    "model",
                    "sampling",
                    "s per text",
                    "tokens/s",
                    "straightforward",
                    "Python reference",
                    "outside kernels"),
                rows)
            .toText());
    if (profile) {
      for (SampleBenchmark.Row r : report.rows()) {
        System.out.printf(
            "%s, %s: %s%n",
            r.model(),
            r.way(),
            r.kernels().entrySet().stream()
                .map(e -> text("%s %.1f%%", e.getKey(), 100 * e.getValue()))
                .collect(Collectors.joining(", ")));
      }
    }
    AtomicFile.writeString(out, ConfigJson.write(report));
    System.out.println("written to " + out);
    return 0;
  }

  private static String text(String format, double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
  }

  private static String text(String format, String name, double value) {
    return String.format(Locale.ROOT, format, name, value);
  }
}
