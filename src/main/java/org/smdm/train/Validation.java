package org.smdm.train;

import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.config.LossWeighting;
import org.smdm.config.MaskCount;
import org.smdm.config.ModelFamily;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.TimeSampling;
import org.smdm.data.packed.BlockDocuments;
import org.smdm.data.packed.BlockSource;
import org.smdm.data.packed.SpreadBlocks;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.dist.Communicator;
import org.smdm.dist.SingleProcess;
import org.smdm.model.LanguageModel;
import org.smdm.objective.Autoregressive;
import org.smdm.objective.MaskedDiffusion;
import org.smdm.objective.Objective;
import org.smdm.objective.TrainingBatch;
import org.smdm.record.ValidationResult;
import org.smdm.stats.ClusteredMean;
import org.smdm.stats.SampleMean;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;
import org.smdm.tensor.Workers;

/**
 * The validation loss of a model on sequences that are evenly spaced over a source.
 *
 * <p>An ARM is evaluated exactly, one pass per sequence. For an MDM the bound is estimated by
 * Monte-Carlo: each sequence is noised at evenly spaced times from one random offset
 * (low-discrepancy), with the same draws at every validation of a run, so that differences between
 * steps are differences of the model.
 *
 * <p>The standard error is that of other documents of the same kind: tokens of one document are
 * alike, in however many sequences they are. An MDM's includes the Monte-Carlo noise.
 */
public final class Validation {

  private final SpreadBlocks source;
  private final Tokenizer tokenizer;
  private final ObjectiveConfig objective;
  private final int sequences;
  private final int samples;
  private final int batchSize;
  private final RandomStreams streams;

  /** Reading the blocks for it waits until there is something to evaluate. */
  private BlockDocuments documents;

  /**
   * @param source validation blocks of blockSize + 1 tokens, in reading order
   * @param tokenizer whose ends of text separate documents
   * @param objective decides between exact and Monte-Carlo
   * @param sequences how many blocks; fewer where the source has fewer
   * @param samples noised copies of each sequence, for an MDM
   * @param batchSize sequences per forward pass
   * @param streams seed of the noise
   */
  public Validation(
      BlockSource source,
      Tokenizer tokenizer,
      ObjectiveConfig objective,
      int sequences,
      int samples,
      int batchSize,
      RandomStreams streams) {
    this.source = new SpreadBlocks(source, sequences);
    this.tokenizer = tokenizer;
    this.objective = objective;
    this.sequences = (int) this.source.blocksPerEpoch();
    this.samples = objective.family() == ModelFamily.MDM ? samples : 1;
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
    if (documents == null) {
      documents = source.documents(tokenizer);
    }
    int passes = sequences * samples;
    int batches = (passes + batchSize - 1) / batchSize;
    // Of every batch: its mask ratios and the sums of the documents that its sequences are of.
    int[] places = new int[batches + 1];
    places[0] = passes;
    for (int i = 0; i < batches; i++) {
      int last = Math.min(passes, (i + 1) * batchSize) - 1;
      places[i + 1] = places[i] + MaskRatioBuckets.WIDTH + parts(i, last / samples + 1);
    }
    double[] values = new double[places[batches]];
    int first = ranks.rank();
    int own = first < batches ? (batches - 1 - first) / ranks.worldSize() + 1 : 0;
    workers(model, own)
        .run(
            own,
            i -> {
              int batch = first + i * ranks.worldSize();
              int count = Math.min(batchSize, passes - batch * batchSize);
              evaluate(model, batch, count, values, places[batch]);
            });
    ranks.allReduceSum(values);
    return summary(values, places);
  }

  /**
   * Threads for batches of which each has a place of its own for what it finds: none waits for
   * another, and what is found is the same on any number of them.
   *
   * @param model that reads them
   * @param batches how many
   */
  public static Workers workers(LanguageModel model, int batches) {
    boolean isAlone = batches == 0 || model.manager().getDevice().isGpu();
    return isAlone ? Workers.none() : new Workers(Math.min(batches, Torch.threads()));
  }

  /** Sequence of a batch's first pass. */
  private int firstOf(int batch) {
    return (int) ((long) batch * batchSize / samples);
  }

  /** Documents of the sequences from a batch's first to the one before another. */
  private int parts(int batch, int end) {
    int parts = 0;
    for (int i = firstOf(batch); i < end; i++) {
      parts += documents.parts(i);
    }
    return parts;
  }

  /** Puts the losses of a batch's passes, its mask ratios and documents in their places. */
  private void evaluate(LanguageModel model, int index, int count, double[] values, int place) {
    int from = index * batchSize;
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
      double loss = (double) nll[row] * batch.boundWeights()[row] * count / samples;
      values[pass] += loss;
      int sequence = pass / samples;
      int part = documents.part(sequence, target((int) (batch.rows()[row] % batch.time())));
      values[place + MaskRatioBuckets.WIDTH + parts(index, sequence) + part] += loss;
      buckets.add(batch.maskRatio(row), nll[row]);
    }
    buckets.write(values, place);
  }

  /** Where in its block a counted position's right token is. */
  private int target(int position) {
    return isMasked() ? position : position + 1;
  }

  private boolean isMasked() {
    return objective.family() == ModelFamily.MDM;
  }

  private TrainingBatch batch(LanguageModel model, int[][] blocks, int from) {
    if (!isMasked()) {
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
    return new MaskedDiffusion(bound(), model.maskId()).corrupt(blocks, time, t, u);
  }

  /** The paper's bound, whichever variant of it is trained: else losses would not compare. */
  private ObjectiveConfig.MaskedDiffusion bound() {
    double minMaskRatio =
        objective instanceof ObjectiveConfig.MaskedDiffusion trained
            ? trained.minMaskRatio()
            : ObjectiveConfig.MaskedDiffusion.standard().minMaskRatio();
    return new ObjectiveConfig.MaskedDiffusion(
        minMaskRatio, TimeSampling.LOW_DISCREPANCY, MaskCount.BERNOULLI, LossWeighting.BOUND, 0);
  }

  private ValidationResult summary(double[] values, int[] places) {
    double[] losses = new double[sequences];
    for (int i = 0; i < places[0]; i++) {
      losses[i / samples] += values[i];
    }
    MaskRatioBuckets buckets = new MaskRatioBuckets();
    double[] sums = new double[documents.count()];
    for (int i = 0; i + 1 < places.length; i++) {
      buckets.add(values, places[i]);
      int sequence = firstOf(i);
      int part = 0;
      for (int at = places[i] + MaskRatioBuckets.WIDTH; at < places[i + 1]; at++) {
        sums[documents.document(sequence, part)] += values[at];
        part++;
        if (part == documents.parts(sequence)) {
          sequence++;
          part = 0;
        }
      }
    }
    int time = source.blockLength() - 1;
    // Losses are means over a sequence's tokens.
    for (int i = 0; i < sums.length; i++) {
      sums[i] *= time;
    }
    ClusteredMean byDocument = ClusteredMean.of(sums, tokens(time));
    return new ValidationResult(
        SampleMean.of(losses).mean(),
        byDocument.standardError(),
        sequences,
        places[0],
        isMasked() ? buckets.means() : null,
        byDocument.clusters());
  }

  /** How many tokens of each document count. */
  private long[] tokens(int time) {
    long[] tokens = new long[documents.count()];
    for (int i = 0; i < sequences; i++) {
      for (int j = 0; j < time; j++) {
        tokens[documents.document(i, documents.part(i, target(j)))]++;
      }
    }
    return tokens;
  }
}
