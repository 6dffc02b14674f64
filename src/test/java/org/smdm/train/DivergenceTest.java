package org.smdm.train;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.smdm.config.CheckpointConfig;
import org.smdm.config.RunConfig;
import org.smdm.io.UserException;
import org.smdm.record.RunFolder;
import org.smdm.record.StepMetrics;

class DivergenceTest {

  private static final RunConfig CONFIG =
      TinyRun.config(99, TinyRun.optimizer(1e-3, 2), new CheckpointConfig(0, 1, 0), 0);

  private final Divergence divergence =
      new Divergence(CONFIG, RunFolder.of(Path.of("results"), "run"), 7);

  private static StepMetrics step(long step, double loss, double norm, long skipped) {
    return new StepMetrics(step, 0, 0, loss, 1e-3, norm, skipped, 0, 0, 0, 0, 0);
  }

  private String refused(StepMetrics step) {
    return assertThrows(UserException.class, () -> divergence.check(step)).getMessage();
  }

  @Test
  void aLossOrNormThatIsNoNumberEndsTheRunByItsSequences() {
    divergence.check(step(1, 5, 1, 7));
    String loss = refused(step(2, Double.NaN, 1, 7));
    assertTrue(loss.contains("step 2 (training sequences 4 to 7) is NaN"), loss);
    assertTrue(loss.contains("results/run/checkpoints".replace('/', java.io.File.separatorChar)));
    String norm = refused(step(3, 5, Double.POSITIVE_INFINITY, 7));
    assertTrue(norm.contains("gradient norm Infinity"), norm);
  }

  @Test
  void aSkippedStepMayHaveAnyNormButFiftyInARowAreTooMany() {
    for (int i = 1; i < 50; i++) {
      divergence.check(step(i, 5, Double.POSITIVE_INFINITY, 7 + i));
    }
    divergence.check(step(50, 5, 1, 7 + 49));
    for (int i = 1; i < 50; i++) {
      divergence.check(step(50 + i, 5, 9, 7 + 49 + i));
    }
    String sentence = refused(step(100, 5, 9, 7 + 49 + 50));
    assertTrue(sentence.startsWith("50 steps in a row were skipped up to step 100"), sentence);
  }
}
