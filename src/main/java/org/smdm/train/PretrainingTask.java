package org.smdm.train;

import org.smdm.config.RunConfig;
import org.smdm.data.packed.TrainingData;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.dist.Communicator;
import org.smdm.model.Transformer;
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
            data.tokenizer(),
            config.objective(),
            config.validation().sequences(),
            config.validation().monteCarloSamples(),
            atOnce(config),
            new RandomStreams(config.seed()));
  }

  /** Sequences that a thread reads at once, as many as in training: memory is planned for these. */
  private static int atOnce(RunConfig config) {
    int microBatch = config.batch().microBatchSize();
    return config.device().equals("cpu")
        ? (microBatch - 1) / Shards.of(config.model(), microBatch) + 1
        : microBatch;
  }

  /**
   * Opens a run's data.
   *
   * @throws org.smdm.io.UserException when it cannot be read, or its tokenizer does not fit the
   *     model
   */
  public static PretrainingTask open(RunConfig config) {
    RandomStreams streams = new RandomStreams(config.seed());
    return new PretrainingTask(config, TrainingData.open(config.data(), config.model(), streams));
  }

  /** Its tokens. */
  public TrainingData data() {
    return data;
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
}
