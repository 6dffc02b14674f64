package org.smdm.lab;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.smdm.config.BatchConfig;
import org.smdm.config.ComputeCount;
import org.smdm.config.LearningRateRule;
import org.smdm.config.LossWeighting;
import org.smdm.config.ModelFamily;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.Precision;
import org.smdm.config.RunConfig;
import org.smdm.config.ScalingConfig;
import org.smdm.config.ScalingConfig.ExpectedOptimum;
import org.smdm.config.Settings;
import org.smdm.config.SizeFamily;
import org.smdm.config.TimeSampling;
import org.smdm.config.ValidationConfig;
import org.smdm.io.UserException;

/**
 * An IsoFLOP study described by what differs from the usual. Every method gives another study and
 * leaves this one as it is.
 */
public final class ScalingStudy implements Cloneable {

  private static final int LEAST_STEPS = 50;

  private boolean isPaper;
  private ScalingSettings said = Settings.none(ScalingSettings.class);
  private SizeFamily family;
  private List<Double> budgets;
  private List<ModelFamily> objectives = List.of(ModelFamily.ARM, ModelFamily.MDM);
  private List<ExpectedOptimum> optimum;
  private ObjectiveConfig.MaskedDiffusion masked;
  private LearningRateRule learningRate;
  private List<Long> seeds = List.of(RunConfig.DEFAULT_SEED);

  private ScalingStudy() {}

  /** Small models on the embedded speeches, for budgets about 1e12. */
  public static ScalingStudy tiny() {
    return new ScalingStudy();
  }

  /** The paper's sizes and settings, for budgets about 1e19. */
  public static ScalingStudy paper() {
    return new ScalingStudy().with(s -> s.isPaper = true);
  }

  private ScalingStudy with(Consumer<ScalingStudy> change) {
    try {
      ScalingStudy copy = (ScalingStudy) clone();
      change.accept(copy);
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this class is cloneable", e);
    }
  }

  /**
   * The same study with other values of single settings.
   *
   * @param values by their names in {@link ScalingSettings}
   */
  public ScalingStudy with(Map<String, ?> values) {
    return with(s -> s.said = Settings.with(said, values));
  }

  private ScalingStudy said(String setting, Object value) {
    return with(Collections.singletonMap(setting, value));
  }

  /** Training FLOPs, counted as {@link #compute} says. */
  public ScalingStudy budgets(double... values) {
    return with(s -> s.budgets = Arrays.stream(values).boxed().toList());
  }

  /** ARM, MDM or both (both unless set). */
  public ScalingStudy objectives(ModelFamily... values) {
    return with(s -> s.objectives = List.of(values));
  }

  /** Shapes to choose from. */
  public ScalingStudy family(SizeFamily value) {
    return with(s -> s.family = value);
  }

  /** Sizes per budget (5 unless set). */
  public ScalingStudy sizes(int value) {
    return said("sizes", value);
  }

  /** Largest of them divided by the smallest (10 unless set; 6 of the paper's). */
  public ScalingStudy spread(double value) {
    return said("spread", value);
  }

  /**
   * Where the best size is expected, of both objectives.
   *
   * @param parameters N
   * @param flops at this budget
   * @param exponent of N_opt(C)
   */
  public ScalingStudy optimum(double parameters, double flops, double exponent) {
    return with(
        s ->
            s.optimum =
                Arrays.stream(ModelFamily.values())
                    .map(family -> new ExpectedOptimum(family, parameters, flops, exponent))
                    .toList());
  }

  /**
   * Where the best size of one objective is expected.
   *
   * @param objective whose
   * @param parameters N
   * @param flops at this budget
   * @param exponent of N_opt(C)
   */
  public ScalingStudy optimum(
      ModelFamily objective, double parameters, double flops, double exponent) {
    Stream<ExpectedOptimum> others =
        optimum == null
            ? Stream.empty()
            : optimum.stream().filter(expected -> expected.objective() != objective);
    List<ExpectedOptimum> all =
        Stream.concat(
                others, Stream.of(new ExpectedOptimum(objective, parameters, flops, exponent)))
            .toList();
    return with(s -> s.optimum = all);
  }

  /** How MDMs train. */
  public ScalingStudy masked(ObjectiveConfig.MaskedDiffusion value) {
    return with(s -> s.masked = value);
  }

  /** Tokens per sequence. */
  public ScalingStudy blockSize(int value) {
    return said("blockSize", value);
  }

  /** As {@link Experiment#data}. */
  public ScalingStudy data(String value) {
    return said("data", value);
  }

  /** As {@link Experiment#tokenizer}. */
  public ScalingStudy tokenizer(String value) {
    return said("tokenizer", value);
  }

  /** Sequences per step. */
  public ScalingStudy batchSize(int value) {
    return said("batchSize", value);
  }

  /**
   * Sequences per forward pass; about 2,048 tokens, 16 sequences at least, until told otherwise.
   */
  public ScalingStudy microBatchSize(int value) {
    return said("microBatchSize", value);
  }

