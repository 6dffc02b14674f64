package org.smdm.chart;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.io.UserException;

/** Bars, dots and radars. */
class RowChartTest {

  @TempDir Path folder;

  private static RowChart dots() {
    return new RowChart(
        "Title",
        "accuracy in %",
        List.of("one", "two"),
        List.of(
            new RowChart.Series("a", List.of(10.0, Double.NaN), List.of(1.0, 1.0), false),
            new RowChart.Series("b", List.of(12.0, 30.0), List.of(Double.NaN, 2.0), true)),
        RowChart.Form.DOTS,
        List.of(Double.NaN, 25.0),
        "chance");
  }

  private static RowChart bars(double share, boolean isHollow) {
    return RowChart.of(
        RowChart.Form.BARS,
        "right answers",
        List.of("one"),
        List.of(new RowChart.Series("a", List.of(share), List.of(Double.NaN), isHollow)));
  }

  private static long pixels(Figure figure, Color colour) {
    BufferedImage image = FigureImage.pixels(figure);
    return IntStream.of(
            image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
        .filter(pixel -> pixel == colour.getRGB())
        .count();
  }

  @Test
  void chartsAreDrawnTheSameTwiceAndNotWithoutValues() throws Exception {
    RowChart chart = dots();
    List<Path> files = chart.write(folder.resolve("chart"));
    assertEquals(chart.svg(), Files.readString(files.get(0)));
    byte[] png = Files.readAllBytes(files.get(1));
    assertArrayEquals(chart.png(), png);
    assertTrue(ImageIO.read(new ByteArrayInputStream(png)).getWidth() > 800);
    UserException e = assertThrows(UserException.class, () -> bars(Double.NaN, false));
    assertTrue(e.getMessage().contains("no values"), e.getMessage());
  }

  @Test
  void barsAreAsLongAsTheirShareAndHollowOnesEmpty() {
    long half = pixels(bars(0.5, false), Palette.colour(0));
    long whole = pixels(bars(1, false), Palette.colour(0));
    // The swatch of the legend is blue too.
    assertEquals(2, (whole - 1000.0) / (half - 1000.0), 0.1);
    assertTrue(pixels(bars(1, true), Palette.colour(0)) < half / 2);
  }

  @Test
  void moreSeriesThanCanBeToldApartAreRefused() {
    List<RowChart.Series> many =
        Collections.nCopies(7, new RowChart.Series("s", List.of(0.5), List.of(Double.NaN), false));
    assertThrows(
        UserException.class, () -> RowChart.of(RowChart.Form.BARS, "v", List.of("row"), many));
    assertEquals(7, RowChart.of(RowChart.Form.DOTS, "v", List.of("row"), many).series().size());
  }

  @Test
  void radarsHaveALinePerSeriesAndEveryLabel() {
    List<String> axes = List.of("writing", "maths", "coding");
    RadarFigure two =
        new RadarFigure(
            "grades",
            axes,
            10,
            List.of(
                new RadarFigure.Series("a", List.of(1.0, 5.0, 9.0)),
                new RadarFigure.Series("b", List.of(9.0, 5.0, 1.0))));
    assertTrue(two.svg().contains("<title>grades</title>"));
    assertTrue(pixels(two, Palette.colour(0)) > 1000 && pixels(two, Palette.colour(1)) > 1000);
    assertThrows(UserException.class, () -> new RadarFigure("t", axes.subList(0, 2), 1, List.of()));
  }
}
