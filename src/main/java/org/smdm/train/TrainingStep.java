package org.smdm.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.smdm.config.RunConfig;
import org.smdm.dist.Communicator;
import org.smdm.model.GradientPass;
import org.smdm.model.GradientSum;
import org.smdm.model.Transformer;
import org.smdm.objective.Objective;
import org.smdm.objective.TrainingBatch;
import org.smdm.tensor.Torch;
import org.smdm.tensor.Workers;

/**
 * One optimiser step (reference {@code pretrain/train_mdm.py}): accumulates the gradients of a
 * global batch, clips, updates. Data and noise of a micro-batch depend on the seed, the step and
 * its number alone; nothing is read back from the device.
 *
 * <p>Each rank takes an equal share of the micro-batches, one after the other by number.
 */
public final class TrainingStep {

  private final RunConfig config;
  private final BatchSource batches;
  private final Transformer model;
  private final GradientPass pass;
  private final Optimizer optimizer;
  private final int shards;
  private final Workers workers;
  private final int firstMicroBatch;
  private final int microBatches;
  private final LearningRate schedule;
  private long tokens;
  private double operations;

  /**
   * What a step left on the device; closed by the caller.
   *
   * @param scope owns the arrays
   * @param step number of the step, from 0
   * @param tokens read in it by this rank
   * @param operations of this rank's matrix products and attention, forward and backward
   * @param losses negative log-likelihood or bound of each micro-batch of this rank, divided by the
   *     number of all
   * @param norm (2) as {@link AdamW#step} returns it
   * @param learningRate of the step
   */
  public record Result(
      NDManager scope,
      long step,
      long tokens,
      double operations,
      NDList losses,
      NDArray norm,
      double learningRate)
      implements AutoCloseable {

    /** Frees the arrays. */
    @Override
    public void close() {
      scope.close();
    }
  }

  /**
   * @param config the run
   * @param batches what the model reads
   * @param model of the config's shape and family, the same on all ranks; trained in place
   * @param parallelism how ranks share it
   */
  public TrainingStep(
      RunConfig config, BatchSource batches, Transformer model, Parallelism parallelism) {
    this.config = config;
    this.batches = batches;
    this.model = model;
    Communicator ranks = parallelism.ranks();
    parallelism.requireShares(config.batch().microBatches());
    this.microBatches = config.batch().microBatches() / ranks.worldSize();
    this.firstMicroBatch = ranks.rank() * microBatches;
    boolean isGpu = model.manager().getDevice().isGpu();
    boolean isCut = !isGpu && config.batch().microBatchSize() > 1;
    this.shards = isCut ? Shards.of(config.model(), config.batch().microBatchSize()) : 0;
    // What is computed at once is no more than a micro-batch.
    int threads = isCut ? Math.min(shards, Torch.threads()) : Torch.threads();
    this.workers = isGpu ? Workers.none() : new Workers(threads);
    this.pass = new GradientPass(model, config.activationCheckpointing(), ranks.worldSize());
    this.optimizer =
        parallelism.isOptimizerSharded()
            ? new ShardedOptimizer(model, pass, config.optimizer(), ranks, workers)
            : new ReplicatedOptimizer(
                new AdamW(model, pass, config.optimizer(), workers), pass, ranks);
    this.schedule =
        LearningRate.of(config.optimizer(), config.steps(), config.batch().microBatches());
  }

  /** Moments and counters. */
  Optimizer optimizer() {
    return optimizer;
  }

  /**
   * Takes a step.
   *
   * @param step its number, from 0
   */
  public Result run(long step) {
    NDManager results = model.manager().newSubManager();
    tokens = 0;
    operations = 0;
    NDList losses = shards > 0 ? inShards(results, step) : inTurn(results, step);
    double learningRate = schedule.atStep(step);
    NDArray norm = optimizer.step(results, learningRate);
    return new Result(results, step, tokens, operations, losses, norm, learningRate);
  }

  /** One micro-batch after the other, each operation by all threads of libtorch. */
  private NDList inTurn(NDManager results, long step) {
    NDList losses = new NDList();
    for (int i = 0; i < microBatches; i++) {
      TrainingBatch batch = read(step, i);
      GradientSum.StageListener listener =
          i == microBatches - 1 ? optimizer : GradientSum.StageListener.NONE;
      losses.add(loss(GradientSum.Share.alone(listener), results, batch));
    }
    return losses;
  }

  /**
   * The sequences of all micro-batches in shards, which threads take one after the other. Their
   * gradients and losses are added in the order of the shards.
   */
  private NDList inShards(NDManager results, long step) {
    List<TrainingBatch> parts = new ArrayList<>();
    for (int i = 0; i < microBatches; i++) {
      parts.addAll(Shards.cut(read(step, i), shards));
    }
    GradientSum sum =
        new GradientSum(parts.size(), stage -> workers.inCaller(() -> optimizer.complete(stage)));
    NDArray[] shares = new NDArray[parts.size()];
    workers.run(parts.size(), i -> shares[i] = loss(sum.share(i), results, parts.get(i)));
    NDList losses = new NDList();
    for (int i = 0; i < shares.length; i++) {
      if (i % shards == 0) {
        losses.add(shares[i]);
      } else {
        losses.get(i / shards).addi(shares[i]);
      }
    }
    return losses;
  }

  private TrainingBatch read(long step, int i) {
    TrainingBatch batch = batches.batch(step, firstMicroBatch + i);
    tokens += batch.tokens();
    operations += operations(batch);
    return batch;
  }

  /** Adds the gradients of some sequences and gives their part of the loss that is recorded. */
  private NDArray loss(GradientSum.Share share, NDManager results, TrainingBatch batch) {
    double scale = 1.0 / config.batch().microBatches();
    try (NDManager scope = model.manager().newSubManager()) {
      NDArray bound = Objective.forwardAndBackward(pass, share, scope, batch, scale).get(1);
      bound.attach(results);
      return bound;
    }
  }

  private double operations(TrainingBatch batch) {
    double perToken = model.config().trainingFlopsPerToken(batch.time(), batch.headFraction());
    if (model.family().causal()) {
      // Attention that looks back only leaves out half of its scores.
      perToken -= model.config().trainingAttentionFlopsPerToken(batch.time()) / 2;
    }
    return batch.tokens() * perToken;
  }
}
