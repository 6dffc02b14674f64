package org.smdm.train;

import org.smdm.config.RunConfig;
import org.smdm.data.packed.BlockSource;
import org.smdm.data.packed.TrainingData;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.dist.Communicator;
import org.smdm.model.Transformer;
import org.smdm.objective.Objective;
import org.smdm.objective.TrainingBatch;
import org.smdm.record.ValidationResult;
import org.smdm.tensor.RandomStreams;

/** Blocks of running text, from scratch (reference {@code pretrain/}). */
public final class PretrainingTask implements TrainingTask {

  private final TrainingData data;
  private final BlockBatches batches;
  private final Validation validation;

  /**
   * @param config the run
   * @param data its tokens
   */
  public PretrainingTask(RunConfig config, TrainingData data) {
    this.data = data;
    this.batches = new BlockBatches(config, data.train());
    this.validation =
        new Validation(
            data.validation(),
            config.objective(),
            config.validation().sequences(),
            config.validation().monteCarloSamples(),
            config.batch().microBatchSize(),
            new RandomStreams(config.seed()));
  }

  @Override
  public Tokenizer tokenizer() {
    return data.tokenizer();
  }

  @Override
  public String fingerprint() {
    return data.fingerprint();
  }

  @Override
  public double bytesPerToken() {
    return data.bytesPerToken();
  }

  @Override
  public void requireBatch(int globalBatchSize) {
    data.requireBatch(globalBatchSize);
  }

  @Override
  public TrainingBatch batch(long step, int microBatch) {
    return batches.batch(step, microBatch);
  }

  @Override
  public ValidationResult validate(Transformer model, Communicator ranks) {
    return validation.run(model, ranks);
  }

  @Override
  public void initialize(Transformer model) {
    // Drawn weights are what pretraining begins with.
  }

  /** Micro-batches of blocks. */
  static final class BlockBatches implements BatchSource {

    private final BlockSource blocks;
    private final Objective objective;
    private final RandomStreams streams;
    private final int globalSize;
    private final int microSize;

    BlockBatches(RunConfig config, BlockSource blocks) {
      this.blocks = blocks;
      this.objective = Objective.of(config.objective(), config.model());
      this.streams = new RandomStreams(config.seed());
      this.globalSize = config.batch().globalBatchSize();
      this.microSize = config.batch().microBatchSize();
    }

    @Override
    public TrainingBatch batch(long step, int microBatch) {
      long first = step * globalSize + (long) microBatch * microSize;
      int[][] rows = new int[microSize][blocks.blockLength()];
      for (int i = 0; i < microSize; i++) {
        blocks.read(first + i, rows[i], 0);
      }
      return objective.prepare(rows, streams, step, microBatch);
    }
  }
}
