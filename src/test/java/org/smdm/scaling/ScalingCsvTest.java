package org.smdm.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.io.UserException;

class ScalingCsvTest {

  @TempDir Path folder;

  @Test
  void runsAreTheSameAfterWritingAndReading() {
    List<LossPoint> runs =
        List.of(
            new LossPoint(Family.ARM, 1e12, 32928, 5061632, 1.4192, 0.02, "a"),
            new LossPoint(Family.MDM, 6e18, 153e6, 6.5e9, 2.25, Double.NaN, ""));
    Path file = folder.resolve("runs.csv");
    ScalingCsv.write(file, new ScalingData("here", runs, List.of()), List.of("by a test"));
    assertEquals(runs, ScalingCsv.read(file).runs());
  }

  @Test
  void columnsMayStandInAnyOrderAndUnknownOnesAreNoMatter() {
    ScalingData data =
        ScalingCsv.parse(
            """
            # from elsewhere
            loss,tokens,objective,colour,parameters,budget
            2.5,1e9,ARM,blue,1e8,6e17
            """,
            "file");
    assertEquals(
        List.of(new LossPoint(Family.ARM, 6e17, 1e8, 1e9, 2.5, Double.NaN, "")), data.runs());
  }

  @Test
  void mistakesAreNamedWithTheirLine() {
    refuse("objective,loss\narm,3\n", "write objective,budget,parameters,tokens,loss for runs");
    String header = "objective,budget,parameters,tokens,loss\n";
    refuse(header, "holds no runs");
    refuse(header + "arm,1,2,3\n", "line 2 has 4 cells where the header has 5");
    refuse(header + "arm,1,2,3,x\n", "line 2: loss is 'x'");
    refuse(header + "\n ,1,2,3,4\n", "line 3: objective is empty");
    refuse(header + "arm,1,0,3,4\n", "line 2: parameters is 0.0");
  }

  private static void refuse(String text, String part) {
    UserException refusal = assertThrows(UserException.class, () -> ScalingCsv.parse(text, "file"));
    assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
  }
}
