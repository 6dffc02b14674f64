package org.smdm.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.smdm.config.ModelCard;
import org.smdm.config.RunConfig;
import org.smdm.data.packed.TrainingData;
import org.smdm.dist.Communicator;
import org.smdm.io.AtomicFolder;
import org.smdm.io.UserException;
import org.smdm.model.Transformer;
import org.smdm.record.CheckpointFolders;
import org.smdm.record.ResidentMemory;
import org.smdm.record.RunFolder;
import org.smdm.record.RunMetrics;
import org.smdm.record.StepMetrics;
import org.smdm.record.ValidationResult;
import org.smdm.tensor.PeakMatmul;

/**
 * Trains a run to the end of its budget (reference {@code pretrain/train_mdm.py}): steps,
 * validates, saves and reports on the way. It goes on from the folder's last checkpoint where there
 * is one, and what it computes does not depend on how often it was interrupted.
 */
public final class Trainer {

  /** Losses are read back from the device after this many steps or seconds, whichever is first. */
  private static final int STEPS_PER_READ = 16;

  private static final double SECONDS_PER_READ = 0.5;

  /** Steps skipped in a row after which a run is given up. */
  private static final int MOST_SKIPPED_IN_A_ROW = 50;

  private final RunConfig config;
  private final TrainingTask task;
  private final Transformer model;
  private final RunFolder folder;
  private final TrainingListener listener;
  private final Communicator ranks;
  private final TrainingStep trainingStep;
  private final CheckpointKeeper keeper;
  private final List<TrainingStep.Result> pending = new ArrayList<>();
  private final double peak;
  private TrainingState state;
  private ValidationResult validated;
  private int skippedInARow;
  private long savedStep;
  private double operationsAtRead;
  private double operations;
  private long tokens;
  private long tokensAtRead;
  private double secondsAtRead;
  private double secondsBefore;
  private long pausedNanos;
  private long startNanos;
  private volatile boolean stopRequested;

  /**
   * @param config the run
   * @param data its tokens
   * @param model of the config's shape and family; trained in place
   * @param folder receives metrics and checkpoints; may hold those of an interrupted run
   * @param listener is told of every step
   */
  public Trainer(
      RunConfig config,
      TrainingData data,
      Transformer model,
      RunFolder folder,
      TrainingListener listener) {
    this(config, new PretrainingTask(config, data), model, folder, listener);
  }

  /**
   * @param config the run
   * @param task what it trains on
   * @param model of the config's shape and family, at its initial weights; trained in place
   * @param folder receives metrics and checkpoints; may hold those of an interrupted run
   * @param listener is told of every step
   */
  public Trainer(
      RunConfig config,
      TrainingTask task,
      Transformer model,
      RunFolder folder,
      TrainingListener listener) {
    this(config, task, model, folder, listener, Parallelism.none());
  }

  /**
   * @param config the run
   * @param task what it trains on
   * @param model of the config's shape and family, at its initial weights; trained in place
   * @param folder receives metrics and checkpoints, from the leader; may hold those of an
   *     interrupted run, which every rank reads
   * @param listener is told of every step
   * @param parallelism how ranks share the work
   */
  Trainer(
      RunConfig config,
      TrainingTask task,
      Transformer model,
      RunFolder folder,
      TrainingListener listener,
      Parallelism parallelism) {
    this.config = config;
    this.task = task;
    this.model = model;
    this.folder = folder;
    this.listener = listener;
    this.ranks = parallelism.ranks();
    this.trainingStep = new TrainingStep(config, task, model, parallelism);
    this.keeper = new CheckpointKeeper(folder.checkpoints(), config.checkpoints());
    this.peak = PeakMatmul.glance(model.manager(), model.precision());
  }

  /**
   * Asks {@link #run()} to save and leave after the step it is at, and that of all other ranks. May
   * be called by any thread, also before it runs.
   */
  public void stop() {
    stopRequested = true;
  }

