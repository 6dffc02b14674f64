package org.smdm.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
            "file",
            Map.of());
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
    UserException refusal =
        assertThrows(UserException.class, () -> ScalingCsv.parse(text, "file", Map.of()));
    assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
  }

  @Test
  void filesFromElsewhereMayCallColumnsOtherwise() {
    String text = "kind,C,N,D,val\n\"own, mine\",6e17,1e8,1e9,2.5\n";
    Map<String, String> names =
        Map.of("objective", "kind", "budget", "C", "parameters", "N", "tokens", "D", "loss", "val");
    ScalingData data = ScalingCsv.parse(text, "file", names);
    assertEquals(
        List.of(new LossPoint(new Family("own, mine"), 6e17, 1e8, 1e9, 2.5, Double.NaN, "")),
        data.runs());
    Path file = folder.resolve("again.csv");
    ScalingCsv.write(file, data, List.of());
    assertEquals(data.runs(), ScalingCsv.read(file).runs());
    UserException refusal =
        assertThrows(
            UserException.class, () -> ScalingCsv.parse(text, "file", Map.of("loss", "nll")));
    assertTrue(refusal.getMessage().contains("no column 'nll', but kind, C"), refusal.getMessage());
    assertTrue(
        assertThrows(
                UserException.class, () -> ScalingCsv.parse(text, "file", Map.of("nll", "val")))
            .getMessage()
            .contains("'nll' is no column"));
  }

  /** Tasks: the law is of −ln accuracy, and an accuracy's error is taken to first order. */
  @Test
  void accuraciesBecomeLosses() {
    String header = "objective,budget,parameters,tokens,accuracy,accuracy_error\n";
    ScalingData data = ScalingCsv.parse(header + "arm,6e17,1e8,1e9,0.25,0.01\n", "file", Map.of());
    assertEquals(Measure.ACCURACY, data.measure());
    assertEquals(Math.log(4), data.runs().get(0).loss(), 1e-12);
    assertEquals(0.04, data.runs().get(0).lossError(), 1e-12);
    refuse(header + "arm,6e17,1e8,1e9,1,0.01\n", "accuracy is 1.0: write a share above 0");
    ScalingData losses =
        new ScalingData(
            "losses", List.of(new LossPoint(Family.ARM, 1, 1, 1, 1, Double.NaN, "")), List.of());
    assertTrue(
        assertThrows(UserException.class, () -> ScalingData.of(List.of(data, losses)))
            .getMessage()
            .contains("one by one"));
  }
}
