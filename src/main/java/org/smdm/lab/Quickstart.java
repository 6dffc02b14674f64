package org.smdm.lab;

import org.smdm.config.BatchConfig;
import org.smdm.config.BudgetConfig;
import org.smdm.config.CheckpointConfig;
import org.smdm.config.DataConfig;
import org.smdm.config.LossWeighting;
import org.smdm.config.MaskCount;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.OptimizerConfig;
import org.smdm.config.Precision;
import org.smdm.config.RunConfig;
import org.smdm.config.TimeSampling;
import org.smdm.config.ValidationConfig;
import org.smdm.data.ngram.NGramModel;
import org.smdm.data.packed.BlockSource;
import org.smdm.data.packed.SpreadBlocks;
import org.smdm.data.packed.TokenBlocks;
import org.smdm.data.packed.TrainingData;
import org.smdm.io.UserException;
import org.smdm.tensor.RandomStreams;
import org.smdm.train.Validation;

/**
 * What {@code smdm quickstart} trains and measures: two models of one shape and budget on the
 * embedded speeches, and n-gram models of the same split as a yardstick.
 *
 * @param seed root of every random stream
 * @param device where to train
 * @param minutes intended length of the whole on two cores
 */
public record Quickstart(long seed, String device, double minutes) {

  private static final int BLOCK_SIZE = 128;
  private static final int BATCH_SIZE = 4;
  private static final int LONGEST_NGRAM = 5;

  /** Validations during training, the last one at its end included. */
  private static final int VALIDATIONS = 6;

  /** Sequences per pass of the final validation: without gradients, larger is faster. */
  private static final int VALIDATION_BATCH = 32;

  /** Sequences of the final validation per minute, so that it keeps to its share of the time. */
  private static final int FINAL_SEQUENCES_PER_MINUTE = 100;

  private static final int MIN_FINAL_SEQUENCES = 32;
  private static final int MAX_FINAL_SEQUENCES = 1024;

  private static final int FINAL_MONTE_CARLO_SAMPLES = 16;

  /** Training FLOPs (6·N·D) per model and minute of the whole, on two cores of about 2023. */
  private static final double FLOPS_PER_MINUTE = 1.9e12;

  private static final double SHORTEST_MINUTES = 0.05;

  public Quickstart {
    if (!(minutes >= SHORTEST_MINUTES) || Double.isInfinite(minutes)) {
      throw new UserException(
          "--minutes is " + minutes + ": write a number of at least " + SHORTEST_MINUTES);
    }
  }

  /** The run of one family. */
  public RunConfig run(ModelFamily family) {
    ModelConfig model = ModelConfig.of(BLOCK_SIZE, 256, 4, 4, 128, 512);
    ObjectiveConfig objective =
        family == ModelFamily.ARM
            ? new ObjectiveConfig.Autoregressive()
            : new ObjectiveConfig.MaskedDiffusion(
                1e-3, TimeSampling.LOW_DISCREPANCY, MaskCount.BERNOULLI, LossWeighting.UNIFORM, 0);
    BudgetConfig budget = BudgetConfig.flops(FLOPS_PER_MINUTE * minutes);
    long steps = budget.steps(model.nonEmbeddingParameters(), (double) BATCH_SIZE * BLOCK_SIZE);
    return new RunConfig(
        family.label(),
        seed,
        device,
        Precision.FP32,
        model,
        objective,
        new DataConfig.Text("sotu", "bytes", 0.05),
        OptimizerConfig.reference().withPeak(2e-3),
        budget,
        new BatchConfig(BATCH_SIZE, BATCH_SIZE),
        new ValidationConfig(steps / VALIDATIONS + 1, 64, 8),
        CheckpointConfig.atEnd(),
        false);
  }

  /** Sequences of the final validation, the same for models and n-grams. */
  int finalSequences() {
    double wanted = FINAL_SEQUENCES_PER_MINUTE * minutes;
    return (int) Math.max(MIN_FINAL_SEQUENCES, Math.min(MAX_FINAL_SEQUENCES, wanted));
  }

  /** Temperature of the samples. */
  public double temperature() {
    return 0.5;
  }

  /** A closer validation than those during training. */
  public Validation finalValidation(RunConfig config, TrainingData data) {
    return new Validation(
        data.validation(),
        data.tokenizer(),
        config.objective(),
        finalSequences(),
        FINAL_MONTE_CARLO_SAMPLES,
        VALIDATION_BATCH,
        new RandomStreams(seed));
  }

  /** Bits per byte of n-gram models of order 1 to 5 on the sequences of the final validation. */
  public double[] nGramBitsPerByte(TrainingData data) {
    TokenBlocks train = (TokenBlocks) data.train();
    BlockSource validation = new SpreadBlocks(data.validation(), finalSequences());
    double[] bits = new double[LONGEST_NGRAM];
    for (int order = 1; order <= LONGEST_NGRAM; order++) {
      bits[order - 1] =
          NGramModel.train(train.sequence(), order)
                  .bitsPerToken(validation, validation.blocksPerEpoch())
              / data.bytesPerToken();
    }
    return bits;
  }
}