  /**
   * Trains to the end of the budget, or until it is told to stop.
   *
   * @return where it ended
   * @throws UserException when the loss is no longer finite, the disk is full, or the folder's
   *     checkpoint does not fit the run
   */
  public TrainingOutcome run() {
    restore();
    long steps = config.steps();
    try (RunMetrics metrics = ranks.isLeader() ? RunMetrics.open(folder, state.step()) : null) {
      listener.started(steps, state.step());
      startNanos = System.nanoTime();
      while (state.step() < steps) {
        boolean[] agreed = agree(stopRequested, readIsDue());
        if (agreed[1]) {
          read(metrics);
        }
        if (agreed[0]) {
          break;
        }
        pending.add(trainingStep.run(state.step()));
        advance();
        long done = state.step();
        boolean validate = done == steps || isDue(done, config.validation().everySteps());
        boolean save = done == steps || isDue(done, config.checkpoints().everySteps());
        if (validate || save) {
          read(metrics);
        }
        long began = System.nanoTime();
        if (validate) {
          validate(metrics);
          save |= isAmongTheBest();
        }
        if (save) {
          save();
        }
        pausedNanos += System.nanoTime() - began;
      }
      if (state.step() < steps && state.step() > savedStep) {
        read(metrics);
        save();
      }
      boolean finished = state.step() == steps;
      if (finished) {
        listener.finished();
      } else {
        listener.stopped(state.step());
      }
      return new TrainingOutcome(finished, state.step(), validated);
    } finally {
      pending.forEach(TrainingStep.Result::close);
      pending.clear();
    }
  }

  /** What any rank wants all do: clocks differ, and signals reach some first. */
  private boolean[] agree(boolean... wishes) {
    double[] all = new double[wishes.length];
    for (int i = 0; i < wishes.length; i++) {
      all[i] = wishes[i] ? 1 : 0;
    }
    ranks.allReduceMax(all);
    boolean[] agreed = new boolean[wishes.length];
    for (int i = 0; i < wishes.length; i++) {
      agreed[i] = all[i] > 0;
    }
    return agreed;
  }

  /** Only the leader knows the other checkpoints. */
  private boolean isAmongTheBest() {
    return config.checkpoints().keepBest() > 0
        && agree(ranks.isLeader() && keeper.isWorthKeeping(validated))[0];
  }

  private void restore() {
    String found = "";
    if (ranks.isLeader()) {
      AtomicFolder.sweep(folder.checkpoints());
      found = CheckpointFolders.latest(folder.checkpoints()).map(Path::toString).orElse("");
    }
    found = ranks.broadcast(found, 0);
    state =
        found.isEmpty()
            ? TrainingState.initial(task.fingerprint())
            : Checkpoint.restore(Path.of(found), model, trainingStep.optimizer());
    if (!state.dataSha256().equals(task.fingerprint())) {
      throw new UserException(
          "%s was trained on other data (SHA-256 %.12s…, now %.12s…): restore the data, or begin a new run"
              .formatted(found, state.dataSha256(), task.fingerprint()));
    }
    validated = state.validation();
    savedStep = state.step();
    tokens = state.tokens();
    tokensAtRead = tokens;
    secondsBefore = state.elapsedSeconds();
    secondsAtRead = secondsBefore;
  }

  private static boolean isDue(long done, long every) {
    return every > 0 && done % every == 0;
  }

  private void advance() {
    state =
        new TrainingState(
            state.step() + 1, state.tokens(), state.skippedSteps(), 0, state.dataSha256(), null);
    validated = null;
  }

  private boolean readIsDue() {
    return pending.size() >= STEPS_PER_READ || seconds() - secondsAtRead >= SECONDS_PER_READ;
  }

