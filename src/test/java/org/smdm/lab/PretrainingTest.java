package org.smdm.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.config.ModelFamily;
import org.smdm.config.RunConfig;
import org.smdm.train.Parallelism;
import org.smdm.train.TrainingListener;
import org.smdm.train.TrainingOutcome;
import org.smdm.train.TrainingSession;

class PretrainingTest {

  @TempDir Path results;

  @Test
  void aRunWhoseFigureCannotBeWrittenIsARunAllTheSame() {
    RunConfig config =
        Experiment.of(ModelFamily.MDM)
            .layers(1)
            .heads(2)
            .embd(16)
            .blockSize(32)
            .batchSize(4)
            .steps(2)
            .name("run")
            .config();
    List<String> warnings = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void started(long steps, long done) {
            try {
              Files.writeString(results.resolve("run").resolve("figures"), "in the way");
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }

          @Override
          public void warned(String message) {
            warnings.add(message);
          }
        };
    TrainingOutcome outcome =
        Pretraining.run(
            config,
            Pretraining.open(config),
            new TrainingSession(results, false, listener, Parallelism.none()));
    assertTrue(outcome.isFinished());
    assertEquals(2, outcome.step());
    assertEquals(1, warnings.size(), warnings.toString());
    assertTrue(warnings.get(0).startsWith("no figure of the losses: "), warnings.toString());
  }
}
