package org.smdm.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.smdm.config.Architecture;
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
import org.smdm.config.Settings;
import org.smdm.config.ValidationConfig;
import org.smdm.config.WarmupRule;
import org.smdm.data.text.SotuCorpus;
import org.smdm.data.tokenizer.Tokenizers;
import org.smdm.io.TextFile;
import org.smdm.io.UserException;

/** A run's complete config: what was left open gets the reference's or the usual value. */
public final class Expansion {

  private static final List<String> SHAPE =
      List.of("layers", "heads", "queryGroups", "embd", "ffn");
  private static final List<String> MASKS = List.of("sslRatio", "times", "maskCount", "weighting");

  private final RunSettings said;
  private final RunSettings is;
  private final boolean isNamed;
  private final boolean isAbsolute;
  private final UnaryOperator<String> words;

  private Expansion(RunSettings said, boolean isAbsolute, UnaryOperator<String> words) {
    this.said = said;
    this.is = Settings.usual(said);
    this.isNamed = said.model() != null;
    this.isAbsolute = isAbsolute;
    this.words = words;
  }

  /**
   * Expands options.
   *
   * @param said what was said of the run
   * @throws UserException when there is no budget, parts do not fit together, or something was said
   *     that has no effect
   */
  public static RunConfig ofOptions(RunSettings said) {
    Expansion expansion = new Expansion(said, false, Settings::option);
    if (expansion.is.objective() == ModelFamily.ARM) {
      // A notebook's line may describe runs of both families but for the objective.
      expansion.refuse(List.of("mcSamples"), "to an ARM, whose validation is exact");
    }
    return expansion.config();
  }

  /** Expands what was said in a notebook, whose words messages have then. */
  static RunConfig ofWords(RunSettings said, boolean isAbsolute) {
    return new Expansion(said, isAbsolute, setting -> setting + "(…)").config();
  }

  private RunConfig config() {
    if (said.flops() == null && said.steps() == null) {
      throw new UserException(
          "no budget is given: set %s, as 10e18, or %s, as 1000"
              .formatted(words.apply("flops"), words.apply("steps")));
    }
    boolean isArm = is.objective() == ModelFamily.ARM;
    if (said.objectiveCode() != null) {
      refuse(MASKS, "beside %s, which masks as it likes".formatted(words.apply("objectiveCode")));
    }
    if (isArm) {
      refuse(MASKS, "to an ARM, which has no masks");
    }
    if (isNamed) {
      refuse(SHAPE, "beside %s, which says layers, heads and embd".formatted(words.apply("model")));
    }
    String source =
        said.data() != null
            ? said.data()
            : isNamed ? DataSource.PACKED_FOLDER : DataSource.SPEECHES;
    DataConfig data =
        DataSource.of(seen(source), said.tokenizer() == null ? null : seen(said.tokenizer()));
    ModelConfig model = model(vocabSize(data)).withArchitecture(architecture());
    int global = or(said.batchSize(), isNamed ? 256 : 16);
    int most = isNamed ? ReferencePlan.microBatchSize(is.model(), is.objective()) : 16;
    return new RunConfig(
        said.name() != null ? said.name() : defaultName(model),
        is.seed(),
        is.device(),
        is.precision(),
        model,
        objective(),
        data,
        optimizer(),
        new BudgetConfig(said.flops(), said.steps()),
        new BatchConfig(global, or(said.microBatchSize(), Math.min(global, most))),
        new ValidationConfig(is.validateEvery(), is.validationSequences(), is.mcSamples()),
        new CheckpointConfig(is.saveEvery(), is.keepLast(), is.keepBest()),
        is.activationCheckpointing());
  }

  private void refuse(List<String> settings, String why) {
    Settings.refuse(
        Settings.said(said).keySet().stream().filter(settings::contains).map(words).toList(), why);
  }

  private static <T> T or(T said, T usual) {
    return said != null ? said : usual;
  }

