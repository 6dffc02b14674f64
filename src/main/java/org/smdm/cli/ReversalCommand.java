package org.smdm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import org.smdm.config.ConfigJson;
import org.smdm.config.GuidanceConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.RunConfig;
import org.smdm.config.SamplingConfig;
import org.smdm.config.Settings;
import org.smdm.eval.reversal.Questionnaire;
import org.smdm.eval.reversal.ReversalPlan;
import org.smdm.eval.reversal.ReversalResult;
import org.smdm.eval.reversal.ReversalStudy;
import org.smdm.io.OutputLock;
import org.smdm.io.UserException;
import org.smdm.model.checkpoint.ReadableModel;
import org.smdm.record.RunFolder;
import org.smdm.report.ReversalReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "reversal",
    description =
        "The reversal curse: trains small ARMs and MDMs on made-up people told in one direction and"
            + " asks them in both, and with blanks; with --data, asks checkpoints the published"
            + " questions.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ReversalCommand implements Callable<Integer> {

  @Spec private CommandSpec command;

  private static final ReversalPlan USUAL = ReversalPlan.usual();

  @Option(names = "--seeds", description = "How many models of each family (default 3).")
  private int seeds = USUAL.seeds().size();

  @Mixin private final SettingOptions settings = new SettingOptions(ReversalPlan.class);

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "The published data, as june_version_7921032488; needs --checkpoint.")
  private Path data;

  @Option(
      names = "--checkpoint",
      paramLabel = "RUN",
      description = "A model to ask the questions of --data; may be given several times.")
  private List<Path> checkpoints = new ArrayList<>();

  @Option(
      names = "--tokenizer",
      description =
          "With --data: bytes, a tokenizer.json or its folder. Begins with its begin of text and asks"
              + " one prompt at a time, as the reference does (default: the model's).")
  private String tokenizer;

  @Option(
      names = "--limit",
      description = "With --data: most prompts of each question (default: all 300).")
  private int limit;

  @Option(
      names = "--sampling",
      paramLabel = "FILE",
      description = "With --data: sampling config as JSON (default: the paper's).")
  private Path sampling;

  @Option(
      names = "--name",
      description = "Name of the folder; what was interrupted there goes on (default: a new one).")
  private String name;

  @Option(names = "--results", description = "Parent of the folder (default ${DEFAULT-VALUE}).")
  private Path results = Path.of("results");

  @Override
  public Integer call() {
    if ((data == null) != checkpoints.isEmpty()) {
      throw new UserException("--data and --checkpoint belong together: give both or neither");
    }
    Path folder = results.resolve(name != null ? name : RunFolder.freeName(results, "reversal"));
    ReversalReport report = ReversalReport.of(data == null ? study(folder) : published(folder));
    report.write(folder);
    Output.print(report.table());
    System.out.println();
    System.out.println("table, chart and all answers  " + folder);
    return 0;
  }

  private List<ReversalResult> study(Path folder) {
    GivenOptions.requirePositive("--seeds", seeds);
    GivenOptions.refuse(command, "without --data", "--tokenizer", "--limit", "--sampling");
    ReversalPlan plan = Settings.with(USUAL.withSeeds(seeds), settings.given());
    List<TrainingProgress> shown = new ArrayList<>();
    try {
      return new ReversalStudy(plan, folder)
          .run(
              config -> {
                TrainingProgress progress =
                    new TrainingProgress(config.name(), summary(config), Double.NaN);
                shown.add(progress);
                return progress;
              });
    } finally {
      shown.forEach(TrainingProgress::close);
    }
  }

  private static String summary(RunConfig config) {
    return String.format(
        Locale.ROOT,
        "%s: %,d parameters, %,d steps of %d texts",
        config.name(),
        config.model().parameters(config.objective().family()),
        config.steps(),
        config.batch().globalBatchSize());
  }

  private List<ReversalResult> published(Path folder) {
    OutputLock lock = OutputLock.ofFolder(folder, "written by another process");
    try (lock) {
      return published();
    }
  }

  private List<ReversalResult> published() {
    GivenOptions.refuse(
        command,
        "with --data, which trains nothing",
        "--seeds",
        "--people",
        "--both",
        "--steps",
        "--layers",
        "--embd");
    Questionnaire test = Questionnaire.read(data, limit);
    SamplingConfig config =
        sampling != null
            ? ConfigJson.read(sampling, SamplingConfig.class)
            : Questionnaire.paperSampling(tokenizer != null);
    Map<String, Object> given = settings.given();
    if (given.get("guidance") instanceof Double scale) {
      config = config.withGuidance(GuidanceConfig.constant(scale));
    }
    String device = (String) given.getOrDefault("device", USUAL.device());
    List<ReversalResult> answered = new ArrayList<>();
    Set<Path> distinct = new LinkedHashSet<>(checkpoints);
    for (Path checkpoint : distinct) {
      ReadableModel saved = ReadableModel.of(checkpoint, null, ModelFamily.MDM, tokenizer);
      String shown =
          "%s (%s)".formatted(checkpoint.normalize().getFileName(), saved.family().name());
      OptionalInt begin = tokenizer == null ? OptionalInt.empty() : saved.tokenizer().beginOfText();
      answered.add(
          ReversalStudy.ask(shown, saved, begin, test, config, RunConfig.DEFAULT_SEED, device));
    }
    return answered;
  }
}
