package org.smdm.chart;

import java.awt.Graphics2D;
import java.util.Collections;
import java.util.List;
import org.smdm.io.UserException;

/**
 * Values of several series over named rows with their errors: shares as bars from 0 to 100%, or
 * values as dots on an axis that need not begin at zero.
 *
 * @param title above the chart, empty for none
 * @param valueLabel of the horizontal axis
 * @param rows names, from top to bottom
 * @param series what is compared, at most six of bars and ten of dots
 * @param form how a value is shown
 * @param references a mark in each row to compare with, as the level of chance; NaN for none
 * @param referenceLabel what that is, for the legend
 */
public record RowChart(
    String title,
    String valueLabel,
    List<String> rows,
    List<Series> series,
    Form form,
    List<Double> references,
    String referenceLabel)
    implements Figure {

  /** How a value is shown. */
  public enum Form {
    /** A bar from 0; values are shares from 0 to 1. */
    BARS(6),
    /** A dot. */
    DOTS(10);

    private final int mostSeries;

    Form(int mostSeries) {
      this.mostSeries = mostSeries;
    }
  }

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

    boolean has(int row) {
      return Double.isFinite(values.get(row));
    }

    /** Half length of the error bar, 0 for none. */
    double error(int row) {
      return Double.isFinite(errors.get(row)) ? errors.get(row) : 0;
    }
  }

  /**
   * Copies the lists and checks that there is something to draw.
   *
   * @throws UserException when no value is finite, or there are too many series
   */
  public RowChart {
    ChartText.requirePlain(title);
    rows = List.copyOf(rows);
    series = List.copyOf(series);
    references = List.copyOf(references);
    if (series.size() > form.mostSeries) {
      throw new UserException(
          "a chart of %d series cannot be read: compare at most %d"
              .formatted(series.size(), form.mostSeries));
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

  /** A chart without title and references. */
  public static RowChart of(Form form, String valueLabel, List<String> rows, List<Series> series) {
    List<Double> none = Collections.nCopies(rows.size(), Double.NaN);
    return new RowChart("", valueLabel, rows, series, form, none, "");
  }

  @Override
  public String name() {
    return title.isBlank() ? valueLabel : title;
  }

  @Override
  public int width() {
    return new RowPainter(this).width();
  }

  @Override
  public int height() {
    return new RowPainter(this).height();
  }

  @Override
  public void paint(Graphics2D g) {
    new RowPainter(this).paint(g);
  }
}
