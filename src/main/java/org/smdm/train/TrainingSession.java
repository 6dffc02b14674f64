package org.smdm.train;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.smdm.config.Precision;
import org.smdm.config.RunConfig;
import org.smdm.dist.Communicator;
import org.smdm.io.AtomicFolder;
import org.smdm.io.OutputLock;
import org.smdm.io.UserException;
import org.smdm.model.Transformer;
import org.smdm.record.CheckpointFolders;
import org.smdm.record.Manifest;
import org.smdm.record.RunFolder;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

/**
 * Training from config to run folder. SIGINT and SIGTERM let it save and end; a process killed
 * otherwise leaves what it saved last.
 *
 * @param results parent of the run's folder, which every rank can read and the leader writes
 * @param goesOn whether to go on where the folder was left; else it must not exist
 * @param listener follows, on the leader only
 * @param parallelism how ranks share the work
 */
public record TrainingSession(
    Path results, boolean goesOn, TrainingListener listener, Parallelism parallelism) {

  /** The leader's word to begin with initial weights. */
  private static final String NEW = "new";

  /**
   * Trains, with all ranks of a job.
   *
   * @param config the run, the same on all ranks
   * @param task what it trains on, on all ranks
   * @throws UserException when the data is smaller than a batch, the folder is another process' or
   *     another run's, the ranks cannot share the work, or training fails in a way that the user
   *     can mend
   */
  public TrainingOutcome run(RunConfig config, TrainingTask task) {
    return run(config, task, outcome -> {});
  }

  /**
   * As {@link #run(RunConfig, TrainingTask)}, with something to be done before the run is called
   * finished: whoever is killed before it finds a run to go on with.
   *
   * @param last on the leader, after the training
   */
  public TrainingOutcome run(RunConfig config, TrainingTask task, Consumer<TrainingOutcome> last) {
    task.requireBatch(config.batch().globalBatchSize());
    parallelism.requireShares(config.batch().microBatches());
    Precision precision = precision(config);
    RunFolder folder = RunFolder.of(results, config.name());
    if (!parallelism.ranks().isLeader()) {
      return train(config, task, last, precision, folder);
    }
    // A lock alone is what an interrupted start left.
    boolean isThere =
        Files.exists(folder.path()) && (goesOn || AtomicFolder.isUnused(folder.path()));
    if (!isThere) {
      RunFolder.create(results, config);
    }
    OutputLock lock = OutputLock.ofFolder(folder.path(), "trained by another process");
    try {
      if (isThere) {
        folder.admit(config);
      }
      return train(config, task, last, precision, folder);
    } finally {
      lock.close();
    }
  }

  private TrainingOutcome train(
      RunConfig config,
      TrainingTask task,
      Consumer<TrainingOutcome> last,
      Precision precision,
      RunFolder folder) {
    Communicator ranks = parallelism.ranks();
    boolean isLeader = ranks.isLeader();
    try (NDManager manager = Torch.newManager(ranks.deviceOf(config.device()));
        Transformer model =
            Transformer.initialized(
                manager,
                config.model(),
                config.objective().family(),
                precision,
                new RandomStreams(config.seed()))) {
      boolean isNew = isLeader && CheckpointFolders.latest(folder.checkpoints()).isEmpty();
      // The others wait here for the leader to have looked at the folder.
      if (ranks.broadcast(isNew ? NEW : "", 0).equals(NEW)) {
        task.initialize(model);
      }
      Optional<Manifest> manifest =
          isLeader
              ? Optional.of(
                  Manifest.open(folder, config, task.learntFrom(), precision, ranks.worldSize()))
              : Optional.empty();
      TrainingListener follower = isLeader ? listener : TrainingListener.NONE;
      Trainer trainer = new Trainer(config, task, model, folder, follower, parallelism);
      Interrupts.Registration registration = Interrupts.onInterruptOrExit(trainer::stop);
      try {
        TrainingOutcome outcome = trainer.run();
        if (isLeader) {
          last.accept(outcome);
        }
        manifest.ifPresent(m -> end(m, outcome));
        return outcome;
      } catch (RuntimeException | Error e) {
        manifest.ifPresent(m -> m.fail(e));
        throw e;
      } finally {
        registration.close();
      }
    }
  }

  private static void end(Manifest manifest, TrainingOutcome outcome) {
    if (outcome.isFinished()) {
      manifest.finish(outcome.validation());
    } else {
      manifest.stop(Manifest.STOPPED, "told to stop after step " + outcome.step());
    }
  }

  private static Precision precision(RunConfig config) {
    Device device = Torch.device(config.device());
    if (config.precision() == Precision.BF16 && !Torch.multipliesBf16(device)) {
      System.err.println(
          "smdm: this processor has no bf16 instructions, so the run computes in fp32");
      return Precision.FP32;
    }
    return config.precision();
  }
}
