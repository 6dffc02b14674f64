package org.smdm.chart;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smdm.io.UserException;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class LineChartTest {
  private static final ChartAxis STEP = ChartAxis.linear("step");
  private static final ChartAxis LOSS = ChartAxis.linear("loss (nats per token)");
  private static final ChartAxis LOG = ChartAxis.logarithmic("compute (FLOPs)");

  @TempDir Path folder;

  private static ChartSeries noisy(String name, int seed) {
    Random random = new Random(seed);
    double[] x = IntStream.rangeClosed(1, 1000).asDoubleStream().toArray();
    double[] y =
        IntStream.range(0, 1000)
            .mapToDouble(i -> 3 + 5 * Math.exp(-i / 100.0) + 0.2 * random.nextGaussian())
            .toArray();
    return ChartSeries.line(name, x, y);
  }

  private static LineChart training() {
    ChartSeries validation =
        ChartSeries.markers(
                "MDM, validation", new double[] {300, 600, 900}, new double[] {3.3, 3.1, 3})
            .withErrorBars(new double[] {0.1, 0.1, 0.1})
            .inColourOf(1);
    return LineChart.of(
            "Training",
            STEP,
            LOSS,
            List.of(noisy("ARM", 1).faint(), noisy("MDM", 2).dashed(), validation))
        .withReferences(
            List.of(new ReferenceLine("unigram", 6.5), new ReferenceLine("bigram", 4.5)));
  }

  private static LineChart chart(ChartAxis x, ChartAxis y, double[] xs, double[] ys) {
    return LineChart.of("t", x, y, List.of(ChartSeries.line("s", xs, ys)));
  }

  private static BufferedImage image(LineChart chart) {
    return FigureImage.pixels(chart);
  }

  private static long pixels(BufferedImage image, Color colour) {
    int[] all = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return IntStream.of(all).filter(p -> p == colour.getRGB()).count();
  }

  @Test
  void thePngHasTwiceTheSizeAWhiteGroundAndTheSeriesColours() throws IOException {
    BufferedImage image =
        ImageIO.read(new ByteArrayInputStream(training().withSize(600, 400).png()));
    assertEquals(1200, image.getWidth());
    assertEquals(800, image.getHeight());
    assertEquals(Color.WHITE.getRGB(), image.getRGB(3, 3));
    assertTrue(pixels(image, Palette.colour(1)) > 2000);
    assertTrue(pixels(image, Color.WHITE) > image.getWidth() * image.getHeight() / 2);
  }

  @Test
  void thePngSaysItHas192DotsPerInch() throws IOException {
    byte[] png = training().png();
    String text = new String(png, java.nio.charset.StandardCharsets.ISO_8859_1);
    int at = text.indexOf("pHYs") + 4;
    int perMetre = ((png[at + 2] & 0xFF) << 8) | (png[at + 3] & 0xFF);
    assertEquals(192 / 0.0254, perMetre, 1);
  }

  @Test
  void theSvgIsWellFormedSizedAndHasOnePathPerCurve() throws Exception {
    String svg = training().svg();
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    assertEquals("svg", document.getDocumentElement().getTagName());
    assertEquals("0 0 720 450", document.getDocumentElement().getAttribute("viewBox"));
    assertEquals("Training", document.getElementsByTagName("title").item(0).getTextContent());
    assertEquals(
        0, document.getElementsByTagName("text").getLength(), "no font is needed to see it");
    int elements = document.getElementsByTagName("*").getLength();
    assertTrue(elements < 300, "elements for 2000 points: " + elements);
  }

  @Test
  void filesAreWrittenWhollyAndEqualChartsGiveEqualFiles() throws IOException {
    training().writeSvg(folder.resolve("figures/a.svg"));
    training().writePng(folder.resolve("figures/a.png"));
    assertEquals(training().svg(), Files.readString(folder.resolve("figures/a.svg")));
    assertArrayEquals(training().png(), Files.readAllBytes(folder.resolve("figures/a.png")));
    try (Stream<Path> files = Files.list(folder.resolve("figures"))) {
      assertEquals(2, files.count());
    }
    UserException e = assertThrows(UserException.class, () -> training().writePng(folder));
    assertTrue(e.getMessage().contains("it is a folder"), e.getMessage());
  }

  @Test
  void pointsThatAreNotFiniteAreLeftOutAndCounted() {
    double nan = Double.NaN;
    double inf = Double.POSITIVE_INFINITY;
    ChartSeries series =
        ChartSeries.line("s", new double[] {1, 2, nan, 4, 5}, new double[] {1, inf, 3, nan, 5});
    assertEquals(2, series.size());
    assertEquals(3, series.dropped());
    assertEquals(3, series.withErrorBars(new double[] {0.5, -inf}).dropped());
    LineChart chart = LineChart.of("t", STEP, LOSS, List.of(series, series.dashed()));
    assertEquals(6, chart.droppedPoints());
    assertTrue(chart.png().length > 0);
  }

  @Test
  void aChartWithoutPointsIsASentence() {
    String message =
        assertThrows(UserException.class, () -> LineChart.of("loss", STEP, LOSS, List.of()))
            .getMessage();
    assertEquals(
        "the chart 'loss' has no points to draw: give it at least one finite point", message);
    message =
        assertThrows(
                UserException.class,
                () -> chart(STEP, LOSS, new double[] {1, 2}, new double[] {Double.NaN, Double.NaN}))
            .getMessage();
    assertTrue(message.contains("(2 were not finite)"), message);
  }

  @Test
  void aLogarithmicAxisRefusesWhatIsNotPositive() {
    double[] good = {1, 10};
    assertSentence("series 's' reaches 0.0 on", () -> chart(LOG, LOSS, new double[] {0, 1}, good));
    assertSentence(
        "series 's' reaches -2.0 on", () -> chart(STEP, LOG, good, new double[] {1, -2}));
    ChartSeries bars = ChartSeries.line("s", good, good).withErrorBars(new double[] {1, 0});
    assertSentence(
        "an error bar of series 's' reaches 0.0 on",
        () -> LineChart.of("t", STEP, LOG, List.of(bars)));
    assertSentence(
        "the reference line 'zero' reaches 0.0 on",
        () -> chart(STEP, LOG, good, good).withReferences(List.of(new ReferenceLine("zero", 0))));
    assertSentence("give it a finite value", () -> new ReferenceLine("r", Double.NaN));
  }

  private static void assertSentence(String part, org.junit.jupiter.api.function.Executable make) {
    String message = assertThrows(UserException.class, make).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void mistakesOfTheCallerAreRefused() {
    double[] one = {1};
    assertThrows(
        IllegalArgumentException.class, () -> ChartSeries.line("s", one, new double[] {1, 2}));
    assertThrows(
        IllegalArgumentException.class,
        () -> ChartSeries.line("s", one, one).withErrorBars(new double[] {-1}));
    assertSentence("charts cannot set TeX", () -> ChartAxis.linear("$x$"));
    assertSentence("choose width and height", () -> training().withSize(100, 400));
  }

  @ParameterizedTest
  @CsvSource({
    "5, 5",
    "0, 0",
    "1e-12, 3e-12",
    "-1e300, 1e300",
    "1e300, 1.1e300",
    "1, 1.0000000000000002",
    "-7e-320, 7e-320",
    "123456, 123457",
    "-0.5, 1e7",
    "99999, 100001",
    "0.1, 0.10001"
  })
  void anyFiniteRangeIsDrawnOnLinearAxes(double low, double high) {
    double[] values = {low, high};
    assertDrawn(chart(STEP, LOSS, values, values));
    assertDrawn(chart(STEP, LOSS, new double[] {low}, new double[] {high}));
  }

  @ParameterizedTest
  @CsvSource({
    "5, 5",
    "1e-12, 3e-12",
    "1e-250, 1e250",
    "9.99e17, 1.01e18",
    "2.9, 3.1",
    "1, 10",
    "1, 1000",
    "3.000001, 3.000002",
    "1e17, 3e20",
    "0.02, 900"
  })
  void anyPositiveRangeIsDrawnOnLogarithmicAxes(double low, double high) {
    double[] values = {low, high};
    assertDrawn(chart(LOG, LOG, values, values));
  }

  @Test
  void rangesThatNoAxisCanHoldAreASentence() {
    double[] huge = {-1e308, 1e308};
    double[] tiny = {4.9e-324, 1};
    assertSentence("use other units", () -> chart(STEP, LOSS, huge, huge).png());
    assertSentence("use other units", () -> chart(STEP, LOG, tiny, tiny).svg());
  }

  /** Something of the series' colour is there, and labels at both axes. */
  private static void assertDrawn(LineChart chart) {
    BufferedImage image = image(chart.withSize(400, 300));
    assertTrue(pixels(image, Palette.colour(0)) > 30, "no series");
    assertTrue(ink(image, 60, 20, 100, 500) > 20, "no labels beside the vertical axis");
    assertTrue(ink(image, 120, 510, 660, 44) > 20, "no labels below the horizontal axis");
  }

  private static long ink(BufferedImage image, int x, int y, int width, int height) {
    return IntStream.of(image.getRGB(x, y, width, height, null, 0, width))
        .filter(p -> p == ChartText.INK.getRGB())
        .count();
  }

  @Test
  void crowdsLongNamesAndTheSmallestSizeAreDrawn() {
    List<ChartSeries> crowd = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      crowd.add(noisy("a series with a name that is far too long for any legend " + i, i));
    }
    LineChart chart =
        LineChart.of("A title that goes on and on ".repeat(9), STEP, LOSS, crowd)
            .withReferences(
                List.of(new ReferenceLine("a label as long as the chart ".repeat(5), 4)));
    assertTrue(pixels(image(chart), Palette.colour(0)) > 0);
    assertTrue(image(chart.withSize(200, 200)).getWidth() == 400);
  }

  @Test
  void theLegendHidesNoMarker() {
    double[] x = IntStream.range(0, 400).asDoubleStream().map(i -> i % 20).toArray();
    double[] y = IntStream.range(0, 400).map(i -> i / 20).asDoubleStream().toArray();
    BufferedImage image =
        image(LineChart.of("", STEP, LOSS, List.of(ChartSeries.markers("everywhere", x, y))));
    // A marker has a diameter of 9 units, and the legend one marker more.
    double marker = Math.PI * 9 * 9;
    assertTrue(pixels(image, Palette.colour(0)) > 0.85 * 400 * marker, "hidden markers");
  }
}
