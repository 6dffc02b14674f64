package org.smdm.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.smdm.config.ModelFamily;
import org.smdm.config.ScalingConfig;
import org.smdm.config.SizeFamily;
import org.smdm.io.Progress;
import org.smdm.io.UserException;
import org.smdm.lab.ScalingStudy;
import org.smdm.lab.ScalingTokens;
import org.smdm.record.Manifest;
import org.smdm.record.RunFolder;
import org.smdm.record.RunStatus;
import org.smdm.scaling.LossPoint;
import org.smdm.scaling.ScalingPlan;
import org.smdm.scaling.ScalingQueue;
import org.smdm.tensor.Torch;
import org.smdm.train.Interrupts;

/** Runs of a plan on threads of one process. */
@ResourceLock("interrupts")
class RunsHereTest {

  @TempDir private Path folder;

  private ScalingPlan plan(String name) {
    ScalingConfig study =
        ScalingStudy.tiny()
            .budgets(2e9)
            .objectives(ModelFamily.MDM)
            .family(
                new SizeFamily.Shapes(
                    List.of(
                        new SizeFamily.Shape(2, 1, 8, 32),
                        new SizeFamily.Shape(2, 1, 10, 40),
                        new SizeFamily.Shape(2, 1, 12, 48),
                        new SizeFamily.Shape(2, 2, 16, 64))))
            .sizes(3)
            .spread(3)
            .optimum(3e3, 2e9, 0.5)
            .blockSize(16)
            .batchSize(32)
            .validationSequences(32)
            .config();
    return ScalingPlan.write(folder.resolve(name), study, ScalingTokens.count(study), 0.01);
  }

  private static List<String> train(
      ScalingPlan plan, int atOnce, Consumer<ScalingQueue.State> follow) {
    try (RunsHere here = new RunsHere(atOnce)) {
      Progress<ScalingQueue.State> progress =
          new Progress<>() {
            @Override
            public void item(ScalingQueue.State state) {
              follow.accept(state);
            }
          };
      return new ScalingQueue(plan, here, atOnce, progress).run();
    }
  }

  private static List<Double> losses(ScalingPlan plan) {
    return plan.results().runs().stream().map(LossPoint::loss).toList();
  }

  /** On one core each, as matrix products may round otherwise on several. */
  @Test
  void runsAtOnceStopTogetherAndGoOnToTheLossesOfOneAfterTheOther() throws Exception {
    int cores = Torch.threads();
    ScalingPlan single = plan("single");
    Torch.limitThreads(1);
    assertEquals(List.of(), train(single, 1, state -> {}));
    Torch.limitThreads(cores);

    ScalingPlan stopped = plan("stopped");
    CountDownLatch two = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread queue =
        new Thread(
            () ->
                thrown.set(
                    assertThrows(
                        RunStopped.class,
                        () ->
                            train(
                                stopped,
                                2,
                                state -> {
                                  if (state.active().size() == 2) {
                                    two.countDown();
                                  }
                                }))));
    queue.start();
    assertTrue(two.await(60, TimeUnit.SECONDS));
    while (queue.isAlive() && !Interrupts.interrupt()) {
      Thread.sleep(1);
    }
    queue.join(60_000);
    assertTrue(thrown.get().getMessage().contains("run the cell again to go on"));
    assertTrue(
        stopped.planned().stream().filter(run -> stopped.isFinished(run.name())).count() < 3);
    // What a thread has that computed nothing before.
    AtomicInteger later = new AtomicInteger();
    Thread fresh = new Thread(() -> later.set(Torch.threads()));
    fresh.start();
    fresh.join();
    assertEquals(cores, later.get());

    assertEquals(List.of(), train(stopped, 2, state -> {}));
    assertEquals(losses(single), losses(stopped));
  }

  @Test
  void anInterruptedThreadStopsItsRuns() {
    ScalingPlan plan = plan("interrupted");
    assertThrows(
        CancellationException.class,
        () ->
            train(
                plan,
                2,
                state -> {
                  if (state.active().size() == 2) {
                    Thread.currentThread().interrupt();
                  }
                }));
    assertTrue(Thread.interrupted());
    List<RunFolder> begun =
        plan.planned().stream()
            .map(run -> plan.run(run.name()))
            .filter(RunFolder::hasManifest)
            .toList();
    assertEquals(2, begun.size());
    begun.forEach(run -> assertEquals(Manifest.STOPPED, RunStatus.read(run).state()));
  }

  @Test
  void noRunsAtOnceAreRefused() {
    UserException e = assertThrows(UserException.class, () -> new RunsHere(0));
    assertEquals("runs at once are 0: write at least 1", e.getMessage());
  }
}
