package org.smdm.chart;

import java.awt.Graphics2D;
import java.util.List;
import org.smdm.io.UserException;

/**
 * A line chart for a paper: what it shows, and how to get it as SVG or PNG. White ground, the
 * colours of Okabe and Ito (told apart by colour-blind readers too), text of 12 pt at the chart's
 * own size of 96 units per inch.
 *
 * @param title above the chart, empty for none
 * @param x horizontal axis
 * @param y vertical axis
 * @param series what to draw, the first below the others
 * @param references horizontal lines to compare with
 * @param width in units of 1/96 inch
 * @param height in units of 1/96 inch
 */
public record LineChart(
    String title,
    ChartAxis x,
    ChartAxis y,
    List<ChartSeries> series,
    List<ReferenceLine> references,
    int width,
    int height)
    implements Figure {

  private static final int SMALLEST = 200;
  private static final int LARGEST = 4000;

  /**
   * Checks that there is something to draw and that all of it has a place on the axes.
   *
   * @throws UserException when no point is left, a logarithmic axis meets a value that is not
   *     positive, or the size is unreasonable
   */
  public LineChart {
    ChartText.requirePlain(title);
    series = List.copyOf(series);
    references = List.copyOf(references);
    if (series.stream().allMatch(s -> s.size() == 0)) {
      int dropped = series.stream().mapToInt(ChartSeries::dropped).sum();
      throw new UserException(
          "the chart '%s' has no points to draw%s: give it at least one finite point"
              .formatted(title, dropped == 0 ? "" : " (%d were not finite)".formatted(dropped)));
    }
    if (Math.min(width, height) < SMALLEST || Math.max(width, height) > LARGEST) {
      throw new UserException(
          "a chart of %d x %d cannot be drawn: choose width and height from %d to %d"
              .formatted(width, height, SMALLEST, LARGEST));
    }
    for (ChartSeries s : series) {
      for (int i = 0; i < s.size(); i++) {
        x.requirePlace(s.x(i), "series '%s'".formatted(s.name()));
        y.requirePlace(s.y(i), "series '%s'".formatted(s.name()));
        y.requirePlace(s.y(i) - s.error(i), "an error bar of series '%s'".formatted(s.name()));
      }
    }
    for (ReferenceLine line : references) {
      y.requirePlace(line.value(), "the reference line '%s'".formatted(line.label()));
    }
  }

  /** A chart of 7.5 by 4.7 inches without reference lines. */
  public static LineChart of(String title, ChartAxis x, ChartAxis y, List<ChartSeries> series) {
    return new LineChart(title, x, y, series, List.of(), 720, 450);
  }

  /** The same chart with these reference lines. */
  public LineChart withReferences(List<ReferenceLine> lines) {
    return new LineChart(title, x, y, series, lines, width, height);
  }

  /** The same chart in another size, in units of 1/96 inch. */
  public LineChart withSize(int newWidth, int newHeight) {
    return new LineChart(title, x, y, series, references, newWidth, newHeight);
  }

  /** How many points of all series were left out because they are not finite. */
  public int droppedPoints() {
    return series.stream().mapToInt(ChartSeries::dropped).sum();
  }

  @Override
  public String name() {
    return title.isBlank() ? y.label() : title;
  }

  @Override
  public void paint(Graphics2D g) {
    new CurvePainter(this).paint(g);
  }
}
