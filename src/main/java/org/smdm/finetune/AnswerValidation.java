package org.smdm.finetune;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.RunConfig;
import org.smdm.config.TimeSampling;
import org.smdm.dist.Communicator;
import org.smdm.model.Transformer;
import org.smdm.objective.MaskedDiffusion;
import org.smdm.objective.Objective;
import org.smdm.objective.TrainingBatch;
import org.smdm.record.ValidationResult;
import org.smdm.stats.ClusteredMean;
import org.smdm.tensor.RandomStreams;
import org.smdm.train.MaskRatioBuckets;
import org.smdm.train.Validation;

/**
 * The loss per answer token of examples, each alone and unpadded: exact for an ARM, for an MDM the
 * bound at evenly spaced times with the same draws at every validation. The standard error is
 * clustered by entry of the file: the examples of one entry are alike.
 */
final class AnswerValidation {

  private final List<Example> examples;
  private final AnswerBatches batches;
  private final boolean isMasked;
  private final int samples;
  private final RandomStreams streams;

  /**
   * @param examples to score; evenly spaced ones where there are more than the config asks for
   * @param batches how the model reads them
   * @param config the run
   */
  AnswerValidation(List<Example> examples, AnswerBatches batches, RunConfig config) {
    int count = Math.min(config.validation().sequences(), examples.size());
    this.examples =
        IntStream.range(0, count)
            .mapToObj(i -> examples.get((int) ((long) i * examples.size() / count)))
            .toList();
    this.batches = batches;
    this.isMasked = config.objective() instanceof ObjectiveConfig.MaskedDiffusion;
    this.samples = isMasked ? config.validation().monteCarloSamples() : 1;
    this.streams = new RandomStreams(config.seed());
  }

  /** Each rank scores some of the examples; what it finds of each has a place of its own. */
  ValidationResult run(Transformer model, Communicator ranks) {
    int n = examples.size();
    int[] tokens = examples.stream().mapToInt(batches::counted).toArray();
    double[] values = new double[n * (1 + MaskRatioBuckets.WIDTH)];
    int first = ranks.rank();
    int own = first < n ? (n - 1 - first) / ranks.worldSize() + 1 : 0;
    Validation.workers(model, own)
        .run(own, i -> score(model, first + i * ranks.worldSize(), tokens, values));
    ranks.allReduceSum(values);
    MaskRatioBuckets all = new MaskRatioBuckets();
    for (int i = 0; i < n; i++) {
      all.add(values, n + i * MaskRatioBuckets.WIDTH);
    }
    return summary(Arrays.copyOf(values, n), tokens, isMasked ? all.means() : null);
  }

  /** Puts the loss of an example and those of its mask ratios in their places. */
  private void score(Transformer model, int i, int[] tokens, double[] values) {
    float[] t =
        MaskedDiffusion.times(
            samples, TimeSampling.LOW_DISCREPANCY, streams.stream("validation-time", i));
    TrainingBatch batch = batches.scoring(examples.get(i), t, streams.stream("validation-mask", i));
    float[] nll = Objective.nll(model, batch);
    MaskRatioBuckets buckets = new MaskRatioBuckets();
    for (int row = 0; row < nll.length; row++) {
      double weight = batch.boundWeights()[row];
      // A batch's weights average over its copies and their tokens.
      values[i] += nll[row] * weight * tokens[i];
      buckets.add(1 / (weight * samples * tokens[i]), nll[row]);
    }
    buckets.write(values, examples.size() + i * MaskRatioBuckets.WIDTH);
  }

  private ValidationResult summary(double[] sums, int[] tokens, List<Double> byMaskRatio) {
    int n = sums.length;
    double total = 0;
    double count = 0;
    for (int i = 0; i < n; i++) {
      total += sums[i];
      count += tokens[i];
    }
    int entries = examples.stream().mapToInt(Example::entry).max().orElse(0) + 1;
    double[] byEntry = new double[entries];
    long[] counted = new long[entries];
    for (int i = 0; i < n; i++) {
      byEntry[examples.get(i).entry()] += sums[i];
      counted[examples.get(i).entry()] += tokens[i];
    }
    ClusteredMean clustered = ClusteredMean.of(byEntry, counted);
    return new ValidationResult(
        total / count,
        clustered.standardError(),
        n,
        (long) n * samples,
        byMaskRatio,
        clustered.clusters());
  }
}
