package org.smdm.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.chart.ChartSeries;
import org.smdm.chart.LineChart;
import org.smdm.chart.ReferenceLine;

class RunComparisonTest {

  private static final String HEADER =
      "step,tokens,flops,loss,learning_rate,gradient_norm,tokens_per_second,elapsed_seconds,"
          + "validation_loss,validation_standard_error\n";

  @TempDir Path folder;

  /** Losses alternate between 2 and 4; every hundredth step is validated at 3 ± 0.5. */
  private Path metrics(String name, int steps) throws IOException {
    StringBuilder csv = new StringBuilder(HEADER);
    for (int i = 1; i <= steps; i++) {
      csv.append("%d,%d,1e9,%d,1e-3,1,100,%d,,\n".formatted(i, 512L * i, 2 + i % 2 * 2, 60 * i));
      if (i % 100 == 0) {
        csv.append("%d,%d,1e9,,,,,%d,3,0.5\n".formatted(i, 512L * i, 60 * i));
      }
    }
    return Files.writeString(folder.resolve(name + ".csv"), csv);
  }

  private static RunComparison.Look look(int smoothing, boolean logX, boolean logY) {
    return new RunComparison.Look(smoothing, logX, logY, Double.NaN, List.of());
  }

  private static LineChart chart(Map<String, Path> runs, RunQuantity y, RunProgress x, int smooth) {
    return new RunComparison(runs, y, x, look(smooth, true, false)).chart();
  }

  @Test
  void noisyLossesAreSmoothedWithTheirStepsPaleBehindAndValidationsAsPoints() throws IOException {
    LineChart chart =
        chart(Map.of("a", metrics("a", 1000)), RunQuantity.LOSS, RunProgress.TOKENS, 0);
    assertEquals(3, chart.series().size());
    ChartSeries raw = chart.series().get(0);
    ChartSeries smooth = chart.series().get(1);
    ChartSeries validation = chart.series().get(2);
    assertTrue(raw.isFaint() && !smooth.isFaint());
    assertEquals(1000, raw.size());
    assertEquals("a", smooth.name());
    // A fiftieth of the run, 20 steps, as 10 to either side of the centre.
    assertEquals((10 * 2 + 11 * 4) / 21.0, smooth.y(500), 1e-12);
    assertEquals(10, validation.size());
    assertEquals(51200, validation.x(0));
    assertEquals(0.5, validation.error(0));
    assertEquals(
        List.of(0, 0, 0), chart.series().stream().map(s -> s.colour().getAsInt()).toList());
  }

  @Test
  void theLegendNamesEveryRunOnceInTheOrderGiven() throws IOException {
    Map<String, Path> runs = new LinkedHashMap<>();
    for (String name : List.of("z", "a", "m")) {
      runs.put(name, metrics(name, 200));
    }
    LineChart chart = chart(runs, RunQuantity.LOSS, RunProgress.STEPS, 0);
    assertEquals(
        List.of("z", "a", "m"),
        chart.series().stream().map(ChartSeries::name).filter(name -> !name.isEmpty()).toList());
  }

  @Test
  void withoutSmoothingThereIsOneLine() throws IOException {
    Map<String, Path> run = Map.of("a", metrics("a", 100));
    LineChart chart = chart(run, RunQuantity.LOSS, RunProgress.STEPS, 1);
    assertEquals(2, chart.series().size());
    assertEquals(4, chart.series().get(0).y(0));
    assertEquals(2, chart.series().get(0).y(1));
    assertEquals(1, chart(run, RunQuantity.LEARNING_RATE, RunProgress.STEPS, 0).series().size());
  }

  @Test
  void validationLossesHaveErrorBarsAndMayLackAnError() throws IOException {
    Path csv =
        Files.writeString(folder.resolve("v.csv"), HEADER + "1,1,1,,,,,1,3,0.5\n2,2,1,,,,,2,2,\n");
    LineChart chart = chart(Map.of("v", csv), RunQuantity.VALIDATION_LOSS, RunProgress.TOKENS, 0);
    ChartSeries line = chart.series().get(0);
    assertEquals(2, line.size());
    assertEquals(0.5, line.error(0));
    assertEquals(0, line.error(1));
  }

