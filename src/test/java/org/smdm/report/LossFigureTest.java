package org.smdm.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.chart.ChartSeries;
import org.smdm.chart.LineChart;
import org.smdm.chart.ReferenceLine;

class LossFigureTest {

  @TempDir Path folder;

  private Path metrics(int steps, boolean validated) throws Exception {
    StringBuilder csv =
        new StringBuilder(
            "step,tokens,flops,loss,learning_rate,gradient_norm,tokens_per_second,elapsed_seconds,"
                + "validation_loss,validation_standard_error\n");
    for (int i = 1; i <= steps; i++) {
      csv.append("%d,%d,1,%s,1e-3,1,100,%d,,\n".formatted(i, i * 100, 2.0 + i % 2, i));
    }
    if (validated) {
      csv.append("%d,%d,1,,,,,9,2.5,0.1\n".formatted(steps, steps * 100));
    }
    return Files.writeString(folder.resolve("metrics.csv"), csv);
  }

  @Test
  void trainingIsSmoothedToItsMeanAndValidationKeepsItsError() throws Exception {
    LossFigure figure =
        new LossFigure(
            LossFigure.Unit.bitsPerByte(2),
            List.of(new LossFigure.Run("a run", metrics(2000, true))),
            List.of(new ReferenceLine("yardstick", 1.5)));
    LineChart chart = figure.chart();
    assertEquals(2, chart.series().size());
    double factor = 1 / Math.log(2) / 2;
    ChartSeries training = chart.series().get(0);
    assertEquals(2000, training.size());
    // The first point is the first loss itself; later ones average odd and even steps.
    assertEquals(3 * factor, training.y(0), 1e-12);
    assertEquals(2.5 * factor, training.y(1000), 0.02);
    assertEquals(2.5 * factor, training.y(1999), 0.03);
    ChartSeries validation = chart.series().get(1);
    assertEquals(2.5 * factor, validation.y(0), 1e-12);
    assertEquals(0.1 * factor, validation.error(0), 1e-12);
  }

  @Test
  void aRunWithoutValidationIsDrawnToo() throws Exception {
    LossFigure figure =
        new LossFigure(
            LossFigure.Unit.nats(),
            List.of(new LossFigure.Run("a run", metrics(3, false))),
            List.of());
    figure.write(folder.resolve("figures"), "losses");
    assertTrue(Files.size(folder.resolve("figures/losses.svg")) > 1000);
    assertTrue(Files.size(folder.resolve("figures/losses.png")) > 1000);
  }
}
