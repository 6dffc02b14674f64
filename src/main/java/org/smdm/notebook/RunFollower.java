package org.smdm.notebook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.smdm.io.UserException;
import org.smdm.lab.RunPlace;
import org.smdm.record.Manifest;
import org.smdm.record.RunStatus;
import org.smdm.train.Interrupts;

/** Shows a run of another process below the cell until it is over. */
final class RunFollower {

  private static final long MILLIS_PER_LOOK = 500;

  /** A process that was launched needs a while before its run has a manifest. */
  private static final long MILLIS_TO_BEGIN = 60_000;

  private final Run run;
  private final Path log;
  private final AtomicBoolean leave = new AtomicBoolean();
  private final NewMetrics metrics;
  private final RunView view;
  private long steps;
  private long step;

  RunFollower(Run run) {
    this.run = run;
    this.view = new RunView(run.name());
    this.log = RunPlace.log(run.files());
    this.metrics = new NewMetrics(run.files().metrics());
  }

  /**
   * Follows.
   *
   * @throws RunStopped when the cell is stopped; the run goes on
   * @throws UserException when the run failed or never began
   */
  void follow() {
    Interrupts.Registration registration = Interrupts.onInterrupt(() -> leave.set(true));
    try {
      long begin = System.nanoTime();
      String state = state(run);
      while (state.isEmpty() || state.equals(Manifest.RUNNING)) {
        if (state.isEmpty() && System.nanoTime() - begin > MILLIS_TO_BEGIN * 1_000_000) {
          throw new UserException(
              "%s has not begun: see %s".formatted(run.name(), Files.exists(log) ? log : run));
        }
        readOn();
        view.update(state.isEmpty() ? "begins" : "trains", "");
        if (leave.get()) {
          view.last("goes on", "No longer followed; attach(…) shows it again.");
          throw new RunStopped("%s is no longer followed and goes on".formatted(run.name()));
        }
        Thread.sleep(MILLIS_PER_LOOK);
        state = state(run);
      }
      String reason = RunStatus.read(run.files()).reason();
      readOn();
      view.last(state, reason);
      if (state.equals(Manifest.FAILED)) {
        throw new UserException("%s failed: %s".formatted(run.name(), reason));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunStopped("%s is no longer followed and goes on".formatted(run.name()));
    } finally {
      registration.close();
    }
  }

  /**
   * Waits until a run that was launched trains, or is over already.
   *
   * @throws UserException when its process ends before
   */
  static void awaitBeginning(Run run, Process process) {
    try {
      while (process.isAlive() && !state(run).equals(Manifest.RUNNING)) {
        Thread.sleep(MILLIS_PER_LOOK / 5);
      }
      if (!process.isAlive() && process.exitValue() != 0) {
        throw new UserException(
            "%s could not begin: %s".formatted(run.name(), lastLine(RunPlace.log(run.files()))));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunStopped("%s was launched and goes on".formatted(run.name()));
    }
  }

  private static String lastLine(Path log) {
    try {
      return Files.readAllLines(log).stream()
          .filter(line -> !line.isBlank())
          .reduce((first, second) -> second)
          .map(line -> line.replaceFirst("^smdm: ", ""))
          .orElse("its process said nothing");
    } catch (IOException e) {
      return "see " + log;
    }
  }

  /** Empty before the run has a manifest. */
  private static String state(Run run) {
    return run.files().hasManifest() ? RunStatus.read(run.files()).state() : "";
  }

  private void readOn() {
    steps = run.config().steps();
    for (List<Map<String, Double>> lines = metrics.next();
        !lines.isEmpty();
        lines = metrics.next()) {
      lines.forEach(this::read);
    }
    view.at(step, steps);
  }

  private void read(Map<String, Double> line) {
    Double loss = line.get("loss");
    if (loss != null) {
      step = line.getOrDefault("step", 0.0).longValue();
      double seconds = line.getOrDefault("elapsed_seconds", Double.NaN);
      view.step(
          step,
          loss,
          line.getOrDefault("tokens_per_second", Double.NaN),
          seconds / step * (steps - step));
    }
    Double validated = line.get("validation_loss");
    if (validated != null) {
      double error = line.getOrDefault("validation_standard_error", Double.NaN);
      String known = Double.isNaN(error) ? "" : String.format(Locale.ROOT, " ± %.3f", error);
      view.validated(String.format(Locale.ROOT, "%.3f%s nats/token", validated, known));
    }
  }
}