  @Test
  void longTimesAreShownInLongUnits() throws IOException {
    LineChart hours =
        chart(Map.of("a", metrics("a", 600)), RunQuantity.LOSS, RunProgress.SECONDS, 1);
    assertEquals("training time (h)", hours.x().label());
    assertEquals(10, hours.series().get(0).x(599), 1e-12);
    LineChart minutes =
        chart(Map.of("b", metrics("b", 20)), RunQuantity.LOSS, RunProgress.SECONDS, 1);
    assertEquals("training time (min)", minutes.x().label());
    assertEquals(20, minutes.series().get(0).x(19), 1e-12);
  }

  @Test
  void pointsWithoutAPlaceOnALogarithmicAxisAreLeftOut() throws IOException {
    Path csv =
        Files.writeString(
            folder.resolve("z.csv"), HEADER + "1,1,1,5,0,1,1,0,,\n2,2,1,4,1e-3,1,1,1,,\n");
    assertEquals(
        1,
        chart(Map.of("z", csv), RunQuantity.LOSS, RunProgress.SECONDS, 1).series().get(0).size());
    assertEquals(
        1,
        new RunComparison(
                Map.of("z", csv),
                RunQuantity.LEARNING_RATE,
                RunProgress.STEPS,
                look(1, false, true))
            .chart()
            .series()
            .get(0)
            .size());
  }

  @Test
  void aLongRunKeepsItsExtremesInFewPoints() {
    double[] x = new double[500_000];
    double[] y = new double[x.length];
    Arrays.setAll(x, i -> i + 1);
    Arrays.setAll(y, i -> Math.sin(i * 0.7));
    y[123_456] = 40;
    y[400_001] = -30;
    RunCurve curve = new RunCurve(x, y, new double[x.length]);
    for (boolean logarithmic : new boolean[] {false, true}) {
      RunCurve thin = curve.thinned(logarithmic);
      assertTrue(thin.size() < 4000, "points: " + thin.size());
      assertEquals(1, thin.x()[0]);
      assertEquals(500_000, thin.x()[thin.size() - 1]);
      assertEquals(40, Arrays.stream(thin.y()).max().getAsDouble());
      assertEquals(-30, Arrays.stream(thin.y()).min().getAsDouble());
      double[] sorted = thin.x().clone();
      Arrays.sort(sorted);
      assertArrayEquals(sorted, thin.x());
    }
  }

  @Test
  void pointsAtOnePlaceAreThinnedToo() {
    double[] x = new double[10_000];
    Arrays.fill(x, 7);
    double[] y = new double[x.length];
    Arrays.setAll(y, i -> i % 13);
    RunCurve thin = new RunCurve(x, y, new double[x.length]).thinned(true);
    assertTrue(thin.size() <= 4, "points: " + thin.size());
    assertFalse(thin.size() == 0);
  }

  @Test
  void lossesInBitsPerByteKeepTheirErrorsAndHaveYardsticks() throws IOException {
    RunComparison.Look look =
        RunComparison.Look.of(RunQuantity.LOSS)
            .inBitsPerByte(2, List.of(new ReferenceLine("yardstick", 1.5)));
    LineChart chart =
        new RunComparison(
                Map.of("a run", metrics("bits", 2000)), RunQuantity.LOSS, RunProgress.TOKENS, look)
            .chart();
    double factor = 1 / Math.log(2) / 2;
    assertEquals("loss (bits per byte; points: validation)", chart.y().label());
    assertEquals("yardstick", chart.references().get(0).label());
    ChartSeries smooth = chart.series().get(1);
    // The first point is the first loss itself; later ones average odd and even steps.
    assertEquals(4 * factor, smooth.y(0), 1e-12);
    assertEquals(3 * factor, smooth.y(1000), 0.04);
    assertEquals(3 * factor, smooth.y(1999), 0.04);
    ChartSeries validation = chart.series().get(2);
    assertEquals(3 * factor, validation.y(0), 1e-12);
    assertEquals(0.5 * factor, validation.error(0), 1e-12);
  }

  @Test
  void aRunWithoutValidationIsDrawnToo() throws Exception {
    RunComparison.Look look = RunComparison.Look.of(RunQuantity.LOSS);
    new RunComparison(
            Map.of("a run", metrics("few", 3)), RunQuantity.LOSS, RunProgress.TOKENS, look)
        .write(folder.resolve("figures/losses"));
    assertTrue(Files.size(folder.resolve("figures/losses.svg")) > 1000);
    assertTrue(Files.size(folder.resolve("figures/losses.png")) > 1000);
  }
}
