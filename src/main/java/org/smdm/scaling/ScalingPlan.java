package org.smdm.scaling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.smdm.config.ConfigJson;
import org.smdm.config.RunConfig;
import org.smdm.config.ScalingConfig;
import org.smdm.config.TokenFlops;
import org.smdm.io.AtomicFile;
import org.smdm.io.OutputLock;
import org.smdm.io.UserException;
import org.smdm.record.RunFolder;
import org.smdm.record.RunResult;
import org.smdm.train.MemoryPlan;

/**
 * A folder with a study's {@code plan.json}, a config per run in {@code configs/} and the run
 * folders in {@code runs/}.
 *
 * @param folder of the plan
 * @param study what is compared
 * @param planned its runs, in the order of the queue: cheap budgets first
 */
public record ScalingPlan(Path folder, ScalingConfig study, List<PlannedRun> planned) {

  private static final String FILE = "plan.json";

  /** What the file holds. */
  private record PlanFile(ScalingConfig study, List<PlannedRun> runs) {}

  /**
   * Writes a plan.
   *
   * @param folder new or empty
   * @param study what to compare
   * @param trainingTokens of the training data; NaN when they are not at hand
   * @param secondsOfMeasuring per measured size; 0 measures nothing
   * @throws UserException when the grid is impossible or the folder is taken
   */
  public static ScalingPlan write(
      Path folder, ScalingConfig study, double trainingTokens, double secondsOfMeasuring) {
    OutputLock lock = OutputLock.ofFolder(folder, "written by another process");
    try (lock) {
      return writeNew(folder, study, trainingTokens, secondsOfMeasuring);
    }
  }

  private static ScalingPlan writeNew(
      Path folder, ScalingConfig study, double trainingTokens, double secondsOfMeasuring) {
    requireFree(folder);
    List<ScalingGrid.Cell> cells = ScalingGrid.cells(study, trainingTokens);
    List<RunConfig> configs = cells.stream().map(ScalingGrid.Cell::config).toList();
    Throughput throughput =
        secondsOfMeasuring > 0 ? Throughput.measure(configs, secondsOfMeasuring) : null;
    List<PlannedRun> runs = new ArrayList<>();
    for (ScalingGrid.Cell cell : cells) {
      RunConfig config = cell.config();
      runs.add(
          new PlannedRun(
              config.name(),
              cell.budget(),
              Double.isNaN(trainingTokens) ? null : ScalingGrid.tokens(config) / trainingTokens,
              throughput == null ? null : (Double) throughput.seconds(config),
              study.device().equals("cpu") ? MemoryPlan.of(config).bytes() : 0));
    }
    ScalingPlan plan = new ScalingPlan(folder, study, runs);
    configs.forEach(config -> config.save(plan.config(config.name()).toString()));
    // Last: a folder that has it is complete.
    AtomicFile.writeString(folder.resolve(FILE), ConfigJson.write(new PlanFile(study, runs)));
    return plan;
  }

  private static void requireFree(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      if (files.anyMatch(file -> file.endsWith(FILE) || file.endsWith("runs"))) {
        throw new UserException(
            folder + " holds a plan already: name another folder, or go on with that plan");
      }
    } catch (IOException e) {
      throw new UserException(folder + " cannot be read: check its permissions", e);
    }
  }

  /**
   * Opens a plan.
   *
   * @throws UserException when the folder holds none
   */
  public static ScalingPlan open(Path folder) {
    if (!Files.exists(folder.resolve(FILE))) {
      throw new UserException(
          "%s holds no %s: make one by ./smdm scaling plan --out %s"
              .formatted(folder, FILE, folder));
    }
    PlanFile file = ConfigJson.read(folder.resolve(FILE), PlanFile.class);
    return new ScalingPlan(folder, file.study(), List.copyOf(file.runs()));
  }

  /** The config file of a run. */
  public Path config(String run) {
    return folder.resolve("configs").resolve(run + ".json");
  }

  /** Parent of the run folders. */
  public Path runs() {
    return folder.resolve("runs");
  }

  /** The folder of a run. */
  public RunFolder run(String name) {
    return RunFolder.of(runs(), name);
  }

  /** Whether a run is finished. */
  public boolean isFinished(String name) {
    return result(name) != null;
  }

  private RunResult result(String name) {
    RunFolder run = run(name);
    return run.hasManifest() ? RunResult.read(run).orElse(null) : null;
  }

  /** The runs as planned: shapes and tokens, with a loss of 1 that means nothing. */
  public List<LossPoint> grid() {
    return planned.stream()
        .map(
            run -> {
              RunConfig config = ConfigJson.read(config(run.name()), RunConfig.class);
              return new LossPoint(
                  Family.of(config.objective().family()),
                  run.budget(),
                  config.model().nonEmbeddingParameters(),
                  ScalingGrid.tokens(config),
                  1,
                  Double.NaN,
                  run.name());
            })
        .toList();
  }

  /**
   * What the finished runs gave.
   *
   * @throws UserException when none is finished
   */
  public ScalingData results() {
    List<LossPoint> points = new ArrayList<>();
    for (PlannedRun planned : planned) {
      RunResult result = result(planned.name());
      if (result != null) {
        RunConfig config = ConfigJson.read(run(planned.name()).config(), RunConfig.class);
        points.add(
            new LossPoint(
                Family.of(config.objective().family()),
                planned.budget(),
                config.model().nonEmbeddingParameters(),
                ScalingGrid.tokens(config),
                result.loss(),
                result.standardError(),
                planned.name(),
                TokenFlops.of(config.model(), config.objective()).total()
                    * ScalingGrid.tokens(config),
                config.model().parameters(config.objective().family())));
      }
    }
    if (points.isEmpty()) {
      throw new UserException(
          "no run of %s is finished: train them by ./smdm scaling run %s"
              .formatted(folder, folder));
    }
    return new ScalingData(folder.toString(), points, List.of());
  }
}
