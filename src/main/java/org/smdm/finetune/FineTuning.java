package org.smdm.finetune;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.smdm.config.DataConfig;
import org.smdm.config.MaskCount;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.RunConfig;
import org.smdm.config.StartConfig;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.data.tokenizer.Tokenizers;
import org.smdm.dist.Communicator;
import org.smdm.io.UserException;
import org.smdm.model.Transformer;
import org.smdm.model.checkpoint.SavedModel;
import org.smdm.objective.TrainingBatch;
import org.smdm.record.ValidationResult;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.TensorMemory;
import org.smdm.train.TrainingTask;

/** Supervised fine-tuning of a run's examples (reference {@code sft/}). */
public final class FineTuning implements TrainingTask {

  private final RunConfig config;
  private final DataConfig.Examples data;
  private final Tokenizer tokenizer;
  private final ExampleSet examples;
  private final LengthBuckets order;
  private final AnswerBatches batches;
  private final AnswerValidation validation;
  private final RandomStreams streams;

  private FineTuning(RunConfig config, DataConfig.Examples data, Tokenizer tokenizer) {
    this.config = config;
    this.data = data;
    this.tokenizer = tokenizer;
    this.streams = new RandomStreams(config.seed());
    this.examples = ExampleSet.read(data, tokenizer);
    this.order = new LengthBuckets(examples.train(), config.batch().globalBatchSize(), streams);
    this.batches =
        new AnswerBatches(data, config.objective(), config.model(), tokenizer.endOfText());
    this.validation = new AnswerValidation(examples.validation(), batches, config);
  }

  /**
   * Opens the examples of a run.
   *
   * @param config whose data are examples
   * @throws UserException when they cannot be read or do not fit the model
   */
  public static FineTuning open(RunConfig config) {
    if (!(config.data() instanceof DataConfig.Examples data)) {
      throw new IllegalArgumentException("no examples: " + config.data());
    }
    if (data.length() > config.model().blockSize()) {
      throw new UserException(
          "length is %d but the model reads %d tokens at most: set length to %2$d or less"
              .formatted(data.length(), config.model().blockSize()));
    }
    if (config.objective() instanceof ObjectiveConfig.MaskedDiffusion masked
        && (masked.maskCount() != MaskCount.BERNOULLI || masked.sslRatio() > 0)) {
      throw new UserException(
          "maskCount and sslRatio are for running text: set bernoulli and 0 to fine-tune");
    }
    Tokenizer tokenizer = Tokenizers.load(data.tokenizer());
    if (tokenizer.vocabSize() > config.model().paddedVocabSize()) {
      throw new UserException(
          "tokenizer %s has %d ids but the model only %d: give the one that it was trained with"
              .formatted(
                  tokenizer.name(), tokenizer.vocabSize(), config.model().paddedVocabSize()));
    }
    return new FineTuning(config, data, tokenizer);
  }

  /** What is learnt from. */
  public ExampleSet examples() {
    return examples;
  }

  @Override
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public String fingerprint() {
    return examples.fingerprint();
  }

  /** Losses are of answers, not of text. */
  @Override
  public double bytesPerToken() {
    return Double.NaN;
  }

  @Override
  public void requireBatch(int globalBatchSize) {
    if (examples.train().size() < globalBatchSize) {
      throw new UserException(
          "%s has only %d examples to learn from, but a step reads %d: set globalBatchSize (--batch-size) to %2$d or less"
              .formatted(data.file(), examples.train().size(), globalBatchSize));
    }
  }

  @Override
  public TrainingBatch batch(long step, int microBatch) {
    int size = config.batch().microBatchSize();
    Example[] batch = order.batch(step);
    Example[] part = Arrays.copyOfRange(batch, microBatch * size, (microBatch + 1) * size);
    return batches.training(part, streams, step, microBatch);
  }

  @Override
  public ValidationResult validate(Transformer model, Communicator ranks) {
    return validation.run(model, ranks);
  }

  @Override
  public void initialize(Transformer model) {
    StartConfig start = data.start();
    if (start == null) {
      return;
    }
    // Weights that do not say their shape have to have the run's, and reading checks that.
    SavedModel saved = start(start, config);
    String found = saved.sha256();
    if (!found.equals(start.sha256())) {
      throw new UserException(
          "%s has the SHA-256 %.12s… where the run begins with %.12s…: give the weights that the config names"
              .formatted(start.checkpoint(), found, start.sha256()));
    }
    try (NDManager scope = model.manager().newSubManager();
        Transformer weights = saved.load(scope)) {
      Map<String, NDArray> parameters = model.parameters();
      weights.parameters().forEach((name, array) -> TensorMemory.copy(parameters.get(name), array));
    }
  }

  private static SavedModel start(StartConfig start, RunConfig config) {
    SavedModel saved = SavedModel.of(Path.of(start.checkpoint()));
    if (!saved.card().model().equals(config.model())
        || saved.family() != config.objective().family()) {
      throw new UserException(
          "%s is an %s of another shape or family than the config's %s: give both alike"
              .formatted(start.checkpoint(), saved.family(), config.objective().family()));
    }
    return saved;
  }
}
