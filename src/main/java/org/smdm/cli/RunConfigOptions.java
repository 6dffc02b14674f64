package org.smdm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.smdm.config.BatchConfig;
import org.smdm.config.BudgetConfig;
import org.smdm.config.CheckpointConfig;
import org.smdm.config.DataConfig;
import org.smdm.config.LossWeighting;
import org.smdm.config.MaskCount;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.ModelSizes;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.OptimizerConfig;
import org.smdm.config.Precision;
import org.smdm.config.ReferencePlan;
import org.smdm.config.RunConfig;
import org.smdm.config.TimeSampling;
import org.smdm.config.UserException;
import org.smdm.config.ValidationConfig;
import org.smdm.config.WarmupRule;
import org.smdm.data.PrepareManifest;
import org.smdm.data.Tokenizers;
import picocli.CommandLine.Option;

/** The options that describe a run, and the config that they expand to. */
final class RunConfigOptions {

  private static final String PACKED_FOLDER = "data/slim_star_combined";
  private static final String PACKED_TOKENIZER = "data/llama-2/tokenizer.json";

  @Option(
      names = "--model",
      paramLabel = "MILLIONS",
      description = "Named size in millions of non-embedding parameters (6 … 2121).")
  Integer millions;

  @Option(names = "--layers", description = "Layers of a free shape (default 4).")
  int layers = 4;

  @Option(names = "--heads", description = "Attention heads of a free shape (default 4).")
  int heads = 4;

  @Option(
      names = "--query-groups",
      description = "Key/value heads of a free shape (default: as many as heads).")
  Integer queryGroups;

  @Option(names = "--embd", description = "Width of a free shape (default 128).")
  int embd = 128;

  @Option(names = "--ffn", description = "Feed-forward width (default: 4 times embd).")
  Integer ffn;

  @Option(
      names = "--block-size",
      description = "Tokens per sequence (default: 2048 for named sizes, 256 for free shapes).")
  Integer blockSize;

  @Option(names = "--objective", description = "mdm or arm (default mdm).")
  ModelFamily family = ModelFamily.MDM;

  @Option(
      names = "--ssl-ratio",
      description = "Share of MDM batches cut to a random length (default 0).")
  double sslRatio;

  @Option(
      names = "--times",
      description = "MDM training times: UNIFORM (default) or LOW_DISCREPANCY.")
  TimeSampling times = TimeSampling.UNIFORM;

  @Option(
      names = "--mask-count",
      description = "MDM masks per sequence: BERNOULLI (default, the paper's) or STRATIFIED.")
  MaskCount maskCount = MaskCount.BERNOULLI;

  @Option(
      names = "--weighting",
      description = "MDM training loss: BOUND (default, the paper's) or UNIFORM.")
  LossWeighting weighting = LossWeighting.BOUND;

  @Option(names = "--flops", description = "Budget: 6·N·D floating-point operations, as 10e18.")
  Double flops;

  @Option(names = "--steps", description = "Budget: optimiser steps.")
  Long steps;

  @Option(
      names = "--data",
      description =
          "sotu (embedded speeches), a text or JSONL file, a folder of them, or a folder of packed"
              + " .bin files, as ./smdm prepare makes (default: sotu for free shapes, "
              + PACKED_FOLDER
              + " for named sizes).")
  String data;

  @Option(
      names = "--tokenizer",
      description = "bytes, a tokenizer.json or its folder (default: bytes for text).")
  String tokenizer;

  @Option(
      names = "--batch-size",
      description = "Sequences per step (default: 256 for named sizes, 16 for free shapes).")
  Integer globalBatchSize;

  @Option(names = "--micro-batch-size", description = "Sequences per forward pass.")
  Integer microBatchSize;

  @Option(
      names = "--lr",
      description =
          "Peak learning rate, decaying to a tenth (default: 2e-4 for named sizes, 2e-3 for free"
              + " shapes).")
  Double learningRate;

  @Option(
      names = "--reference-warmup",
      description = "Warm up over at least 100 steps even in short runs, as the reference.")
  boolean referenceWarmup;

  @Option(names = "--seed", description = "Root of all random streams (default ${DEFAULT-VALUE}).")
  long seed = RunConfig.DEFAULT_SEED;

  @Option(names = "--device", description = "cpu, cuda or cuda:N (default ${DEFAULT-VALUE}).")
  String device = "cpu";

  @Option(
      names = "--precision",
      description = "Matrix products in FP32 or BF16 (default ${DEFAULT-VALUE}).")
  Precision precision = Precision.FP32;

  @Option(
      names = "--activation-checkpointing",
      description = "Computes activations twice instead of keeping them: slower, less memory.")
  boolean activationCheckpointing;

  @Option(
      names = "--skip-above-norm",
      description =
          "Skips and counts steps whose gradient norm is above so many times its running mean"
              + " (default 0: none).")
  double skipAboveNorm;

  @Option(
      names = "--validate-every",
      description = "Steps between validations; 0: at the end (default 0).")
  long validateEvery;

  @Option(
      names = "--validation-sequences",
      description = "Sequences per validation (default ${DEFAULT-VALUE}).")
  int validationSequences = 256;

  @Option(
      names = "--mc-samples",
      description = "Monte-Carlo samples per MDM validation sequence (default ${DEFAULT-VALUE}).")
  int monteCarloSamples = 16;

  @Option(
      names = "--save-every",
      description = "Steps between checkpoints; 0: at the end (default 0).")
  long saveEvery;

