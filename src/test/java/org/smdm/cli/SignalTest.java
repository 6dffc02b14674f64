package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Signals that meet native work which cannot save itself. */
@DisabledOnOs(OS.WINDOWS)
class SignalTest {

  @TempDir Path folder;

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void workThatCannotBeSavedEndsBetweenTwoKernels() throws Exception {
    Path output = folder.resolve("output.txt");
    Path json = folder.resolve("bench.json");
    Process process =
        ChildProcess.smdm(output, List.of("bench", "train", "--out", json.toString()));
    while (process.isAlive() && cpuSeconds(process) < 4) {
      Thread.sleep(50);
    }
    process.destroy();
    // The shell's convention for SIGTERM; native code that is torn down under way would give 134.
    assertEquals(143, process.waitFor());
    String said = Files.readString(output);
    assertTrue(said.contains("smdm: interrupted") && !said.contains("SIGSEGV"), said);
  }

  private static double cpuSeconds(Process process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
  }
}
