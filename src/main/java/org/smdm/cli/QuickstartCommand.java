package org.smdm.cli;

import ai.djl.ndarray.NDManager;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.smdm.chart.ReferenceLine;
import org.smdm.config.ModelFamily;
import org.smdm.config.RunConfig;
import org.smdm.config.SamplingConfig;
import org.smdm.data.packed.TrainingData;
import org.smdm.io.AtomicFile;
import org.smdm.io.UserException;
import org.smdm.lab.Quickstart;
import org.smdm.model.Transformer;
import org.smdm.model.checkpoint.ModelFile;
import org.smdm.record.CheckpointFolders;
import org.smdm.record.RunFolder;
import org.smdm.record.ValidationResult;
import org.smdm.report.Columns;
import org.smdm.report.RunComparison;
import org.smdm.report.RunProgress;
import org.smdm.report.RunQuantity;
import org.smdm.report.TextTable;
import org.smdm.report.TimeSpan;
import org.smdm.sample.TextSampler;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;
import org.smdm.train.Parallelism;
import org.smdm.train.PretrainingTask;
import org.smdm.train.TrainingOutcome;
import org.smdm.train.TrainingSession;
import org.smdm.train.Validation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "quickstart",
    description = "Pretrains a small MDM and ARM on embedded speeches, compares and samples them.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class QuickstartCommand implements Callable<Integer> {

  private static final int SAMPLES = 2;

  @Option(
      names = "--minutes",
      description =
          "Length of the whole on two cores, about (default ${DEFAULT-VALUE}); 60 beats the 5-gram"
              + " model.")
  private double minutes = 5;

  @Option(names = "--seed", description = "Root of all random streams (default ${DEFAULT-VALUE}).")
  private long seed = RunConfig.DEFAULT_SEED;

  @Option(names = "--device", description = "cpu, cuda or cuda:N (default ${DEFAULT-VALUE}).")
  private String device = "cpu";

  @Option(names = "--results", description = "Parent of the run folder (default ${DEFAULT-VALUE}).")
  private Path results = Path.of("results");

  private final PrintStream out = System.out;

  /** A trained model with its final validation. */
  private record Trained(RunConfig config, RunFolder folder, ValidationResult validation) {}

  @Override
  public Integer call() {
    Quickstart plan = new Quickstart(seed, device, minutes);
    Path folder = results.resolve(RunFolder.freeName(results, "quickstart"));
    RunConfig first = plan.run(ModelFamily.ARM);
    TrainingData data = PretrainingTask.open(first).data();
    out.printf(
        Locale.ROOT,
        "smdm quickstart: an ARM and an MDM of %.2fM non-embedding parameters, each %.3g FLOPs%n"
            + "(%,d steps of %,.0f bytes) on State of the Union addresses 1790–2021; about %s%n%n",
        first.model().nonEmbeddingParameters() / 1e6,
        first.flops(),
        first.steps(),
        first.tokensPerStep(),
        TimeSpan.text(minutes * 60));

    double[] yardsticks = plan.nGramBitsPerByte(data);
    List<Trained> trained = new ArrayList<>();
    for (ModelFamily family : List.of(ModelFamily.ARM, ModelFamily.MDM)) {
      trained.add(train(plan.run(family), plan, data, folder));
    }

    out.println();
    TextTable table = table(data, yardsticks, trained);
    Output.print(table);
    out.println();
    String samples = samples(plan, data, trained);
    out.println(samples);
    AtomicFile.writeString(folder.resolve("samples.txt"), samples);
    AtomicFile.writeString(folder.resolve("summary.md"), table.toMarkdown());
    figure(data, yardsticks, trained).write(folder.resolve("figures").resolve("losses"));
    out.println("run folder  " + folder);
    out.println("loss curves " + folder.resolve("figures").resolve("losses.svg"));
    out.println(
        "continue    ./smdm sample %s --prompt \"My fellow citizens\""
            .formatted(folder.resolve("mdm")));
    return 0;
  }

  private Trained train(RunConfig config, Quickstart plan, TrainingData data, Path folder) {
    TrainingOutcome outcome;
    try (TrainingProgress progress =
        new TrainingProgress(config.objective().family().name(), "", data.bytesPerToken())) {
      outcome =
          new TrainingSession(folder, false, progress, Parallelism.none())
              .run(config, new PretrainingTask(config, data));
    }
    if (!outcome.isFinished()) {
      throw new UserException(
          "stopped after step %d; begin again with ./smdm quickstart".formatted(outcome.step()));
    }
    try (NDManager manager = Torch.newManager(config.device());
        Transformer model = load(manager, config, outcome.folder())) {
      Validation validation = plan.finalValidation(config, data);
      return new Trained(config, outcome.folder(), validation.run(model));
    }
  }

  private static Transformer load(NDManager manager, RunConfig config, RunFolder folder) {
    return ModelFile.read(
        manager,
        CheckpointFolders.modelFile(folder.path()),
        config.model(),
        config.objective().family());
  }

  private static TextTable table(TrainingData data, double[] yardsticks, List<Trained> trained) {
    record Row(
        String model,
        double bits,
        Double error,
        Integer documents,
        boolean isExact,
        Double flops) {}
    List<Row> rows = new ArrayList<>();
    for (int order = 1; order <= yardsticks.length; order++) {
      rows.add(
          new Row(order + "-gram (Kneser-Ney)", yardsticks[order - 1], null, null, true, null));
    }
    for (Trained t : trained) {
      ModelFamily family = t.config().objective().family();
      rows.add(
          new Row(
              family.name(),
              t.validation().bitsPerByte(data.bytesPerToken()),
              t.validation().bitsPerByteError(data.bytesPerToken()),
              t.validation().documents(),
              family == ModelFamily.ARM,
              t.config().flops()));
    }
    return Columns.of(rows)
        .add("model", Row::model)
        .add("bits per byte", "%.3f", Row::bits)
        .add("± s.e.", "%.3f", Row::error)
        .add("documents", "%,d", Row::documents)
        .add("likelihood", row -> row.isExact ? "exact" : "upper bound")
        .add("FLOPs", "%.3g", Row::flops)
        .table();
  }

  private String samples(Quickstart plan, TrainingData data, List<Trained> trained) {
    StringBuilder text = new StringBuilder();
    for (Trained t : trained) {
      try (NDManager manager = Torch.newManager(t.config().device());
          Transformer model = load(manager, t.config(), t.folder())) {
        int length = t.config().model().blockSize();
        TextSampler sampler =
            new TextSampler(
                model,
                data.tokenizer(),
                OptionalInt.empty(),
                new SamplingConfig(length, length, plan.temperature()),
                new RandomStreams(seed));
        List<String> texts = sampler.sample("", SAMPLES);
        for (int i = 0; i < texts.size(); i++) {
          text.append(
              "── %s, sample %d ──%n%s%n%n"
                  .formatted(t.config().objective().family(), i + 1, texts.get(i).strip()));
        }
      }
    }
    return text.toString();
  }

  private static RunComparison figure(
      TrainingData data, double[] yardsticks, List<Trained> trained) {
    Map<String, Path> runs = new LinkedHashMap<>();
    for (Trained t : trained) {
      runs.put(t.config().objective().family().name(), t.folder().metrics());
    }
    List<ReferenceLine> references = new ArrayList<>();
    for (int order = 1; order <= yardsticks.length; order++) {
      references.add(new ReferenceLine(order + "-gram", yardsticks[order - 1]));
    }
    RunComparison.Look look =
        RunComparison.Look.of(RunQuantity.LOSS).inBitsPerByte(data.bytesPerToken(), references);
    return new RunComparison(runs, RunQuantity.LOSS, RunProgress.TOKENS, look);
  }
}