  /** Peak learning rate by width. */
  public ScalingStudy learningRate(LearningRateRule value) {
    return with(s -> s.learningRate = value);
  }

  /** Sequences of the validation at the end (512 unless set). */
  public ScalingStudy validationSequences(int value) {
    return said("validationSequences", value);
  }

  /** Noised copies per validation sequence of an MDM (16 unless set). */
  public ScalingStudy mcSamples(int value) {
    return said("mcSamples", value);
  }

  /** A run of each seed. */
  public ScalingStudy seeds(long... values) {
    return with(s -> s.seeds = Arrays.stream(values).boxed().toList());
  }

  /** {@code cpu}, {@code cuda} or {@code cuda:N}. */
  public ScalingStudy device(String value) {
    return said("device", value);
  }

  /** What budgets count (counted FLOPs unless set; 6·N·D of the paper's). */
  public ScalingStudy compute(ComputeCount value) {
    return said("compute", value);
  }

  /** Type of the matrix products. */
  public ScalingStudy precision(Precision value) {
    return said("precision", value);
  }

  /** Runs that read the training data more often are refused (6 unless set). */
  public ScalingStudy mostEpochs(double value) {
    return said("mostEpochs", value);
  }

  /**
   * The complete config.
   *
   * @throws UserException when there are no budgets, or parts do not fit together
   */
  public ScalingConfig config() {
    if (budgets == null) {
      throw new UserException("no budgets are given: set budgets (--budgets 1e12,3e12,1e13)");
    }
    RunConfig usual = usual();
    ScalingSettings is = Settings.usual(said);
    int global = said.batchSize() != null ? said.batchSize() : isPaper ? 256 : 16;
    return new ScalingConfig(
        budgets,
        objectives,
        family != null ? family : isPaper ? new SizeFamily.Paper() : SizeFamily.Rule.tiny(),
        is.sizes(),
        said.spread() != null ? said.spread() : isPaper ? 6 : 10,
        optimum != null ? optimum : usualOptimum(),
        masked != null ? masked : usualMasked(),
        usual.model().blockSize(),
        usual.model().vocabSize(),
        usual.data(),
        new BatchConfig(
            global,
            said.microBatchSize() != null
                ? said.microBatchSize()
                : usualMicroBatchSize(global, usual.model().blockSize())),
        learningRate != null ? learningRate : usualLearningRate(),
        new ValidationConfig(0, is.validationSequences(), is.mcSamples()),
        seeds,
        is.device(),
        said.precision() != null ? said.precision() : isPaper ? Precision.BF16 : Precision.FP32,
        LEAST_STEPS,
        is.mostEpochs(),
        said.compute() != null
            ? said.compute()
            : isPaper ? ComputeCount.SIX_N_D : ComputeCount.COUNTED);
  }

  /**
   * Of short sequences more go into a pass: each of its calls has a price, however little it does.
   */
  private int usualMicroBatchSize(int global, int blockSize) {
    int most = isPaper ? 8 : Math.max(16, 2048 / blockSize);
    int passes = (global + most - 1) / most;
    while (global % passes != 0) {
      passes++;
    }
    return global / passes;
  }

  /** What a run of such data would be. */
  private RunConfig usual() {
    Experiment e = Experiment.of(ModelFamily.MDM).withAbsolutePaths().steps(1);
    e = isPaper ? e.model(6) : e.blockSize(128);
    e = said.blockSize() == null ? e : e.blockSize(said.blockSize());
    return e.data(said.data()).tokenizer(said.tokenizer()).config();
  }

  /** The paper's optima in the middle of its budgets; of tiny models what small runs gave. */
  private List<ExpectedOptimum> usualOptimum() {
    return isPaper
        ? List.of(
            new ExpectedOptimum(ModelFamily.ARM, 445e6, 3e19, 0.643),
            new ExpectedOptimum(ModelFamily.MDM, 229e6, 3e19, 0.630))
        : List.of(
            new ExpectedOptimum(ModelFamily.ARM, 45e3, 1e12, 0.5),
            new ExpectedOptimum(ModelFamily.MDM, 30e3, 1e12, 0.5));
  }

  /** Small MDMs leave the plateau at the unigram entropy late with the paper's weights. */
  private ObjectiveConfig.MaskedDiffusion usualMasked() {
    ObjectiveConfig.MaskedDiffusion standard = ObjectiveConfig.MaskedDiffusion.standard();
    return isPaper
        ? standard
        : new ObjectiveConfig.MaskedDiffusion(
            standard.minMaskRatio(),
            TimeSampling.LOW_DISCREPANCY,
            standard.maskCount(),
            LossWeighting.UNIFORM,
            0);
  }

  private LearningRateRule usualLearningRate() {
    return isPaper ? new LearningRateRule(2e-4, 1024, 0) : new LearningRateRule(1e-2, 64, 0.6);
  }
}
