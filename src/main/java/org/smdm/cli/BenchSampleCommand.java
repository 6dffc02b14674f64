package org.smdm.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.smdm.bench.SampleBenchmark;
import org.smdm.io.OutputLock;
import org.smdm.report.Columns;
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
    return OutputLock.during(out, this::measure);
  }

  private int measure() {
    SampleBenchmark.Report report = new SampleBenchmark(device, seconds).run();
    String title =
        String.format(
            Locale.ROOT,
            "One text of 64 tokens (8 given) in 32 steps on %s with %d threads, peak %.0f GFLOP/s",
            report.device(),
            report.threads(),
            report.fp32Peak() / 1e9);
    Output.print(
        Columns.of(report.rows())
            .add("model", SampleBenchmark.Row::model)
            .add("sampling", SampleBenchmark.Row::way)
            .add("s per text", "%.3f", SampleBenchmark.Row::seconds)
            .add("tokens/s", "%,.0f", SampleBenchmark.Row::tokensPerSecond)
            .add("straightforward", "%.1f×", SampleBenchmark.Row::againstNaive)
            .add("Python reference", "%.1f×", SampleBenchmark.Row::againstReference)
            .add("outside kernels", "%.0f%%", r -> 100 * r.outsideKernels())
            .table(title));
    if (profile) {
      for (SampleBenchmark.Row r : report.rows()) {
        System.out.printf("%s, %s: %s%n", r.model(), r.way(), BenchCommand.kernels(r.kernels()));
      }
    }
    return Output.written(out, report);
  }
}
