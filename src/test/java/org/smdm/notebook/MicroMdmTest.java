package org.smdm.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The one-file first reading, run by the launcher as a reader runs it. */
class MicroMdmTest {
  private static final Path FILE = Path.of("notebooks", "MicroMdm.java");

  @Test
  void isShortAndNeedsOnlyTheJdk() throws Exception {
    var lines = Files.readAllLines(FILE);
    assertTrue(lines.size() <= 250, "lines: " + lines.size());
    for (String line : lines) {
      assertTrue(line.length() <= 110, line);
      assertTrue(!line.startsWith("import ") || line.matches("import (static )?java\\..*"), line);
    }
  }

  @Test
  void learnsAndItsBoundHolds() throws Exception {
    String out = run();
    assertEquals(out, run(), "the same seed gives the same output");
    double exact = value(out, "exact, nats a letter");
    double bound = value(out, "bound, all sets");
    assertEquals(1, value(out, "sum of p(x) over all words"), 1e-9);
    assertTrue(exact >= value(out, "entropy of the data, nats a letter"), out);
    assertTrue(exact <= bound, out);
    double error = value(out, "  its standard error");
    assertEquals(bound, value(out, "bound, by chance"), 4 * error, out);
    assertTrue(
        value(out, "loss of the last 100 steps") < value(out, "loss of the first 100 steps"), out);
  }

  private static String run() throws Exception {
    String java = ProcessHandle.current().info().command().orElseThrow();
    Process process =
        new ProcessBuilder(java, FILE.toString(), "1000").redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    return out;
  }

  private static double value(String out, String name) {
    return out.lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length()).trim()))
        .findFirst()
        .orElseThrow();
  }
}
