package org.smdm.notebook;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.smdm.chart.LineChart;
import org.smdm.config.ConfigJson;
import org.smdm.config.ModelFamily;
import org.smdm.config.RunConfig;
import org.smdm.config.SamplingConfig;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.io.UserException;
import org.smdm.model.Transformer;
import org.smdm.model.checkpoint.SavedModel;
import org.smdm.record.RunFolder;
import org.smdm.record.RunStatus;
import org.smdm.report.MaskRatioFigure;
import org.smdm.report.MetricsTable;
import org.smdm.report.RunComparison;
import org.smdm.report.RunFinder;
import org.smdm.report.RunProgress;
import org.smdm.report.RunQuantity;
import org.smdm.sample.BlankText;
import org.smdm.sample.TextSampler;
import org.smdm.sample.TrajectoryRecorder;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/** A run on disk: what it was asked to do, how it went, and the model that came of it. */
public final class Run {

  private final RunFolder folder;

  private Run(RunFolder folder) {
    this.folder = folder;
  }

  /**
   * A run by its folder.
   *
   * @param folder that training made
   * @throws UserException when it is none
   */
  public static Run in(Path folder) {
    if (!RunFinder.isRun(folder)) {
      throw new UserException(
          folder + " is no run: give the name of a folder below results, or its path");
    }
    return new Run(new RunFolder(folder));
  }

  /** A run that may not have begun. */
  static Run at(Path folder) {
    return new Run(new RunFolder(folder));
  }

  /** Name of the run. */
  public String name() {
    return folder.path().getFileName().toString();
  }

  /** Folder of the run. */
  public Path folder() {
    return folder.path();
  }

  RunFolder files() {
    return folder;
  }

  /**
   * What the run was asked to do.
   *
   * @throws UserException when it cannot be read
   */
  public RunConfig config() {
    return ConfigJson.read(folder.config(), RunConfig.class);
  }

  /** {@code running}, {@code finished}, {@code stopped}, {@code failed} or {@code interrupted}. */
  public String state() {
    return RunStatus.read(folder).state();
  }

  /** One row per step and per validation; missing where nothing was measured. */
  public Table metrics() {
    return MetricsTable.read(folder.metrics());
  }

  /** Training loss of every step in nats per token. */
  public double[] losses() {
    Table metrics = metrics();
    return metrics
        .where(metrics.numberColumn("loss").isNotMissing())
        .numberColumn("loss")
        .asDoubleArray();
  }

  /** The last validation loss in nats per token; NaN without one. */
  public double validationLoss() {
    DoubleColumn validations = metrics().doubleColumn("validation_loss").removeMissing();
    return validations.isEmpty() ? Double.NaN : validations.get(validations.size() - 1);
  }

  /** Losses over tokens, training as a line, validations as points. */
  public LineChart lossChart() {
    return chart(RunQuantity.LOSS);
  }

  /**
   * Any quantity over tokens.
   *
   * @param quantity as {@code GRADIENT_NORM}
   */
  public LineChart chart(RunQuantity quantity) {
    Map<String, Path> run = Map.of(name(), folder.metrics());
    return new RunComparison(run, quantity, RunProgress.TOKENS, RunComparison.Look.of(quantity))
        .chart();
  }

  /**
   * The cross-entropy of masked tokens by mask ratio at the last validation.
   *
   * @throws UserException for an ARM
   */
  public LineChart maskRatioChart() {
    return new MaskRatioFigure(Map.of(name(), folder.metricsLines())).chart();
  }

  /** The last checkpoint's weights and card. */
  public SavedModel checkpoint() {
    return SavedModel.of(folder.path());
  }

  /** The last checkpoint in memory, to look into; close it when done. */
  public OpenModel open() {
    return new OpenModel(name(), checkpoint(), config().device());
  }

  /**
   * Draws texts from the last checkpoint with the run's seed.
   *
   * @param prompt that each begins with; may be empty
   * @param count how many
   * @param sampling length, steps and temperature
   */
  public Samples sample(String prompt, int count, SamplingConfig sampling) {
    if (count < 1) {
      throw new UserException("count is " + count + ": write at least 1");
    }
    RunConfig config = config();
    SavedModel saved = checkpoint();
    try (NDManager manager = Torch.newManager(config.device());
        Transformer model = saved.load(manager)) {
      List<String> texts =
          new TextSampler(
                  model,
                  saved.tokenizer(),
                  OptionalInt.empty(),
                  sampling,
                  new RandomStreams(config.seed()))
              .sample(prompt, count);
      return new Samples(name(), prompt, texts, sampling);
    }
  }

  /**
   * Draws texts as {@link #sample} does, and keeps how they come to be.
   *
   * @param prompt that each begins with; may be empty
   * @param count how many
   * @param sampling how to draw them
   * @throws UserException when the prompt leaves no room
   */
  public Replay watch(String prompt, int count, SamplingConfig sampling) {
    return replay(count, sampling, (sampler, loaded) -> sampler.template(prompt));
  }

  /**
   * Fills the blanks of a text, and keeps how.
   *
   * @param text with {@code ▢} for a masked token and {@code ▢{12}} for twelve
   * @param count how many times
   * @param sampling how to draw; the length is the text's
   * @throws UserException for an ARM, for a text without blanks or one too long
   */
  public Replay fill(String text, int count, SamplingConfig sampling) {
    return replay(
        count,
        sampling,
        (sampler, model) -> {
          if (model.family() == ModelFamily.ARM) {
            throw new UserException(
                "an ARM writes behind a prompt and fills no blanks: give an MDM, or sample");
          }
          if (!BlankText.hasBlanks(text)) {
            throw new UserException(
                "nothing is blank: write %1$c for a masked token, %1$c{12} for twelve"
                    .formatted(BlankText.BLANK));
          }
          return BlankText.encode(text, checkpoint().tokenizer(), model.config().maskId());
        });
  }

  private interface Template {
    int[] of(TextSampler sampler, Transformer model);
  }

  private Replay replay(int count, SamplingConfig sampling, Template template) {
    if (count < 1) {
      throw new UserException("count is " + count + ": write at least 1");
    }
    RunConfig config = config();
    SavedModel saved = checkpoint();
    try (NDManager manager = Torch.newManager(config.device());
        Transformer model = saved.load(manager)) {
      RandomStreams streams = new RandomStreams(config.seed());
      Tokenizer tokenizer = saved.tokenizer();
      int[] ids =
          template.of(
              new TextSampler(model, tokenizer, OptionalInt.empty(), sampling, streams), model);
      SamplingConfig whole =
          model.family() == ModelFamily.MDM ? sampling.withLength(ids.length) : sampling;
      TrajectoryRecorder recorder = new TrajectoryRecorder(model.config().maskId());
      List<String> texts =
          new TextSampler(model, tokenizer, OptionalInt.empty(), whole, streams)
              .sample(
                  Collections.nCopies(count, ids), LongStream.range(0, count).toArray(), recorder);
      return new Replay(name(), tokenizer, whole, texts, recorder.trajectories());
    }
  }

  Shown shown() {
    return Comparison.of(List.of(this)).shown();
  }

  /** Name, state and folder. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s in %s", name(), folder.path());
  }
}
