package org.smdm.scaling;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.smdm.config.ConfigJson;
import org.smdm.io.Journal;
import org.smdm.io.OutputLock;
import org.smdm.io.Progress;
import org.smdm.io.UserException;
import org.smdm.record.Manifest;
import org.smdm.record.RunFolder;
import org.smdm.record.RunStatus;

/**
 * Trains the runs of a plan that are not finished, so many at a time. A run that fails is tried
 * once more, from where it saved last; what fails twice is reported and left for the next time. All
 * attempts are noted in {@code queue.jsonl}.
 */
public final class ScalingQueue {

  private static final int ATTEMPTS = 2;
  private static final long POLL_MILLIS = 200;
  private static final long SHOW_MILLIS = 1000;

  private final ScalingPlan plan;
  private final RunWorker worker;
  private final int atOnce;
  private final Progress<State> progress;
  private final Map<String, PlannedRun> planned = new LinkedHashMap<>();
  private final ArrayDeque<String> waiting = new ArrayDeque<>();
  private final Map<String, RunWorker.Attempt> active = new LinkedHashMap<>();
  private final Map<String, Integer> attempts = new HashMap<>();
  private final List<String> failed = new ArrayList<>();

  /**
   * Where a queue is.
   *
   * @param active names of runs that are trained now
   * @param failed names of those that failed twice
   */
  public record State(List<String> active, List<String> failed) {}

  /** One line of {@code queue.jsonl}. */
  private record Line(String time, String run, int attempt, String event, String reason) {}

  /**
   * @param plan whose runs to train
   * @param worker trains them
   * @param atOnce how many at a time
   * @param progress follows: the runs are its units
   */
  public ScalingQueue(ScalingPlan plan, RunWorker worker, int atOnce, Progress<State> progress) {
    if (atOnce < 1) {
      throw new UserException("runs at once are " + atOnce + ": write at least 1");
    }
    this.plan = plan;
    this.worker = worker;
    this.atOnce = atOnce;
    this.progress = progress;
    for (PlannedRun run : plan.planned()) {
      planned.put(run.name(), run);
    }
  }

  /**
   * Trains until all runs are finished or have failed twice.
   *
   * @return names of those that failed
   * @throws CancellationException when this thread is interrupted; runs save themselves
   * @throws UserException when another queue works on the plan
   */
  public List<String> run() {
    for (String name : planned.keySet()) {
      if (!plan.isFinished(name)) {
        waiting.add(name);
      }
    }
    int finished = planned.size() - waiting.size();
    double work = waiting.stream().mapToDouble(name -> work(planned.get(name))).sum();
    // Old lines stay: they say what became of earlier attempts.
    try (Journal<Line, Line> log =
        Journal.open(
            OutputLock.ofFolder(plan.folder(), "worked on by another process"),
            () -> {},
            plan.folder().resolve("queue.jsonl"),
            ConfigJson.lines(Line.class, Function.identity()))) {
      try {
        progress.begun(
            new Progress.Part(
                String.valueOf(plan.folder().getFileName()),
                "runs",
                planned.size(),
                finished,
                work));
        work(log);
        progress.ended();
      } finally {
        active.values().forEach(RunWorker.Attempt::stop);
        awaitEnds();
      }
    }
    return List.copyOf(failed);
  }

  private void work(Journal<Line, Line> log) {
    long shown = System.nanoTime();
    while (!waiting.isEmpty() || !active.isEmpty()) {
      while (active.size() < atOnce && !waiting.isEmpty()) {
        begin(log, waiting.remove());
      }
      for (Iterator<Map.Entry<String, RunWorker.Attempt>> all = active.entrySet().iterator();
          all.hasNext(); ) {
        Map.Entry<String, RunWorker.Attempt> entry = all.next();
        if (entry.getValue().isOver()) {
          all.remove();
          ended(log, entry.getKey(), entry.getValue().failure());
        }
      }
      if (!active.isEmpty()) {
        pause();
      }
      if ((System.nanoTime() - shown) / 1e6 > SHOW_MILLIS) {
        shown = System.nanoTime();
        show();
      }
    }
    show();
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the queue was interrupted");
    }
  }

  private void begin(Journal<Line, Line> log, String name) {
    int attempt = attempts.merge(name, 1, Integer::sum);
    note(log, name, attempt, "begun", "");
    Path output = plan.folder().resolve("logs").resolve(name + ".log");
    active.put(
        name,
        isTrainedElsewhere(name)
            ? new Elsewhere(name)
            : worker.begin(plan.config(name), plan.runs(), output));
    progress.said(name + (attempt == 1 ? " begun" : " begun once more"));
    show();
  }

  /** A queue that was killed may have left its processes at work. */
  private boolean isTrainedElsewhere(String name) {
    RunFolder run = plan.run(name);
    return run.hasManifest() && RunStatus.read(run).state().equals(Manifest.RUNNING);
  }

  private void ended(Journal<Line, Line> log, String name, String failure) {
    int attempt = attempts.get(name);
    if (plan.isFinished(name)) {
      note(log, name, attempt, "finished", "");
      progress.said(name + " finished");
      progress.advanced(1, work(planned.get(name)));
      return;
    }
    String reason = reason(name, failure);
    note(log, name, attempt, "failed", reason);
    if (attempt < ATTEMPTS) {
      waiting.add(name);
      progress.said(name + " failed and will be tried once more: " + reason);
    } else {
      failed.add(name);
      progress.said(name + " failed twice: " + reason);
    }
  }

  private String reason(String name, String failure) {
    if (!failure.isEmpty()) {
      return failure;
    }
    RunFolder run = plan.run(name);
    String told = run.hasManifest() ? RunStatus.read(run).reason() : "";
    return told.isEmpty() ? "its process ended without finishing; see its log" : told;
  }

  private static void note(
      Journal<Line, Line> log, String run, int attempt, String event, String reason) {
    log.add(new Line(Instant.now().toString(), run, attempt, event, reason));
  }

  private void awaitEnds() {
    boolean isInterrupted = Thread.interrupted();
    try {
      while (active.values().stream()
          .anyMatch(attempt -> !(attempt instanceof Elsewhere) && !attempt.isOver())) {
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      isInterrupted = true;
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void show() {
    progress.item(new State(List.copyOf(active.keySet()), List.copyOf(failed)));
  }

  /** Estimated seconds, or operations where none were measured. */
  private double work(PlannedRun run) {
    return run.seconds() == null ? run.budget() : run.seconds();
  }

  /** A run of an earlier queue's process. */
  private final class Elsewhere implements RunWorker.Attempt {
    private final String name;

    Elsewhere(String name) {
      this.name = name;
    }

    @Override
    public boolean isOver() {
      return !isTrainedElsewhere(name);
    }

    @Override
    public String failure() {
      return "";
    }

    @Override
    public void stop() {
      // It was not begun here, so it is not ended here.
    }
  }
}
