package org.smdm.notebook;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.smdm.config.ConfigJson;
import org.smdm.config.DataConfig;
import org.smdm.config.RunConfig;
import org.smdm.data.packed.TrainingData;
import org.smdm.io.UserException;
import org.smdm.scaling.RunWorker;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;
import org.smdm.train.Interrupts;
import org.smdm.train.Parallelism;
import org.smdm.train.PretrainingTask;
import org.smdm.train.TrainingListener;
import org.smdm.train.TrainingOutcome;
import org.smdm.train.TrainingSession;

/**
 * Trains the runs of a queue on threads of this process, which share the processor's cores. Neither
 * the program nor the data have to be opened anew for each.
 *
 * <p>Used from one thread.
 */
final class RunsHere implements RunWorker, AutoCloseable {

  private final int coresBefore = Torch.threads();
  private final int coresOfEach;
  private final ExecutorService threads;
  private final Map<Thread, Opened> opened = new ConcurrentHashMap<>();

  /** What the order and shape of blocks depend on. */
  private record Key(DataConfig data, int blockSize, int vocabSize, long seed) {}

  /** A thread's data: they remember where they were read last, and so are not shared. */
  private record Opened(Key key, TrainingData data) {}

  /**
   * Makes threads.
   *
   * @param atOnce runs at a time
   * @throws UserException when that is none
   */
  RunsHere(int atOnce) {
    if (atOnce < 1) {
      throw new UserException("runs at once are " + atOnce + ": write at least 1");
    }
    coresOfEach = Math.max(1, coresBefore / atOnce);
    threads =
        Executors.newFixedThreadPool(
            atOnce,
            work -> {
              Thread thread = new Thread(work, "smdm-run");
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public Attempt begin(Path config, Path runs, Path log) {
    Training training = new Training();
    RunConfig run = ConfigJson.read(config, RunConfig.class);
    training.result = threads.submit(() -> train(run, runs, training));
    return training;
  }

  /** Later work of this process has all its cores again. */
  @Override
  public void close() {
    threads.shutdown();
    Torch.limitThreads(coresBefore);
  }

  /** Trains to the end, and says what went wrong; nothing where nothing did. */
  private String train(RunConfig run, Path runs, Training training) {
    training.thread = Thread.currentThread();
    Torch.limitThreads(coresOfEach);
    try {
      TrainingOutcome outcome =
          new TrainingSession(runs, true, training, Parallelism.none())
              .run(run, new PretrainingTask(run, data(run)));
      if (!outcome.isFinished()) {
        throw new RunStopped(
            "%s was stopped and saved after step %d of %d: run the cell again to go on"
                .formatted(run.name(), outcome.step(), run.steps()));
      }
      return "";
    } catch (UserException e) {
      return e.getMessage();
    }
  }

  private TrainingData data(RunConfig run) {
    Key key = new Key(run.data(), run.model().blockSize(), run.model().vocabSize(), run.seed());
    Opened last = opened.get(Thread.currentThread());
    if (last == null || !last.key().equals(key)) {
      TrainingData data = TrainingData.open(run.data(), run.model(), new RandomStreams(run.seed()));
      last = new Opened(key, data);
      opened.put(Thread.currentThread(), last);
    }
    return last.data();
  }

  private static final class Training implements Attempt, TrainingListener {

    private Future<String> result;
    private volatile Thread thread;
    private volatile boolean stopRequested;

    /** A request may come before there is anything that could be stopped. */
    @Override
    public void started(long steps, long done) {
      if (stopRequested) {
        Interrupts.interrupt(thread);
      }
    }

    @Override
    public boolean isOver() {
      return result.isDone();
    }

    @Override
    public String failure() {
      try {
        return result.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof CancellationException stopped) {
          throw stopped;
        }
        return e.getCause().toString();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted");
      }
    }

    @Override
    public void stop() {
      stopRequested = true;
      Thread at = thread;
      if (at != null) {
        Interrupts.interrupt(at);
      }
    }
  }
}
