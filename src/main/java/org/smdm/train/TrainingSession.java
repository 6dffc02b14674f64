package org.smdm.train;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.smdm.config.Precision;
import org.smdm.config.RunConfig;
import org.smdm.data.packed.TrainingData;
import org.smdm.dist.Communicator;
import org.smdm.io.FolderLock;
import org.smdm.io.UserException;
import org.smdm.model.Transformer;
import org.smdm.record.CheckpointFolders;
import org.smdm.record.Manifest;
import org.smdm.record.RunFolder;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

/**
 * One training run from config to run folder. SIGINT and SIGTERM let it save and end; a process
 * killed otherwise leaves what it saved last.
 */
public final class TrainingSession {

  /** The leader's word to begin with initial weights. */
  private static final String NEW = "new";

  private TrainingSession() {}

  /**
   * What is left of a run.
   *
   * @param folder metrics, manifest and checkpoints
   * @param training how it ended
   */
  public record Outcome(RunFolder folder, TrainingOutcome training) {}

  /**
   * Trains.
   *
   * @param config the run
   * @param data its tokens
   * @param results parent of the run's folder
   * @param resume whether to go on where the folder was left; else it must not exist
   * @param listener follows
   * @throws UserException as {@link #run(RunConfig, TrainingTask, Path, boolean, TrainingListener)}
   */
  public static Outcome run(
      RunConfig config,
      TrainingData data,
      Path results,
      boolean resume,
      TrainingListener listener) {
    return run(config, new PretrainingTask(config, data), results, resume, listener);
  }

  /**
   * Trains.
   *
   * @param config the run
   * @param task what it trains on
   * @param results parent of the run's folder
   * @param resume whether to go on where the folder was left; else it must not exist
   * @param listener follows
   * @throws UserException when the data is smaller than a batch, the folder is another process' or
   *     another run's, or training fails in a way that the user can mend
   */
  public static Outcome run(
      RunConfig config,
      TrainingTask task,
      Path results,
      boolean resume,
      TrainingListener listener) {
    return run(config, task, results, resume, listener, Parallelism.none());
  }

  /**
   * Trains, with all ranks of a job.
   *
   * @param config the run, the same on all ranks
   * @param task what it trains on, on all ranks
   * @param results parent of the run's folder, which every rank can read and the leader writes
   * @param resume whether to go on where the folder was left; else it must not exist
   * @param listener follows, on the leader only
   * @param parallelism how ranks share the work
   * @throws UserException as {@link #run(RunConfig, TrainingTask, Path, boolean,
   *     TrainingListener)}, or when the ranks cannot share the work
   */
  public static Outcome run(
      RunConfig config,
      TrainingTask task,
      Path results,
      boolean resume,
      TrainingListener listener,
      Parallelism parallelism) {
    task.requireBatch(config.batch().globalBatchSize());
    parallelism.requireShares(config.batch().microBatches());
    Precision precision = precision(config);
    if (!parallelism.ranks().isLeader()) {
      return follow(config, task, precision, results, parallelism);
    }
    boolean goesOn = resume && RunFolder.exists(results, config.name());
    RunFolder folder =
        goesOn ? RunFolder.of(results, config.name()) : RunFolder.create(results, config);
    FolderLock lock =
        FolderLock.acquire(
            folder.path(),
            folder.path()
                + " is being trained by another process: wait for it, stop it, or give this run"
                + " another name");
    try {
      if (goesOn) {
        folder.admit(config);
      }
      return new Outcome(folder, lead(config, task, precision, folder, listener, parallelism));
    } finally {
      lock.close();
    }
  }

  private static TrainingOutcome lead(
      RunConfig config,
      TrainingTask task,
      Precision precision,
      RunFolder folder,
      TrainingListener listener,
      Parallelism parallelism) {
    Communicator ranks = parallelism.ranks();
    try (NDManager manager = Torch.newManager(ranks.deviceOf(config.device()));
        Transformer model = model(manager, config, precision)) {
      boolean isNew = CheckpointFolders.latest(folder.checkpoints()).isEmpty();
      ranks.broadcast(isNew ? NEW : "", 0);
      if (isNew) {
        task.initialize(model);
      }
      Manifest manifest =
          folder.hasManifest()
              ? Manifest.resume(folder, config, task.learntFrom(), precision, ranks.worldSize())
              : Manifest.begin(folder, config, task.learntFrom(), precision, ranks.worldSize());
      return train(manifest, new Trainer(config, task, model, folder, listener, parallelism));
    }
  }

  /** What a rank does that neither reports nor writes: the same training. */
  private static Outcome follow(
      RunConfig config,
      TrainingTask task,
      Precision precision,
      Path results,
      Parallelism parallelism) {
    Communicator ranks = parallelism.ranks();
    RunFolder folder = RunFolder.of(results, config.name());
    try (NDManager manager = Torch.newManager(ranks.deviceOf(config.device()));
        Transformer model = model(manager, config, precision)) {
      // Waits for the leader to have looked at the folder.
      if (ranks.broadcast("", 0).equals(NEW)) {
        task.initialize(model);
      }
      Trainer trainer =
          new Trainer(config, task, model, folder, TrainingListener.NONE, parallelism);
      return new Outcome(folder, untilTold(trainer, trainer::run));
    }
  }

  private static Transformer model(NDManager manager, RunConfig config, Precision precision) {
    return Transformer.initialized(
        manager,
        config.model(),
        config.objective().family(),
        precision,
        new RandomStreams(config.seed()));
  }

  private static TrainingOutcome train(Manifest manifest, Trainer trainer) {
    return untilTold(
        trainer,
        () -> {
          try {
            TrainingOutcome outcome = trainer.run();
            if (outcome.finished()) {
              manifest.finish(outcome.validation());
            } else {
              manifest.stop(Manifest.STOPPED, "told to stop after step " + outcome.step());
            }
            return outcome;
          } catch (UserException e) {
            manifest.stop(Manifest.FAILED, e.getMessage());
            throw e;
          } catch (CancellationException e) {
            // This process may live on, as a notebook's does, so that the manifest has to be told.
            manifest.stop(Manifest.STOPPED, "interrupted before it could save itself");
            throw e;
          } catch (RuntimeException | Error e) {
            manifest.stop(Manifest.FAILED, e.toString());
            throw e;
          }
        });
  }

  /** Trains in a way that signals and interrupts stop the run, which saves itself. */
  private static TrainingOutcome untilTold(Trainer trainer, Supplier<TrainingOutcome> training) {
    CountDownLatch ended = new CountDownLatch(1);
    // The system's signal begins the shutdown, which waits for the run to save itself.
    Thread onSignal =
        new Thread(
            () -> {
              trainer.stop();
              awaitUninterruptibly(ended);
            },
            "smdm-stop");
    Runtime.getRuntime().addShutdownHook(onSignal);
    Interrupts.Registration registration = Interrupts.onInterrupt(trainer::stop);
    try {
      return training.get();
    } finally {
      registration.close();
      ended.countDown();
      removeHook(onSignal);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The shutdown has begun and the hook is running: it was its signal that ended the run.
      return;
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

  /**
   * Opens a run's data.
   *
   * @throws UserException when it cannot be read, or its tokenizer does not fit the model
   */
  public static TrainingData open(RunConfig config) {
    return TrainingData.open(config.data(), config.model(), new RandomStreams(config.seed()));
  }
}
