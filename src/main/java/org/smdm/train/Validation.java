package org.smdm.train;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.config.LossWeighting;
import org.smdm.config.MaskCount;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.TimeSampling;
import org.smdm.data.packed.BlockSource;
import org.smdm.data.packed.SpreadBlocks;
import org.smdm.dist.Communicator;
import org.smdm.dist.SingleProcess;
import org.smdm.model.LanguageModel;
import org.smdm.objective.Autoregressive;
import org.smdm.objective.MaskedDiffusion;
import org.smdm.objective.Objective;
import org.smdm.objective.TrainingBatch;
import org.smdm.record.ValidationResult;
import org.smdm.stats.SampleMean;
import org.smdm.tensor.RandomStreams;

/**
 * The validation loss of a model on sequences that are evenly spaced over a source.
 *
 * <p>An ARM is evaluated exactly, one pass per sequence. For an MDM the bound is estimated by
 * Monte-Carlo: each sequence is noised at evenly spaced times from one random offset
 * (low-discrepancy), with the same draws at every validation of a run, so that differences between
 * steps are differences of the model.
 */
public final class Validation {

  private final BlockSource source;
  private final ObjectiveConfig objective;
  private final int sequences;
  private final int samples;
  private final int batchSize;
  private final RandomStreams streams;

  /**
   * @param source validation blocks of blockSize + 1 tokens
   * @param objective decides between exact and Monte-Carlo
   * @param sequences how many blocks; fewer where the source has fewer
   * @param samples noised copies of each sequence, for an MDM
   * @param batchSize sequences per forward pass
   * @param streams seed of the noise
   */
  public Validation(
      BlockSource source,
      ObjectiveConfig objective,
      int sequences,
      int samples,
      int batchSize,
      RandomStreams streams) {
    this.source = new SpreadBlocks(source, sequences);
    this.objective = objective;
    this.sequences = (int) this.source.blocksPerEpoch();
    this.samples = objective instanceof ObjectiveConfig.MaskedDiffusion ? samples : 1;
    this.batchSize = batchSize;
    this.streams = streams;
  }

  /**
   * Evaluates a model.
   *
   * @param model of the objective's family
   */
  public ValidationResult run(LanguageModel model) {
    return run(model, new SingleProcess());
  }

  /**
   * Evaluates a model, each rank some of the batches. The result is the same for any number of
   * ranks: what is computed of a batch has a place of its own in what they send each other.
   *
   * @param model of the objective's family, the same on all ranks
   * @param ranks that share the work
   */
  public ValidationResult run(LanguageModel model, Communicator ranks) {
    int passes = sequences * samples;
    int batches = (passes + batchSize - 1) / batchSize;
    double[] values = new double[passes + batches * MaskRatioBuckets.WIDTH];
    for (int i = ranks.rank(); i < batches; i += ranks.worldSize()) {
      int from = i * batchSize;
      evaluate(model, from, Math.min(batchSize, passes - from), values)
          .write(values, passes + i * MaskRatioBuckets.WIDTH);
    }
    ranks.allReduceSum(values);
    double[] losses = new double[sequences];
    for (int i = 0; i < passes; i++) {
      losses[i / samples] += values[i];
    }
    MaskRatioBuckets buckets = new MaskRatioBuckets();
    for (int i = 0; i < batches; i++) {
      buckets.add(values, passes + i * MaskRatioBuckets.WIDTH);
    }
    boolean masked = objective instanceof ObjectiveConfig.MaskedDiffusion;
    return summary(losses, passes, masked ? buckets.means() : null);
  }

  /** Puts the losses of a batch's passes in their places. */
  private MaskRatioBuckets evaluate(LanguageModel model, int from, int count, double[] losses) {
    int[][] blocks = new int[count][source.blockLength()];
    for (int i = 0; i < count; i++) {
      source.read((from + i) / samples, blocks[i], 0);
    }
    TrainingBatch batch = batch(model, blocks, from);
    float[] nll = Objective.nll(model, batch);
    MaskRatioBuckets buckets = new MaskRatioBuckets();
    for (int row = 0; row < nll.length; row++) {
      int pass = from + (int) (batch.rows()[row] / batch.time());
      // A batch's weights average over its own sequences.
      losses[pass] += (double) nll[row] * batch.boundWeights()[row] * count / samples;
      buckets.add(batch.maskRatio(row), nll[row]);
    }
    return buckets;
  }

  private TrainingBatch batch(LanguageModel model, int[][] blocks, int from) {
    if (!(objective instanceof ObjectiveConfig.MaskedDiffusion masked)) {
      return new Autoregressive().prepare(blocks, streams, 0, 0);
    }
    int time = source.blockLength() - 1;
    float[] t = new float[blocks.length];
    float[] u = new float[blocks.length * time];
    for (int i = 0; i < blocks.length; i++) {
      int sequence = (from + i) / samples;
      int sample = (from + i) % samples;
      UniformRandomProvider offset = streams.stream("validation-time", sequence);
      t[i] = MaskedDiffusion.times(samples, TimeSampling.LOW_DISCREPANCY, offset)[sample];
      UniformRandomProvider random = streams.stream("validation-mask", sequence, sample);
      for (int j = 0; j < time; j++) {
        u[i * time + j] = random.nextFloat();
      }
    }
    return new MaskedDiffusion(bound(masked), model.maskId()).corrupt(blocks, time, t, u);
  }

  /** The paper's bound, whichever variant of it is trained: else losses would not compare. */
  private static ObjectiveConfig.MaskedDiffusion bound(ObjectiveConfig.MaskedDiffusion trained) {
    return new ObjectiveConfig.MaskedDiffusion(
        trained.minMaskRatio(),
        TimeSampling.LOW_DISCREPANCY,
        MaskCount.BERNOULLI,
        LossWeighting.BOUND,
        0);
  }

  private static ValidationResult summary(double[] losses, int passes, List<Double> byMaskRatio) {
    SampleMean mean = SampleMean.of(losses);
    return new ValidationResult(
        mean.mean(), mean.standardError(), losses.length, passes, byMaskRatio);
  }
}
