package org.smdm.eval.reversal;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.smdm.config.BatchConfig;
import org.smdm.config.BudgetConfig;
import org.smdm.config.CheckpointConfig;
import org.smdm.config.DataConfig;
import org.smdm.config.ExampleTask;
import org.smdm.config.GuidanceConfig;
import org.smdm.config.LossWeighting;
import org.smdm.config.MaskCount;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.OptimizerConfig;
import org.smdm.config.Precision;
import org.smdm.config.RunConfig;
import org.smdm.config.SamplingConfig;
import org.smdm.config.SegmentFormat;
import org.smdm.config.Setting;
import org.smdm.config.TimeSampling;
import org.smdm.config.Unmasking;
import org.smdm.config.ValidationConfig;
import org.smdm.io.UserException;

/**
 * The reversal curse in miniature: small models from scratch on fictitious people.
 *
 * @param asked people told in one direction only and asked about, half of them for each direction
 * @param both people told in both directions
 * @param steps of each model
 * @param layers of the models
 * @param embd their width
 * @param guidance scale with which an MDM is asked
 * @param seeds one model of each family for each, with people of its own
 * @param device where to train
 */
public record ReversalPlan(
    @Setting(
            value = "Made-up people told in one direction, half of them in each",
            usual = "16",
            name = "people")
        int asked,
    @Setting(value = "People told in both directions, not asked about", usual = "48") int both,
    @Setting(value = "Steps of each model", usual = "3000") long steps,
    @Setting(value = "Layers of the models", usual = "2") int layers,
    @Setting(value = "Width of the models", usual = "64") int embd,
    @Setting(
            value = "Scale of classifier-free guidance",
            otherwise = "0 for made-up people, the paper's 0.8 with --data")
        double guidance,
    List<Long> seeds,
    @Setting(value = "cpu, cuda or cuda:N", usual = "cpu") String device) {

  private static final int HEADS = 4;
  private static final int BATCH_SIZE = 64;
  private static final double LEARNING_RATE = 4e-3;
  // Early on a model learns which names ever stand on which side, which hinders reversed answers:
  // the decay takes it back (docs/finetuning.md has how much that matters).
  private static final double WEIGHT_DECAY = 0.4;

  /** Validates the ranges; what the parts allow, they say themselves. */
  public ReversalPlan {
    if (steps < 1) {
      throw new UserException("steps is " + steps + ": write a whole number of at least 1");
    }
    if (seeds == null || seeds.isEmpty()) {
      throw new UserException("seeds is empty: give at least one");
    }
    if (seeds.stream().distinct().count() < seeds.size()) {
      throw new UserException("seeds " + seeds + " name one twice: give each once");
    }
    seeds = List.copyOf(seeds);
  }

  /** What the command and the notebook do unless told otherwise. */
  public static ReversalPlan usual() {
    return new ReversalPlan(16, 48, 3000, 2, 64, 0, List.of(1L, 2L, 3L), "cpu");
  }

  /**
   * The same plan with the seeds 1, 2, 3 and so on.
   *
   * @param count how many
   */
  public ReversalPlan withSeeds(int count) {
    List<Long> first = LongStream.rangeClosed(1, count).boxed().toList();
    return new ReversalPlan(asked, both, steps, layers, embd, guidance, first, device);
  }

  /**
   * The run of one model.
   *
   * @param family ARM or MDM
   * @param seed of people, weights and noise
   * @param data folder with the people's files
   * @param people that are told of
   * @param vocabSize words
   */
  RunConfig run(ModelFamily family, long seed, Path data, FictitiousPeople people, int vocabSize) {
    int length = people.longest();
    int batchSize = Math.min(BATCH_SIZE, people.texts().size());
    return new RunConfig(
        "%s-seed%d".formatted(family.label(), seed),
        seed,
        device,
        Precision.FP32,
        ModelConfig.of(length, vocabSize, layers, HEADS, embd, 4 * embd),
        family == ModelFamily.ARM
            ? new ObjectiveConfig.Autoregressive()
            : new ObjectiveConfig.MaskedDiffusion(
                1e-3, TimeSampling.LOW_DISCREPANCY, MaskCount.BERNOULLI, LossWeighting.UNIFORM, 0),
        new DataConfig.Examples(
            ExampleTask.REVERSE,
            data.resolve(FictitiousPeople.TRAINING_FILE).toString(),
            data.resolve("tokenizer.json").toString(),
            null,
            SegmentFormat.PLAIN,
            length,
            true,
            true,
            0,
            0),
        OptimizerConfig.reference().withPeak(LEARNING_RATE).withWeightDecay(WEIGHT_DECAY),
        BudgetConfig.steps(steps),
        new BatchConfig(batchSize, batchSize),
        new ValidationConfig(0, 64, 8),
        CheckpointConfig.atEnd(),
        false);
  }

  /** How a model is asked: the likeliest words, an MDM's one by one, the most certain first. */
  SamplingConfig sampling(int length) {
    return new SamplingConfig(length, length, 0)
        .withUnmasking(Unmasking.CONFIDENCE)
        .withGuidance(GuidanceConfig.constant(guidance));
  }
}
