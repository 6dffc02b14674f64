package org.smdm.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.io.Progress;
import org.smdm.io.UserException;
import org.smdm.lab.ScalingStudy;

/** The queue with a worker that only writes what training would leave behind. */
class ScalingQueueTest {

  @TempDir Path folder;
  private ScalingPlan plan;
  private final List<String> begun = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private int most;

  @BeforeEach
  void write() {
    plan =
        ScalingPlan.write(
            folder.resolve("plan"),
            ScalingStudy.tiny().budgets(1e12, 2e12).sizes(3).config(),
            Double.NaN,
            0);
  }

  /** Finishes every run a few looks after its beginning, but for those named. */
  private final class Fake implements RunWorker {
    private final Set<String> failing;
    private final int failures;
    private int atWork;

    Fake(Set<String> failing, int failures) {
      this.failing = failing;
      this.failures = failures;
    }

    @Override
    public Attempt begin(Path config, Path runs, Path log) {
      String name = config.getFileName().toString().replace(".json", "");
      begun.add(name);
      most = Math.max(most, ++atWork);
      long attempt = begun.stream().filter(name::equals).count();
      boolean isFailing = failing.contains(name) && attempt <= failures;
      return new Attempt() {
        private int looks;

        @Override
        public boolean isOver() {
          if (++looks != 2) {
            return looks > 2;
          }
          atWork--;
          if (!isFailing) {
            finish(name);
          }
          return true;
        }

        @Override
        public String failure() {
          return isFailing ? "the disk is full" : "";
        }

        @Override
        public void stop() {
          looks = 2;
        }
      };
    }
  }

  private void finish(String name) {
    try {
      Path run = Files.createDirectories(plan.runs().resolve(name));
      Files.copy(plan.config(name), run.resolve("config.json"));
      Files.writeString(
          run.resolve("manifest.json"),
          """
          {"state":"finished","began":"2026-01-01T00:00:00Z",
           "validationLoss":1.5,"validationStandardError":0.01}
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> run(RunWorker worker, int atOnce) {
    Progress<ScalingQueue.State> progress =
        new Progress<>() {
          @Override
          public void said(String sentence) {
            events.add(sentence);
          }
        };
    return new ScalingQueue(plan, worker, atOnce, progress).run();
  }

  @Test
  void allRunsAreTrainedSomeAtATimeAndTheirLossesCollected() {
    assertEquals(List.of(), run(new Fake(Set.of(), 0), 3));
    assertEquals(12, begun.size());
    assertEquals(3, most);
    ScalingData data = plan.results();
    assertEquals(12, data.runs().size());
    LossPoint first = data.runs().get(0);
    assertEquals(1.5, first.loss());
    assertEquals(0.01, first.lossError());
    // The budget counts attention and head, as 6·N·D does not.
    assertEquals(1e12, first.flops(), 1e10);
    assertTrue(6 * first.parameters() * first.tokens() < 0.8e12);
    assertTrue(first.allParameters() > first.parameters());
    begun.clear();
    assertEquals(List.of(), run(new Fake(Set.of(), 0), 3));
    assertEquals(List.of(), begun);
  }

  @Test
  void aFailureIsTriedOnceMore() throws IOException {
    String name = plan.planned().get(3).name();
    assertEquals(List.of(), run(new Fake(Set.of(name), 1), 2));
    assertEquals(2, begun.stream().filter(name::equals).count());
    String log = Files.readString(plan.folder().resolve("queue.jsonl"));
    assertTrue(log.contains("the disk is full"), log);
    assertEquals(12, plan.results().runs().size());
  }

  @Test
  void whatFailsTwiceIsReportedAndTriedAgainTheNextTime() {
    String name = plan.planned().get(3).name();
    assertEquals(List.of(name), run(new Fake(Set.of(name), 2), 2));
    assertTrue(events.contains(name + " failed twice: the disk is full"), events.toString());
    assertEquals(11, plan.results().runs().size());
    begun.clear();
    assertEquals(List.of(), run(new Fake(Set.of(), 0), 2));
    assertEquals(List.of(name), begun);
  }

  @Test
  void anInterruptStopsTheRunsAndLeavesTheRestForLater() {
    RunWorker worker = new Fake(Set.of(), 0);
    RunWorker interrupting =
        (config, runs, log) -> {
          if (begun.size() == 1) {
            Thread.currentThread().interrupt();
          }
          return worker.begin(config, runs, log);
        };
    assertThrows(CancellationException.class, () -> run(interrupting, 2));
    assertTrue(Thread.interrupted());
    assertEquals(2, begun.size());
    assertEquals(List.of(), run(new Fake(Set.of(), 0), 2));
    assertEquals(12, plan.results().runs().size());
  }

  @Test
  void aPlanIsNotOverwrittenAndAnEmptyOneHasNoResults() {
    UserException taken =
        assertThrows(
            UserException.class,
            () ->
                ScalingPlan.write(
                    plan.folder(), ScalingStudy.tiny().budgets(1e12).config(), Double.NaN, 0));
    assertTrue(taken.getMessage().contains("holds a plan already"));
    assertTrue(
        assertThrows(UserException.class, () -> plan.results()).getMessage().contains("no run of"));
    assertEquals(plan, ScalingPlan.open(plan.folder()));
  }
}
