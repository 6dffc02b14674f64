package org.smdm.bench;

import ai.djl.ndarray.NDManager;
import java.util.stream.IntStream;
import org.smdm.config.BatchConfig;
import org.smdm.config.BudgetConfig;
import org.smdm.config.CheckpointConfig;
import org.smdm.config.DataConfig;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.OptimizerConfig;
import org.smdm.config.Precision;
import org.smdm.config.RunConfig;
import org.smdm.config.ValidationConfig;
import org.smdm.data.packed.TokenBlocks;
import org.smdm.model.Transformer;
import org.smdm.objective.TrainingBatch;
import org.smdm.tensor.RandomStreams;
import org.smdm.train.BatchSource;
import org.smdm.train.BlockBatches;
import org.smdm.train.Parallelism;
import org.smdm.train.TrainingStep;

/** One thing to time: training a model in a certain way on random tokens. */
final class TrainingCase implements AutoCloseable {

  private static final long SEED = 1;

  /** Which positions the head computes. */
  enum Head {
    /** Those whose loss counts. */
    NEEDED,
    /** All, as the reference does. */
    ALL
  }

  private final Transformer model;
  private final TrainingStep step;
  private final int time;
  private final int batch;
  private long next;
  private double operations;

  TrainingCase(
      NDManager manager,
      ModelConfig shape,
      ModelFamily family,
      int batch,
      Precision precision,
      boolean checkpointing,
      Head head) {
    this.time = shape.blockSize();
    this.batch = batch;
    RunConfig config =
        new RunConfig(
            "bench",
            SEED,
            manager.getDevice().toString(),
            precision,
            shape,
            family == ModelFamily.ARM
                ? new ObjectiveConfig.Autoregressive()
                : ObjectiveConfig.MaskedDiffusion.standard(),
            new DataConfig.Text("random", "bytes", 0.05),
            OptimizerConfig.reference(),
            BudgetConfig.steps(1_000_000),
            new BatchConfig(batch, batch),
            new ValidationConfig(0, 1, 1),
            CheckpointConfig.atEnd(),
            checkpointing);
    RandomStreams streams = new RandomStreams(SEED);
    this.model = Transformer.initialized(manager, shape, family, precision, streams);
    BlockBatches batches =
        new BlockBatches(config, TokenBlocks.random(shape, 64, streams, "bench"));
    BatchSource read =
        head == Head.ALL ? (step, number) -> allRows(batches.batch(step, number)) : batches;
    this.step = new TrainingStep(config, read, model, Parallelism.none());
  }

  /** The same loss, with the logits of all positions computed and most weighted by 0. */
  private static TrainingBatch allRows(TrainingBatch b) {
    int count = b.ids().length;
    long[] targets = new long[count];
    float[] weights = new float[count];
    for (int i = 0; i < b.rows().length; i++) {
      targets[(int) b.rows()[i]] = b.targets()[i];
      weights[(int) b.rows()[i]] = b.weights()[i];
    }
    long[] rows = IntStream.range(0, count).asLongStream().toArray();
    return new TrainingBatch(b.batch(), b.time(), b.ids(), rows, targets, weights, weights);
  }

  /** Takes a step and gives its seconds. */
  double run() {
    long began = System.nanoTime();
    try (TrainingStep.Result result = step.run(next++)) {
      // Waits for the device.
      result.norm().getFloat(0);
      operations = result.operations();
    }
    return (System.nanoTime() - began) / 1e9;
  }

  /** Arithmetic of the last step, in operations of matrix products and attention. */
  double operations() {
    return operations;
  }

  /** Tokens of a step. */
  long tokens() {
    return (long) batch * time;
  }

  @Override
  public void close() {
    model.close();
  }
}
