package org.smdm.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.smdm.config.BatchConfig;
import org.smdm.config.BudgetConfig;
import org.smdm.config.CheckpointConfig;
import org.smdm.config.DataConfig;
import org.smdm.config.ExampleTask;
import org.smdm.config.MaskCount;
import org.smdm.config.ModelFamily;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.RunConfig;
import org.smdm.config.SegmentFormat;
import org.smdm.config.Settings;
import org.smdm.config.StartConfig;
import org.smdm.config.ValidationConfig;
import org.smdm.finetune.ExampleSet;
import org.smdm.finetune.TaskDefaults;
import org.smdm.io.UserException;
import org.smdm.lab.RunSettings;
import org.smdm.model.checkpoint.SavedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "finetune",
    description =
        "Fine-tunes a checkpoint on prompts and answers: GSM8K, ShareGPT, the reversal curse's data"
            + " or JSON lines of your own.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class FinetuneCommand implements Callable<Integer> {

  @Spec private CommandSpec command;

  @Option(
      names = "--checkpoint",
      required = true,
      description = "What to begin with: a run folder, a checkpoint or a file of weights.")
  private Path checkpoint;

  @Option(
      names = "--task",
      required = true,
      paramLabel = "TASK",
      description =
          "reverse, gsm8k, sharegpt or prompts; or the path of JSON lines with \"prompt\" and"
              + " \"completion\", which is prompts with --data FILE.")
  private String task;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "The examples as published: all_prompts_train.jsonl (reverse), train.txt of"
              + " question||thought #### answer (gsm8k), a JSON array of conversations (sharegpt).")
  private Path data;

  @Mixin private WeightsOptions weights;

  @Option(
      names = "--epochs",
      description = "Times to read each example (gsm8k 40, reverse 10, else 3).")
  private Double epochs;

  @Option(names = "--steps", description = "Optimiser steps, instead of epochs.")
  private Long steps;

  @Option(
      names = "--batch-size",
      description = "Examples per step (gsm8k and sharegpt 256, reverse 64, else 16).")
  private Integer batchSize;

  @Option(
      names = "--micro-batch-size",
      description = "Examples per forward pass (default: up to 16).")
  private Integer microBatchSize;

  @Option(
      names = "--lr",
      description = "Peak learning rate, decaying to a tenth (default ${DEFAULT-VALUE}).")
  private double learningRate = 2e-4;

  @Option(
      names = "--length",
      description = "Most tokens of a sequence (gsm8k 256, else the model's block size).")
  private Integer length;

  @Option(
      names = "--cfg",
      paramLabel = "P",
      description =
          "Probability of masking a batch's prompts whole, for standard guidance (default 0: for"
              + " unsupervised guidance, which needs none).")
  private double promptDropout;

  @Option(
      names = "--format",
      description = "plain (default), or reference: a begin of text before every part.")
  private SegmentFormat format = SegmentFormat.PLAIN;

  @Option(
      names = "--learn-prompts",
      negatable = true,
      description = "Prompts are masked and learnt too (reverse does, as the reference).")
  private Boolean learnsPrompts;

  @Option(
      names = "--validation-fraction",
      description = "Share of the entries held back (reverse 0, prompts 0.05, else 0.01).")
  private Double validationFraction;

  /** What is said of fine-tuning as of pretraining. */
  @Mixin
  private final SettingOptions settings =
      new SettingOptions(
          RunSettings.class,
          "times",
          "weighting",
          "seed",
          "device",
          "precision",
          "activationCheckpointing",
          "validateEvery",
          "saveEvery");

  @Option(names = "--name", description = "Name of the run's folder (default: as mdm-gsm8k).")
  private String name;

  @Mixin private SaveConfigOption saving;

  @Mixin private TrainingOptions training;

  @Mixin private RankOptions ranks;

  @Override
  public Integer call() {
    SavedModel saved = weights.saved(command, checkpoint);
    if (saved.family() == ModelFamily.ARM) {
      GivenOptions.refuse(
          command, "to an ARM, which has no masks", "--cfg", "--times", "--weighting");
    }
    DataConfig.Examples examples = examples(saved);
    ExampleSet read = ExampleSet.read(examples, saved.tokenizer());
    RunConfig config = config(saved, examples, read);
    return saving.save(config)
        ? 0
        : ranks.run(
            all -> {
              if (all.isLeader()) {
                report(examples, read);
              }
              return training.train(config, name != null, all);
            });
  }

  private static void report(DataConfig.Examples examples, ExampleSet read) {
    System.err.printf(
        Locale.ROOT,
        "%,d examples to learn from, %,d held back; %,d passed over, %,d answers cut%n",
        read.train().size(),
        examples.validationFraction() == 0 ? 0 : read.validation().size(),
        read.passedOver(),
        read.cut());
  }

  private DataConfig.Examples examples(SavedModel saved) {
    ExampleTask kind = kind();
    TaskDefaults defaults = TaskDefaults.of(kind);
    int block = saved.blockSize();
    int usual = defaults.length() == 0 ? block : Math.min(defaults.length(), block);
    boolean learns = learnsPrompts != null ? learnsPrompts : defaults.learnsPrompts();
    return new DataConfig.Examples(
        kind,
        file(kind),
        saved.tokenizerName(),
        new StartConfig(checkpoint.toString(), saved.sha256()),
        format,
        length != null ? length : usual,
        defaults.isFixedLength(),
        learns,
        promptDropout,
        validationFraction != null ? validationFraction : defaults.validationFraction());
  }

  private ExampleTask kind() {
    for (ExampleTask known : ExampleTask.values()) {
      if (known.name().equalsIgnoreCase(task)) {
        return known;
      }
    }
    if (!Path.of(task).toFile().isFile()) {
      throw new UserException(
          "--task is '%s': write reverse, gsm8k, sharegpt or prompts, or the path of JSON lines"
              .formatted(task));
    }
    if (data != null) {
      throw new UserException("--task is a file already: leave out --data");
    }
    return ExampleTask.PROMPTS;
  }

  private String file(ExampleTask kind) {
    if (data != null) {
      return data.toString();
    }
    if (kind == ExampleTask.PROMPTS && Path.of(task).toFile().isFile()) {
      return task;
    }
    throw new UserException(
        "--data is missing: give the file of examples of the task "
            + task.toLowerCase(Locale.ROOT));
  }

  private RunConfig config(SavedModel saved, DataConfig.Examples examples, ExampleSet read) {
    if (epochs != null && steps != null) {
      throw new UserException("--epochs and --steps are both given: give one of them");
    }
    if (epochs != null && !(epochs > 0 && Double.isFinite(epochs))) {
      throw new UserException("--epochs is " + epochs + ": write a number above 0");
    }
    RunSettings said =
        Settings.usual(Settings.with(Settings.none(RunSettings.class), settings.given()));
    TaskDefaults defaults = TaskDefaults.of(examples.task());
    int global = batchSize != null ? batchSize : defaults.batchSize();
    int micro = microBatchSize != null ? microBatchSize : largestDivisor(global);
    double passes = epochs != null ? epochs : defaults.epochs();
    ObjectiveConfig objective =
        saved.family() == ModelFamily.ARM
            ? new ObjectiveConfig.Autoregressive()
            : new ObjectiveConfig.MaskedDiffusion(
                1e-3, said.times(), MaskCount.BERNOULLI, said.weighting(), 0);
    String usual = saved.family().label() + "-" + examples.task().name().toLowerCase(Locale.ROOT);
    return new RunConfig(
        name != null ? name : usual,
        said.seed(),
        said.device(),
        said.precision(),
        saved.card().model(),
        objective,
        examples,
        TaskDefaults.optimizer(learningRate),
        BudgetConfig.steps(steps != null ? steps : read.steps(passes, global)),
        new BatchConfig(global, micro),
        new ValidationConfig(said.validateEvery(), 256, 16),
        new CheckpointConfig(said.saveEvery(), CheckpointConfig.atEnd().keepLast(), 0),
        said.activationCheckpointing());
  }

  private static int largestDivisor(int global) {
    int micro = Math.min(16, Math.max(1, global));
    while (global % micro != 0) {
      micro--;
    }
    return micro;
  }
}
