package org.smdm.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.smdm.config.ModelCard;
import org.smdm.config.RunConfig;
import org.smdm.dist.Communicator;
import org.smdm.io.AtomicFolder;
import org.smdm.io.UserException;
import org.smdm.model.Transformer;
import org.smdm.record.CheckpointFolders;
import org.smdm.record.CheckpointManifest;
import org.smdm.record.LearntFrom;
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

  private final RunConfig config;
  private final TrainingTask task;
  private final Transformer model;
  private final RunFolder folder;
  private final TrainingListener listener;
  private final Communicator ranks;
  private final TrainingStep trainingStep;
  private final CheckpointKeeper keeper;
  private final double peak;
  private volatile boolean isToldToStop;

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
    isToldToStop = true;
  }

  /**
   * Trains to the end of the budget, or until it is told to stop.
   *
   * @return where it ended
   * @throws UserException when the loss is no longer finite, the disk is full, or the folder's
   *     checkpoint does not fit the run
   */
  public TrainingOutcome run() {
    TrainingState begun = restore();
    long steps = config.steps();
    long done = begun.step();
    long saved = done;
    ValidationResult validated = begun.validation();
    Divergence divergence = new Divergence(config, folder, begun.skippedSteps());
    Clock clock = new Clock(begun.elapsedSeconds());
    try (RunMetrics metrics = ranks.isLeader() ? RunMetrics.open(folder, done) : null;
        Meter meter = new Meter(config, ranks, begun, clock, peak)) {
      Consumer<StepMetrics> report =
          step -> {
            divergence.check(step);
            if (metrics != null) {
              metrics.step(step);
            }
            listener.step(step);
          };
      listener.started(steps, done);
      clock.resume();
      while (done < steps) {
        boolean[] agreed = agree(isToldToStop, meter.isDue());
        if (agreed[1]) {
          meter.read(report);
        }
        if (agreed[0]) {
          break;
        }
        meter.add(trainingStep.run(done++));
        validated = null;
        boolean validates = isDue(done, config.validation().everySteps());
        boolean saves = isDue(done, config.checkpoints().everySteps());
        if (validates || saves) {
          meter.read(report);
        }
        clock.pause();
        if (validates) {
          validated = validate(done, meter, metrics);
          saves |= isAmongTheBest(validated);
        }
        if (saves) {
          save(meter.state(done, validated), metrics);
          saved = done;
        }
        clock.resume();
      }
      if (done > saved) {
        meter.read(report);
        save(meter.state(done, null), metrics);
      }
    }
    if (done == steps) {
      listener.finished();
    } else {
      listener.stopped(done);
    }
    return new TrainingOutcome(folder, done == steps, done, validated);
  }

  /** Now and then, and at the end. */
  private boolean isDue(long done, long every) {
    return done == config.steps() || (every > 0 && done % every == 0);
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
  private boolean isAmongTheBest(ValidationResult validated) {
    return config.checkpoints().keepBest() > 0
        && agree(ranks.isLeader() && keeper.isWorthKeeping(validated))[0];
  }

  private TrainingState restore() {
    String found = "";
    if (ranks.isLeader()) {
      AtomicFolder.sweep(folder.checkpoints());
      Optional<Path> last = CheckpointFolders.latest(folder.checkpoints());
      last.ifPresent(checkpoint -> CheckpointManifest.require(checkpoint, config));
      found = last.map(Path::toString).orElse("");
    }
    found = ranks.broadcast(found, 0);
    TrainingState state =
        found.isEmpty()
            ? TrainingState.initial(task.fingerprint())
            : Checkpoint.restore(Path.of(found), model, trainingStep.optimizer());
    if (state.step() > config.steps()) {
      throw new UserException(
          "%s is of step %d, but the run ends after step %d: remove it to go on from the checkpoint before it"
              .formatted(found, state.step(), config.steps()));
    }
    if (!LearntFrom.isSame(state.dataSha256(), task.fingerprint())) {
      throw new UserException(
          "%s was trained on other data (SHA-256 %.12s…, now %.12s…): restore the data, or begin a new run"
              .formatted(found, state.dataSha256(), task.fingerprint()));
    }
    return state;
  }

  private ValidationResult validate(long done, Meter meter, RunMetrics metrics) {
    ValidationResult validated = task.validate(model, ranks);
    if (metrics != null) {
      metrics.validation(done, meter.tokens(), meter.flops(), meter.seconds(), validated);
    }
    listener.validated(done, validated);
    return validated;
  }

  private void save(TrainingState state, RunMetrics metrics) {
    if (metrics != null) {
      // A power cut must not leave a checkpoint whose metrics are lost.
      metrics.force();
    }
    ModelCard card =
        new ModelCard(
            model.family(),
            model.config(),
            task.tokenizer().name(),
            task.tokenizer().fingerprint(),
            state.step(),
            state.tokens());
    try (NDManager scope = model.manager().newSubManager()) {
      Map<String, NDArray> moments = trainingStep.optimizer().state(scope);
      if (ranks.isLeader()) {
        Path written = Checkpoint.write(folder.checkpoints(), model, moments, card, state, config);
        keeper.prune();
        listener.saved(state.step(), written);
      }
    }
  }
}
