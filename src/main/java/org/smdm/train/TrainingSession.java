package org.smdm.train;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.smdm.config.FolderLock;
import org.smdm.config.Precision;
import org.smdm.config.RunConfig;
import org.smdm.config.UserException;
import org.smdm.data.TrainingData;
import org.smdm.model.Transformer;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

/**
 * One training run from config to run folder. SIGINT and SIGTERM let it save and end; a process
 * killed otherwise leaves what it saved last.
 */
public final class TrainingSession {

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
    task.requireBatch(config.batch().globalBatchSize());
    Precision precision = precision(config);
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
      return new Outcome(folder, train(config, task, precision, folder, listener));
    } finally {
      lock.close();
    }
  }

  private static TrainingOutcome train(
      RunConfig config,
      TrainingTask task,
      Precision precision,
      RunFolder folder,
      TrainingListener listener) {
    try (NDManager manager = Torch.newManager(config.device());
        Transformer model =
            Transformer.initialized(
                manager,
                config.model(),
                config.objective().family(),
                precision,
                new RandomStreams(config.seed()))) {
      if (Checkpoint.latest(folder.checkpoints()).isEmpty()) {
        task.initialize(model);
      }
      Manifest manifest =
          folder.hasManifest()
              ? Manifest.resume(folder, config, task, precision)
              : Manifest.begin(folder, config, task, precision);
      return train(manifest, new Trainer(config, task, model, folder, listener));
    }
  }

  private static TrainingOutcome train(Manifest manifest, Trainer trainer) {
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