  /** Reads the losses of the pending steps from the device, reports and writes them. */
  private void read(RunMetrics metrics) {
    double now = Double.NaN;
    double rate = Double.NaN;
    double flopsRate = Double.NaN;
    long skipped = state.skippedSteps();
    long read = state.tokens();
    List<StepTotals> all = StepTotals.of(pending, config.batch().microBatches(), ranks);
    for (StepTotals totals : all) {
      tokens += totals.tokens();
      operations += totals.operations();
    }
    for (int i = 0; i < pending.size(); i++) {
      TrainingStep.Result p = pending.get(i);
      StepTotals totals = all.get(i);
      double loss = totals.loss();
      float[] norm = p.norm().toFloatArray();
      p.close();
      if (Double.isNaN(now)) {
        // The losses have waited for the device: only now is the time that of the work done.
        now = seconds();
        double interval = Math.max(1e-9, now - secondsAtRead);
        rate = (tokens - tokensAtRead) / interval;
        flopsRate = (operations - operationsAtRead) / interval;
        tokensAtRead = tokens;
        operationsAtRead = operations;
        secondsAtRead = now;
      }
      skippedInARow = norm[1] == 0 ? 0 : skippedInARow + 1;
      skipped += norm[1] == 0 ? 0 : 1;
      check(p.step(), loss, norm[0], norm[1] != 0);
      read += totals.tokens();
      StepMetrics step =
          new StepMetrics(
              p.step() + 1,
              read,
              flops(read),
              loss,
              p.learningRate(),
              norm[0],
              skipped,
              rate,
              flopsRate,
              flopsRate / peak,
              ResidentMemory.bytes(),
              now);
      if (metrics != null) {
        metrics.step(step);
      }
      listener.step(step);
    }
    pending.clear();
    state = new TrainingState(state.step(), read, skipped, now, state.dataSha256(), null);
  }

  private void check(long step, double loss, double norm, boolean skipped) {
    boolean finite = Double.isFinite(loss) && Double.isFinite(norm);
    if ((finite || skipped) && skippedInARow < MOST_SKIPPED_IN_A_ROW) {
      return;
    }
    int size = config.batch().globalBatchSize();
    String what =
        finite
            ? "%d steps in a row were skipped up to step %d".formatted(skippedInARow, step + 1)
            : "the loss of step %d (training sequences %d to %d) is %s with gradient norm %s"
                .formatted(step + 1, step * size, (step + 1) * size - 1, loss, norm);
    throw new UserException(
        "%s: lower learningRate (now %s) or gradientClip, or look at these sequences; the checkpoints in %s are of earlier steps"
            .formatted(what, config.optimizer().learningRate(), folder.checkpoints()));
  }

  private void validate(RunMetrics metrics) {
    validated = task.validate(model, ranks);
    List<Double> byMaskRatio = validated.lossByMaskRatio();
    if (metrics != null) {
      metrics.validation(
          state.step(), tokens, flops(tokens), secondsAtRead, validated, toArray(byMaskRatio));
    }
    listener.validated(state.step(), validated);
  }

  private static double[] toArray(List<Double> values) {
    return values == null ? null : values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private void save() {
    TrainingState saved =
        new TrainingState(
            state.step(),
            state.tokens(),
            state.skippedSteps(),
            secondsAtRead,
            state.dataSha256(),
            validated);
    ModelCard card =
        new ModelCard(
            model.family(),
            model.config(),
            task.tokenizer().name(),
            task.tokenizer().fingerprint(),
            saved.step(),
            saved.tokens());
    savedStep = saved.step();
    try (NDManager scope = model.manager().newSubManager()) {
      Map<String, NDArray> moments = trainingStep.optimizer().state(scope);
      if (ranks.isLeader()) {
        Path written = Checkpoint.write(folder.checkpoints(), model, moments, card, saved);
        keeper.prune();
        listener.saved(saved.step(), written);
      }
    }
  }

  private double flops(long tokens) {
    return 6.0 * model.config().nonEmbeddingParameters() * tokens;
  }

  private double seconds() {
    return secondsBefore + (System.nanoTime() - startNanos - pausedNanos) / 1e9;
  }
}
