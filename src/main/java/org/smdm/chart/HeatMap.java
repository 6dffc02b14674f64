package org.smdm.chart;

import java.awt.Graphics2D;
import java.util.List;
import org.smdm.io.UserException;

/**
 * A matrix as coloured cells, white for zero to dark blue for the largest, with a scale beside it.
 *
 * @param title above the chart, empty for none
 * @param xLabel what columns are
 * @param yLabel what rows are
 * @param columns label of every column
 * @param rows label of every row, from the top
 * @param values one array per row, not negative; NaN for cells that have none
 * @param valueLabel quantity and unit of the values
 * @param missing what cells without a value are, beside a grey one; empty where every cell has one
 */
public record HeatMap(
    String title,
    String xLabel,
    String yLabel,
    List<String> columns,
    List<String> rows,
    double[][] values,
    String valueLabel,
    String missing)
    implements Figure {

  /**
   * Checks that every cell has a value, or is said to be missing.
   *
   * @throws UserException when there is none, a row has another length, or a value is negative or
   *     not finite
   */
  public HeatMap {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    values = copy(values);
    if (rows.isEmpty() || columns.isEmpty() || values.length != rows.size()) {
      throw new UserException(
          "a heat map of %d rows has %d labels: give one for each"
              .formatted(values.length, rows.size()));
    }
    for (double[] row : values) {
      if (row.length != columns.size()) {
        throw new UserException(
            "a row of %d values meets %d column labels: give one for each"
                .formatted(row.length, columns.size()));
      }
      for (double value : row) {
        boolean isMissing = Double.isNaN(value) && !missing.isEmpty();
        if (!isMissing && (!(value >= 0) || Double.isInfinite(value))) {
          throw new UserException(
              "the value %s has no colour: give finite numbers from 0".formatted(value));
        }
      }
    }
  }

  @Override
  public double[][] values() {
    return copy(values);
  }

  private static double[][] copy(double[][] rows) {
    double[][] copy = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      copy[i] = rows[i].clone();
    }
    return copy;
  }

  @Override
  public String name() {
    return title.isBlank() ? valueLabel : title;
  }

  @Override
  public int width() {
    return new HeatMapPainter(this).width();
  }

  @Override
  public int height() {
    return new HeatMapPainter(this).height();
  }

  @Override
  public void paint(Graphics2D g) {
    new HeatMapPainter(this).paint(g);
  }
}
