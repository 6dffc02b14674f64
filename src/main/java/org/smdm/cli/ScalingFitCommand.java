package org.smdm.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.smdm.io.OutputLock;
import org.smdm.io.UserException;
import org.smdm.report.ScalingReport;
import org.smdm.scaling.FitOptions;
import org.smdm.scaling.ScalingCsv;
import org.smdm.scaling.ScalingData;
import org.smdm.scaling.ScalingFit;
import org.smdm.scaling.ScalingPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "fit",
    description =
        "Fits scaling laws to the runs of a plan, to a CSV file or to the paper's points.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ScalingFitCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE.csv|PLAN",
      description =
          "Runs (objective,budget,parameters,tokens,loss[,loss_error,run]; accuracy may stand for loss), optima"
              + " (objective,budget,optimal_parameters,optimal_loss), or a plan's folder; of several,"
              + " all together.")
  private List<Path> inputs = List.of();

  @Option(
      names = "--columns",
      split = ",",
      paramLabel = "COLUMN=NAME",
      description =
          "What CSV files from elsewhere call columns, as loss=val_loss,parameters=n_params.")
  private Map<String, String> columns = Map.of();

  @Option(names = "--paper", description = "Fit the paper's points, digitised from its figures.")
  private boolean paper;

  @Option(
      names = "--resamples",
      description = "Bootstrap replicates (default 2000; 400 of the parametric form).")
  private Integer resamples;

  @Option(names = "--seed", description = "Of the bootstrap (default 3407).")
  private Long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder for fit.json, fit.md, laws.csv and figures (default: fit in the first plan's folder,"
              + " results/scaling/NAME otherwise).")
  private Path out;

  @Override
  public Integer call() {
    if (inputs.isEmpty() != paper) {
      throw new UserException(
          inputs.isEmpty()
              ? "nothing to fit is given: name a CSV file or a plan's folder, or write --paper"
              : "a file and --paper are both given: leave out one");
    }
    FitOptions options = FitOptions.standard();
    options = resamples == null ? options : options.withResamples(resamples);
    options = seed == null ? options : options.withSeed(seed);
    Path folder = out == null ? usualFolder() : out;
    FitOptions chosen = options;
    return OutputLock.during(folder, () -> fit(folder, chosen));
  }

  private int fit(Path folder, FitOptions options) {
    ScalingReport report = new ScalingReport(ScalingFit.of(data(), options));
    List<String> figures = report.write(folder);
    System.out.print(report.toText(Output.columns()));
    System.out.println("written to " + folder + "; figures: " + String.join(", ", figures));
    return 0;
  }

  private ScalingData data() {
    if (paper) {
      return ScalingData.paper();
    }
    return ScalingData.of(inputs.stream().map(this::read).toList());
  }

  private ScalingData read(Path input) {
    if (!Files.isDirectory(input)) {
      return ScalingCsv.read(input, columns);
    }
    ScalingData data = ScalingPlan.open(input).results();
    ScalingCsv.write(
        input.resolve("runs.csv"), data, List.of("written by ./smdm scaling fit " + input));
    return data;
  }

  private Path usualFolder() {
    if (paper) {
      return Path.of("results", "scaling", "paper");
    }
    Path first = inputs.get(0);
    return Files.isDirectory(first)
        ? first.resolve("fit")
        : Path.of("results", "scaling", first.getFileName().toString().replaceFirst("\\.csv$", ""));
  }
}
