package org.smdm.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.io.UserException;
import org.smdm.lab.Home;

/** What is shown of a run while it goes on. */
class LiveViewTest {

  @TempDir Path folder;

  @Test
  void aSparklineStaysSmallAndKeepsItsCourse() {
    Sparkline line = new Sparkline();
    for (int i = 0; i < 100_000; i++) {
      line.add(i);
    }
    line.add(Double.NaN);
    List<Double> points = line.points();
    assertTrue(points.size() >= 100 && points.size() < 240, points.size() + " points");
    for (int i = 1; i < points.size(); i++) {
      assertTrue(points.get(i) > points.get(i - 1));
    }
    assertTrue(points.get(0) < 1_000 && points.get(points.size() - 1) > 98_000, points.toString());
    assertTrue(line.text().startsWith("▁") && line.text().endsWith("█"), line.text());
    assertEquals("", new Sparkline().svg());
  }

  @Test
  void progressSaysWhatIsKnownAndEscapesIt() {
    RunView view = new RunView("a<b");
    view.at(0, 200);
    view.step(50, 2.5, 1234.4, 75);
    view.validated("3.1 ± 0.2");
    String html = view.shown("trains", "note").forms().get(Shown.HTML);
    assertTrue(html.contains("a&lt;b") && html.contains("width:25.0%"), html);
    String text = view.shown("trains", "note").text();
    assertTrue(text.contains("step 50 of 200") && text.contains("1m 15s left"), text);
    assertTrue(text.contains("loss 2.500 nats/token") && text.contains("1,234 tokens/s"), text);
    assertTrue(text.endsWith("\nnote"), text);
    assertEquals("a  begins  step 0", new RunView("a").shown("begins", "").text());
  }

  @Test
  void metricsAreReadAsTheyCome() throws Exception {
    Path csv = folder.resolve("metrics.csv");
    NewMetrics metrics = new NewMetrics(csv);
    assertEquals(List.of(), metrics.next());
    Files.writeString(csv, "step,loss\n1,3.5\n2,");
    assertEquals(List.of(Map.of("step", 1.0, "loss", 3.5)), metrics.next());
    Files.writeString(csv, "step,loss\n1,3.5\n2,3.25\n3,\n");
    assertEquals(List.of(Map.of("step", 2.0, "loss", 3.25), Map.of("step", 3.0)), metrics.next());
    assertEquals(List.of(), metrics.next());
    // A resumed run cuts the file; all of it is read again.
    Files.writeString(csv, "step,loss\n1,3.5\n");
    assertEquals(List.of(Map.of("step", 1.0, "loss", 3.5)), metrics.next());
    Files.writeString(csv, "step,loss\n1,3.5\n2,what\n");
    assertThrows(UserException.class, metrics::next);
  }

  @Test
  void resultsLieBesideTheLauncherWhereverTheNotebookIs() throws Exception {
    Path notebooks = Files.createDirectories(folder.resolve("checkout/notebooks/deep"));
    Path checkout = folder.resolve("checkout");
    Files.createDirectory(checkout.resolve("lib"));
    assertTrue(Files.createFile(checkout.resolve("smdm")).toFile().setExecutable(true));
    assertEquals(checkout.resolve("results"), Home.of(null, Map.of(), notebooks).results());
    assertEquals(checkout, Home.of(null, Map.of(), notebooks).folder());
    assertEquals(Path.of("/x/results"), Home.of("/x", Map.of(), notebooks).results());
    Map<String, String> told = Map.of("SMDM_RESULTS", "/elsewhere");
    assertEquals(Path.of("/elsewhere"), Home.of("/x", told, notebooks).results());
    assertEquals(folder, Home.of(null, Map.of(), folder).folder());
  }
}
