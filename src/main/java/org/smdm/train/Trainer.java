package org.smdm.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.smdm.config.ModelCard;
import org.smdm.config.RunConfig;
import org.smdm.config.UserException;
import org.smdm.data.TrainingData;
import org.smdm.model.GradientPass;
import org.smdm.model.Transformer;
import org.smdm.objective.Objective;
import org.smdm.objective.TrainingBatch;
import org.smdm.tensor.RandomStreams;

/**
 * The training loop (reference {@code pretrain/train_mdm.py}): accumulate the gradients of a global
 * batch, clip, step AdamW along the schedule; validate, save and report on the way.
 *
 * <p>Data and noise of a micro-batch depend on the seed, the step and its number alone.
 */
public final class Trainer {

  /** Losses are read back from the device after this many steps or seconds, whichever is first. */
  private static final int STEPS_PER_READ = 16;

  private static final double SECONDS_PER_READ = 0.5;

  private final RunConfig config;
  private final TrainingData data;
  private final Transformer model;
  private final RunFolder folder;
  private final TrainingListener listener;
  private final RandomStreams streams;
  private final Objective objective;
  private final GradientPass pass;
  private final AdamW optimizer;
  private final LearningRate schedule;
  private final Validation validation;
  private final List<Pending> pending = new ArrayList<>();
  private long tokens;
  private long tokensAtRead;
  private double secondsAtRead;
  private long pausedNanos;
  private long startNanos;

  /** A step whose loss and gradient norm are still on the device. */
  private record Pending(
      NDManager scope, long step, long tokens, NDList losses, NDArray norm, double learningRate) {}

  /**
   * @param config the run
   * @param data its tokens
   * @param model of the config's shape and family; trained in place
   * @param folder receives metrics and checkpoints
   * @param listener is told of every step
   */
  public Trainer(
      RunConfig config,
      TrainingData data,
      Transformer model,
      RunFolder folder,
      TrainingListener listener) {
    this.config = config;
    this.data = data;
    this.model = model;
    this.folder = folder;
    this.listener = listener;
    this.streams = new RandomStreams(config.seed());
    this.objective = Objective.of(config.objective(), config.model());
    this.pass = new GradientPass(model, config.activationCheckpointing());
    this.optimizer = new AdamW(model, pass, config.optimizer());
    this.schedule =
        LearningRate.of(config.optimizer(), config.steps(), config.batch().microBatches());
    this.validation =
        new Validation(
            data.validation(),
            config.objective(),
            config.validation().sequences(),
            config.validation().monteCarloSamples(),
            config.batch().microBatchSize(),
            streams);
  }

  /**
   * Trains to the end of the budget, validates and saves.
   *
   * @return the last validation
   * @throws UserException when the loss is no longer finite or the disk is full
   */
  public ValidationResult run() {
    long steps = config.steps();
    ValidationResult last = null;
    try (RunMetrics metrics = RunMetrics.open(folder, 0)) {
      listener.started(steps);
      startNanos = System.nanoTime();
      for (long step = 0; step < steps; step++) {
        step(step);
        long done = step + 1;
        boolean validate = done == steps || isDue(done, config.validation().everySteps());
        boolean save = done == steps || isDue(done, config.checkpoints().everySteps());
        if (validate || save || readIsDue()) {
          read(metrics);
        }
        if (validate) {
          long began = System.nanoTime();
          last = validate(done, metrics);
          pausedNanos += System.nanoTime() - began;
        }
        if (save) {
          long began = System.nanoTime();
          listener.saved(done, save(done));
          pausedNanos += System.nanoTime() - began;
        }
      }
      listener.finished();
      return last;
    } finally {
      pending.forEach(p -> p.scope().close());
      pending.clear();
    }
  }

  private static boolean isDue(long done, long every) {
    return every > 0 && done % every == 0;
  }

  private void step(long step) {
    int microBatches = config.batch().microBatches();
    NDManager results = model.manager().newSubManager();
    NDList losses = new NDList();
    for (int micro = 0; micro < microBatches; micro++) {
      TrainingBatch batch = objective.prepare(blocks(step, micro), streams, step, micro);
      tokens += batch.tokens();
      try (NDManager scope = model.manager().newSubManager()) {
        NDArray bound = Objective.backward(pass, scope, batch, 1.0 / microBatches).get(1);
        bound.attach(results);
        losses.add(bound);
      }
    }
    double learningRate = schedule.atStep(step);
    NDArray norm = optimizer.step(results, learningRate);
    pending.add(new Pending(results, step + 1, tokens, losses, norm, learningRate));
  }

  private int[][] blocks(long step, int micro) {
    int size = config.batch().microBatchSize();
    long first = step * config.batch().globalBatchSize() + (long) micro * size;
    int[][] blocks = new int[size][data.train().blockLength()];
    for (int i = 0; i < size; i++) {
      data.train().read(first + i, blocks[i], 0);
    }
    return blocks;
  }

  private boolean readIsDue() {
    return pending.size() >= STEPS_PER_READ || seconds() - secondsAtRead >= SECONDS_PER_READ;
  }

  /** Reads the losses of the pending steps from the device, reports and writes them. */
  private void read(RunMetrics metrics) {
    double now = Double.NaN;
    double rate = Double.NaN;
    for (Pending p : pending) {
      double loss = 0;
      for (NDArray part : p.losses()) {
        loss += part.getFloat();
      }
      double norm = p.norm().getFloat(0);
      p.scope().close();
      if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
        throw new UserException(
            "the loss of step %d is %s with gradient norm %s: lower learningRate (now %s) or gradientClip; checkpoints of earlier steps are in %s"
                .formatted(
                    p.step(), loss, norm, config.optimizer().learningRate(), folder.checkpoints()));
      }
      if (Double.isNaN(now)) {
        // The first value read waits for the device; only then is the time that of the work done.
        now = seconds();
        rate = (tokens - tokensAtRead) / Math.max(1e-9, now - secondsAtRead);
        tokensAtRead = tokens;
        secondsAtRead = now;
      }
      StepMetrics step =
          new StepMetrics(
              p.step(),
              p.tokens(),
              flops(p.tokens()),
              loss,
              p.learningRate(),
              norm,
              0,
              rate,
              Double.NaN,
              Double.NaN,
              ResidentMemory.bytes(),
              now);
      metrics.step(step);
      listener.step(step);
    }
    pending.clear();
  }

  private ValidationResult validate(long step, RunMetrics metrics) {
    ValidationResult result = validation.run(model);
    metrics.validation(step, tokens, flops(tokens), seconds(), result, null);
    listener.validated(step, result);
    return result;
  }

  private Path save(long step) {
    ModelCard card =
        new ModelCard(
            model.family(),
            model.config(),
            data.tokenizer().name(),
            data.tokenizer().fingerprint(),
            step,
            tokens);
    return Checkpoint.write(folder.checkpoints(), model, optimizer, card);
  }

  private double flops(long tokens) {
    return 6.0 * model.config().nonEmbeddingParameters() * tokens;
  }

  private double seconds() {
    return (System.nanoTime() - startNanos - pausedNanos) / 1e9;
  }
}
