package org.smdm.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.smdm.config.BatchConfig;
import org.smdm.config.BudgetConfig;
import org.smdm.config.CheckpointConfig;
import org.smdm.config.DataConfig;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.ModelSizes;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.OptimizerConfig;
import org.smdm.config.ReferencePlan;
import org.smdm.config.RunConfig;
import org.smdm.config.ValidationConfig;
import org.smdm.config.WarmupRule;
import org.smdm.data.text.SotuCorpus;
import org.smdm.data.tokenizer.Tokenizers;
import org.smdm.io.UserException;

/** An experiment's complete config: what it leaves open gets the reference's or the usual value. */
final class Expansion {

  private final Experiment e;

  Expansion(Experiment experiment) {
    e = experiment;
  }

  RunConfig config() {
    if (e.flops == null && e.steps == null) {
      throw new UserException(
          "no budget is given: set flops (--flops 10e18) or steps (--steps 1000)");
    }
    if (e.family == ModelFamily.ARM && e.sslRatio != 0) {
      throw new UserException("sslRatio (--ssl-ratio) cuts MDM batches: leave it out for an ARM");
    }
    boolean named = e.millions != null;
    String source =
        e.data != null ? e.data : named ? DataSource.PACKED_FOLDER : DataSource.SPEECHES;
    DataConfig dataConfig =
        DataSource.of(seen(source), e.tokenizer == null ? null : seen(e.tokenizer));
    ModelConfig model = model(vocabSize(dataConfig));
    int global = e.batchSize != null ? e.batchSize : named ? 256 : 16;
    int micro =
        e.microBatchSize != null
            ? e.microBatchSize
            : Math.min(global, named ? ReferencePlan.microBatchSize(e.millions, e.family) : 16);
    return new RunConfig(
        e.name != null ? e.name : defaultName(model),
        e.seed,
        e.device,
        e.precision,
        model,
        e.family == ModelFamily.ARM
            ? new ObjectiveConfig.Autoregressive()
            : new ObjectiveConfig.MaskedDiffusion(
                1e-3, e.times, e.maskCount, e.weighting, e.sslRatio),
        dataConfig,
        optimizer(),
        new BudgetConfig(e.flops, e.steps),
        new BatchConfig(global, micro),
        new ValidationConfig(e.validateEvery, e.validationSequences, e.monteCarloSamples),
        new CheckpointConfig(e.saveEvery, e.keepLast, e.keepBest),
        e.isCheckpointing);
  }

  private OptimizerConfig optimizer() {
    OptimizerConfig reference = OptimizerConfig.reference();
    OptimizerConfig optimizer =
        new OptimizerConfig(
            reference.learningRate(),
            reference.minLearningRate(),
            e.isReferenceWarmup ? WarmupRule.REFERENCE : WarmupRule.SCALED,
            reference.beta1(),
            reference.beta2(),
            reference.eps(),
            reference.weightDecay(),
            reference.gradientClip(),
            e.skipAboveNorm);
    return e.learningRate == null && e.millions != null
        ? optimizer
        : optimizer.withPeak(e.learningRate != null ? e.learningRate : 2e-3);
  }

  private ModelConfig model(int vocabSize) {
    if (e.millions != null) {
      ModelConfig size = ModelSizes.named(e.millions);
      return ModelConfig.of(
          e.blockSize != null ? e.blockSize : size.blockSize(),
          vocabSize,
          size.layers(),
          size.heads(),
          size.embd(),
          size.ffn());
    }
    ModelConfig shape =
        ModelConfig.of(
            e.blockSize != null ? e.blockSize : 256,
            vocabSize,
            e.layers,
            e.heads,
            e.embd,
            e.ffn != null ? e.ffn : 4 * e.embd);
    return e.queryGroups == null ? shape : shape.withQueryGroups(e.queryGroups);
  }

  private int vocabSize(DataConfig source) {
    // A named size on packed e.data is the paper's model; its e.tokenizer need not be here to say
    // so.
    return e.millions != null && source instanceof DataConfig.Packed
        ? ModelSizes.named(6).vocabSize()
        : Tokenizers.load(source.tokenizer()).vocabSize();
  }

  private String seen(String path) {
    if (SotuCorpus.isNamed(path)) {
      return path;
    }
    Path absolute = Path.of(path).toAbsolutePath().normalize();
    return e.isAbsolute && Files.exists(absolute) ? absolute.toString() : path;
  }

  /** FAMILY-SIZE-FLOPS or FAMILY-SIZE-STEPS, with the options that the paper's files e.name. */
  private String defaultName(ModelConfig model) {
    String size =
        e.millions != null
            ? e.millions + "M"
            : String.format(Locale.ROOT, "%.1fM", model.nonEmbeddingParameters() / 1e6);
    String budget = e.flops != null ? exponent(e.flops) : e.steps + "steps";
    boolean isUnusualBatch = e.batchSize != null && e.millions != null && e.batchSize != 256;
    return "%s-%s-%s%s%s"
        .formatted(
            e.family.label(),
            size,
            budget,
            e.sslRatio > 0 ? "-rsl-" + e.sslRatio : "",
            isUnusualBatch ? "-bs-" + e.batchSize : "");
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
