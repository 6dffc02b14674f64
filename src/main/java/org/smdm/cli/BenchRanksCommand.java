package org.smdm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.smdm.bench.RankBenchmark;
import org.smdm.bench.RankCost;
import org.smdm.chart.ChartAxis;
import org.smdm.chart.ChartSeries;
import org.smdm.chart.LineChart;
import org.smdm.config.ConfigJson;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.ModelSizes;
import org.smdm.config.RunConfig;
import org.smdm.dist.Communicator;
import org.smdm.dist.Ranks;
import org.smdm.io.AtomicFile;
import org.smdm.io.OutputLock;
import org.smdm.lab.Experiment;
import org.smdm.lab.LaunchedProcess;
import org.smdm.report.Columns;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "ranks",
    description =
        "Times training with one and two ranks on this machine, and works out what 8 to 64 GPUs"
            + " would do.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchRanksCommand implements Callable<Integer> {

  private static final int[] GPUS = {1, 2, 4, 8, 16, 32, 64};

  /** Of an H100 with 1028M parameters, bf16, 2048 tokens (docs/gpu.md). */
  private static final double MEASURED_TOKENS = 43_456;

  @Option(names = "--steps", description = "Steps of each run (default ${DEFAULT-VALUE}).")
  private int steps = 40;

  @Option(
      names = "--model",
      description = "Size of the model on GPUs, in millions (default ${DEFAULT-VALUE}).")
  private int millions = 1028;

  @Option(
      names = "--tokens-per-second",
      description = "Of one GPU with that model (default ${DEFAULT-VALUE}).")
  private double tokensPerSecond = MEASURED_TOKENS;

  @Option(
      names = "--gpu-tokens",
      description = "Tokens of a GPU's micro-batch (default ${DEFAULT-VALUE}).")
  private int gpuTokens = 8 * 2048;

  @Option(
      names = "--within",
      description =
          "Bytes per second that a GPU sends to others of its machine (default ${DEFAULT-VALUE}).")
  private double within = 2e11;

  @Option(
      names = "--between",
      description =
          "Bytes per second that a GPU sends to other machines (default ${DEFAULT-VALUE}).")
  private double between = 2.5e10;

  @Option(names = "--out", description = "Folder for the results (default ${DEFAULT-VALUE}).")
  private Path out = Path.of("results", "bench", "ranks");

  @Option(names = "--sum", hidden = true, description = "Time the sum of so many numbers alone.")
  private long sum;

  /** What is written: measured here, and worked out. */
  record Report(RankBenchmark.Report measured, List<Projection> projected) {}

  /**
   * What the model of costs says.
   *
   * @param gpus how many
   * @param microBatches of each in a step
   * @param gigabytesSent by each in a step
   * @param efficiency share of its time that computes
   * @param tokensPerSecond of all
   */
  record Projection(
      int gpus,
      int microBatches,
      double gigabytesSent,
      double efficiency,
      double tokensPerSecond) {}

  @Override
  public Integer call() {
    if (sum > 0) {
      try (Communicator ranks = Ranks.join()) {
        RankBenchmark.sum(ranks, sum);
      }
      return 0;
    }
    return OutputLock.during(out, this::measure);
  }

  private int measure() {
    RunConfig config =
        Experiment.of(ModelFamily.MDM)
            .layers(4)
            .heads(4)
            .embd(256)
            .blockSize(128)
            .batchSize(16)
            .microBatchSize(8)
            .steps(steps)
            .validationSequences(2)
            .mcSamples(1)
            .config();
    RankBenchmark.Report measured =
        new RankBenchmark(LaunchedProcess.smdm(), config, out.toAbsolutePath()).run();
    print(measured);
    List<Projection> projected = projected();
    print(projected);
    AtomicFile.writeString(
        out.resolve("ranks.json"), ConfigJson.write(new Report(measured, projected)));
    LineChart chart = chart(projected);
    chart.write(out.resolve("efficiency"));
    System.out.println("written to " + out);
    return 0;
  }

  private static void print(RankBenchmark.Report measured) {
    Output.print(
        Columns.of(measured.rows())
            .add("", RankBenchmark.Row::name)
            .add("s/step", "%.3f", RankBenchmark.Row::secondsPerStep)
            .add("tokens/s", "%,.0f", RankBenchmark.Row::tokensPerSecond)
            .add("speed-up", "%.2f×", RankBenchmark.Row::speedUp)
            .add("efficiency", "%.0f%%", row -> 100 * row.speedUp() / (row.ranks() * row.threads()))
            .table("MDM of %s, on this machine's cores".formatted(measured.model())));
    RankBenchmark.Row two = measured.rows().get(1);
    System.out.printf(
        Locale.ROOT,
        "summing gradients over two ranks takes %.1f ms alone; two ranks should take %.3f s/step and took %.3f%n",
        1e3 * measured.secondsPerSum(),
        measured.predicted(),
        two.secondsPerStep());
  }

  private List<Projection> projected() {
    List<Projection> all = new ArrayList<>();
    ModelConfig model = ModelSizes.named(millions);
    double bytes = 4.0 * model.parameters(ModelFamily.MDM);
    for (int microBatches : new int[] {1, 4}) {
      double compute = microBatches * gpuTokens / tokensPerSecond;
      for (int gpus : GPUS) {
        RankCost cost =
            new RankCost(
                bytes,
                compute,
                gpus <= 8 ? within : between,
                1e-5,
                RankCost.hiddenShare(microBatches));
        all.add(
            new Projection(
                gpus,
                microBatches,
                cost.bytesSent(gpus) / 1e9,
                cost.efficiency(gpus),
                gpus * tokensPerSecond * cost.efficiency(gpus)));
      }
    }
    return all;
  }

  private void print(List<Projection> projected) {
    Output.print(
        Columns.of(projected)
            .add("GPUs", Projection::gpus)
            .add("micro-batches", Projection::microBatches)
            .add("GB sent", "%.2f", Projection::gigabytesSent)
            .add("efficiency", "%.1f%%", row -> 100 * row.efficiency)
            .add("tokens/s", "%,.0f", Projection::tokensPerSecond)
            .table(
                String.format(
                    Locale.ROOT,
                    "%dM on GPUs of %,.0f tokens/s each, %.0f GB/s within a machine of eight and %.0f GB/s between them: worked out, not measured",
                    millions,
                    tokensPerSecond,
                    within / 1e9,
                    between / 1e9)));
  }

  private static LineChart chart(List<Projection> projected) {
    List<ChartSeries> series = new ArrayList<>();
    for (int microBatches : new int[] {1, 4}) {
      List<Projection> rows =
          projected.stream().filter(row -> row.microBatches == microBatches).toList();
      series.add(
          ChartSeries.line(
              microBatches == 1
                  ? "one micro-batch per GPU and step"
                  : microBatches + " micro-batches per GPU and step",
              rows.stream().mapToDouble(Projection::gpus).toArray(),
              rows.stream().mapToDouble(row -> 100 * row.efficiency).toArray()));
    }
    return LineChart.of(
        "", ChartAxis.logarithmic("GPUs"), ChartAxis.linear("efficiency (%), worked out"), series);
  }
}