  @Option(
      names = "--keep-last",
      description = "Latest checkpoints that stay (default ${DEFAULT-VALUE}).")
  int keepLast = CheckpointConfig.atEnd().keepLast();

  @Option(
      names = "--keep-best",
      description = "Checkpoints of the lowest validation losses that stay (default 0).")
  int keepBest;

  @Option(
      names = "--name",
      description = "Name of the run's folder (default: as mdm-170M-10e18-rsl-0.01).")
  String name;

  @Option(
      names = "--results",
      description = "Parent of all run folders (default ${DEFAULT-VALUE}).")
  Path results = Path.of("results");

  /** Expands the options. */
  RunConfig expand() {
    if (flops == null && steps == null) {
      throw new UserException("no budget is given: write --flops, as 10e18, or --steps");
    }
    boolean named = millions != null;
    DataConfig dataConfig = data(named);
    ModelConfig model = model(vocabSize(dataConfig, named));
    int global = globalBatchSize != null ? globalBatchSize : named ? 256 : 16;
    int micro =
        microBatchSize != null
            ? microBatchSize
            : Math.min(global, named ? ReferencePlan.microBatchSize(millions, family) : 16);
    ObjectiveConfig objective =
        family == ModelFamily.ARM
            ? new ObjectiveConfig.Autoregressive()
            : new ObjectiveConfig.MaskedDiffusion(1e-3, times, maskCount, weighting, sslRatio);
    if (family == ModelFamily.ARM && sslRatio != 0) {
      throw new UserException("--ssl-ratio cuts MDM batches: leave it out with --objective arm");
    }
    OptimizerConfig reference = OptimizerConfig.reference();
    OptimizerConfig optimizer =
        new OptimizerConfig(
            reference.learningRate(),
            reference.minLearningRate(),
            referenceWarmup ? WarmupRule.REFERENCE : WarmupRule.SCALED,
            reference.beta1(),
            reference.beta2(),
            reference.eps(),
            reference.weightDecay(),
            reference.gradientClip(),
            skipAboveNorm);
    if (learningRate != null || !named) {
      optimizer = optimizer.withPeak(learningRate != null ? learningRate : 2e-3);
    }
    return new RunConfig(
        name != null ? name : defaultName(model),
        seed,
        device,
        precision,
        model,
        objective,
        dataConfig,
        optimizer,
        new BudgetConfig(flops, steps),
        new BatchConfig(global, micro),
        new ValidationConfig(validateEvery, validationSequences, monteCarloSamples),
        new CheckpointConfig(saveEvery, keepLast, keepBest),
        activationCheckpointing);
  }

  private ModelConfig model(int vocabSize) {
    if (millions != null) {
      ModelConfig size = ModelSizes.named(millions);
      return ModelConfig.of(
          blockSize != null ? blockSize : size.blockSize(),
          vocabSize,
          size.layers(),
          size.heads(),
          size.embd(),
          size.ffn());
    }
    ModelConfig shape =
        ModelConfig.of(
            blockSize != null ? blockSize : 256,
            vocabSize,
            layers,
            heads,
            embd,
            ffn != null ? ffn : 4 * embd);
    return queryGroups == null ? shape : shape.withQueryGroups(queryGroups);
  }

  private DataConfig data(boolean named) {
    String source = data != null ? data : named ? PACKED_FOLDER : "sotu";
    Optional<PrepareManifest> prepared = PrepareManifest.in(Path.of(source));
    if (prepared.isPresent()) {
      return PreparedData.config(
          source, tokenizer != null ? tokenizer : prepared.get().tokenizer(), prepared.get());
    }
    if (source.equals(PACKED_FOLDER) || holdsShards(Path.of(source))) {
      return new DataConfig.Packed(
          source,
          tokenizer != null ? tokenizer : PACKED_TOKENIZER,
          List.of(
              new DataConfig.WeightedPrefix("train_slim", 1),
              new DataConfig.WeightedPrefix("train_star", 0)),
          "validation",
          8);
    }
    return new DataConfig.Text(source, tokenizer != null ? tokenizer : "bytes", 0.05);
  }

  /** Tells a folder of packed shards from a folder of text. */
  private static boolean holdsShards(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.getFileName().toString().endsWith(".bin"));
    } catch (IOException e) {
      throw new UserException(
          folder + " cannot be read (" + e.getMessage() + "): give a readable folder", e);
    }
  }

  private static int vocabSize(DataConfig data, boolean named) {
    // A named size on packed data is the paper's model; its tokenizer need not be here to say so.
    return named && data instanceof DataConfig.Packed
        ? ModelSizes.named(6).vocabSize()
        : Tokenizers.load(data.tokenizer()).vocabSize();
  }

  /** FAMILY-SIZE-FLOPS or FAMILY-SIZE-STEPS, with the options that the paper's files name. */
  private String defaultName(ModelConfig model) {
    String size =
        millions != null
            ? millions + "M"
            : "%.1fM".formatted(model.nonEmbeddingParameters() / 1e6).replace(',', '.');
    String budget = flops != null ? exponent(flops) : steps + "steps";
    return family.label()
        + "-"
        + size
        + "-"
        + budget
        + (sslRatio > 0 ? "-rsl-" + sslRatio : "")
        + (globalBatchSize != null && millions != null && globalBatchSize != 256
            ? "-bs-" + globalBatchSize
            : "");
  }

  private static String exponent(double flops) {
    if (flops >= 1e17) {
      return number(flops / 1e18) + "e18";
    }
    return String.format(Locale.ROOT, "%.3g", flops).replace("+", "");
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
