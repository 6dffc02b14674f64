package org.smdm.chart;

import java.nio.file.Path;
import java.util.List;
import org.smdm.io.AtomicFile;
import org.smdm.io.UserException;

/**
 * Values of several series over named rows, a dot each with its standard error: what bars show, but
 * without an axis that must begin at zero. As SVG or PNG.
 *
 * @param title above the chart, empty for none
 * @param valueLabel of the horizontal axis
 * @param rows names, from top to bottom
 * @param series what is compared, at most ten
 * @param references a mark in each row to compare with, as the level of chance; NaN for none
 * @param referenceLabel what that is, for the legend
 */
public record DotChart(
    String title,
    String valueLabel,
    List<String> rows,
    List<Series> series,
    List<Double> references,
    String referenceLabel) {

  private static final int MOST_SERIES = 10;

  /**
   * One value per row.
   *
   * @param name for the legend
   * @param values one per row; NaN where there is none
   * @param errors half lengths of their error bars; NaN for none
   * @param isHollow whether it is from elsewhere than the others, as the literature
   */
  public record Series(String name, List<Double> values, List<Double> errors, boolean isHollow) {
    /** Copies the lists. */
    public Series {
      values = List.copyOf(values);
      errors = List.copyOf(errors);
    }
  }

  /**
   * Copies the lists and checks that there is something to draw.
   *
   * @throws UserException when no value is finite, or there are too many series
   */
  public DotChart {
    ChartText.requirePlain(title);
    rows = List.copyOf(rows);
    series = List.copyOf(series);
    references = List.copyOf(references);
    if (series.size() > MOST_SERIES) {
      throw new UserException(
          "a chart of %d series cannot be read: compare at most %d"
              .formatted(series.size(), MOST_SERIES));
    }
    for (Series s : series) {
      if (s.values.size() != rows.size() || s.errors.size() != rows.size()) {
        throw new IllegalArgumentException(
            "series '%s': %d values of %d rows".formatted(s.name, s.values.size(), rows.size()));
      }
    }
    if (references.size() != rows.size()) {
      throw new IllegalArgumentException(references.size() + " references");
    }
    if (series.stream().flatMap(s -> s.values.stream()).noneMatch(Double::isFinite)) {
      throw new UserException(
          "the chart '%s' has no values to draw: give it at least one finite value"
              .formatted(title));
    }
  }

  /** The chart as an SVG document, its text as outlines. */
  public String svg() {
    DotChartPainter painter = new DotChartPainter(this);
    return ChartImage.svg(
        title.isBlank() ? valueLabel : title, painter.width(), painter.height(), painter::paint);
  }

  /** The chart as a PNG image of twice the size in pixels. */
  public byte[] png() {
    DotChartPainter painter = new DotChartPainter(this);
    return ChartImage.png(painter.width(), painter.height(), painter::paint);
  }

  /** Writes {@code base.svg} and {@code base.png}, each whole or not at all. */
  public List<Path> write(Path base) {
    Path svg = base.resolveSibling(base.getFileName() + ".svg");
    Path png = base.resolveSibling(base.getFileName() + ".png");
    AtomicFile.writeString(svg, svg());
    byte[] image = png();
    AtomicFile.write(png, out -> out.write(image));
    return List.of(svg, png);
  }
}