  private OptimizerConfig optimizer() {
    OptimizerConfig reference = OptimizerConfig.reference();
    OptimizerConfig optimizer =
        new OptimizerConfig(
            reference.learningRate(),
            reference.minLearningRate(),
            is.referenceWarmup() ? WarmupRule.REFERENCE : WarmupRule.SCALED,
            reference.beta1(),
            reference.beta2(),
            reference.eps(),
            reference.weightDecay(),
            reference.gradientClip(),
            is.skipAboveNorm());
    return said.lr() == null && isNamed ? optimizer : optimizer.withPeak(or(said.lr(), 2e-3));
  }

  private ModelConfig model(int vocabSize) {
    if (isNamed) {
      ModelConfig size = ModelSizes.named(is.model());
      return ModelConfig.of(
          or(said.blockSize(), size.blockSize()),
          vocabSize,
          size.layers(),
          size.heads(),
          size.embd(),
          size.ffn());
    }
    return ModelConfig.of(
            or(said.blockSize(), 256),
            vocabSize,
            is.layers(),
            is.heads(),
            is.embd(),
            or(said.ffn(), 4 * is.embd()))
        .withQueryGroups(or(said.queryGroups(), is.heads()));
  }

  private ObjectiveConfig objective() {
    if (said.objectiveCode() != null) {
      return ObjectiveConfig.Own.of(
          is.objective(), source(said.objectiveCode(), "a file of a method prepare in Java"));
    }
    return is.objective() == ModelFamily.ARM
        ? new ObjectiveConfig.Autoregressive()
        : new ObjectiveConfig.MaskedDiffusion(
            1e-3, is.times(), is.maskCount(), is.weighting(), is.sslRatio());
  }

  private Architecture architecture() {
    return said.architecture() == null
        ? null
        : Architecture.of(source(said.architecture(), "a file of functions in TorchScript"));
  }

  /** What a file of code holds, or the code itself: that has a line break, a bracket or a #. */
  private static String source(String said, String wanted) {
    boolean isFile = !said.contains("\n") && Files.isRegularFile(Path.of(said));
    boolean isCode = !isFile && said.matches("(?s).*[\\n({#].*");
    return isCode ? said : TextFile.read(Path.of(said), wanted);
  }

  private int vocabSize(DataConfig source) {
    // A named size on packed data is the paper's model; its tokenizer need not be here to say so.
    return isNamed && source instanceof DataConfig.Packed
        ? ModelSizes.named(6).vocabSize()
        : Tokenizers.load(source.tokenizer()).vocabSize();
  }

  private String seen(String path) {
    if (SotuCorpus.isNamed(path)) {
      return path;
    }
    Path absolute = Path.of(path).toAbsolutePath().normalize();
    return isAbsolute && Files.exists(absolute) ? absolute.toString() : path;
  }

  /** FAMILY-SIZE-FLOPS or FAMILY-SIZE-STEPS, with the options that the paper's files name. */
  private String defaultName(ModelConfig model) {
    String size =
        isNamed
            ? is.model() + "M"
            : String.format(Locale.ROOT, "%.1fM", model.nonEmbeddingParameters() / 1e6);
    String budget = said.flops() != null ? exponent(said.flops()) : said.steps() + "steps";
    boolean isUnusualBatch = isNamed && or(said.batchSize(), 256) != 256;
    Architecture own = model.architecture();
    return "%s-%s-%s%s%s%s%s"
        .formatted(
            is.objective().label(),
            size,
            budget,
            is.sslRatio() > 0 ? "-rsl-" + is.sslRatio() : "",
            isUnusualBatch ? "-bs-" + said.batchSize() : "",
            own == null ? "" : "-own-" + own.sha256().substring(0, 6),
            said.objectiveCode() == null
                ? ""
                : "-objective-" + ((ObjectiveConfig.Own) objective()).sha256().substring(0, 6));
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
