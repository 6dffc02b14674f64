package org.smdm.sample;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * Numbers of rows for which a matrix product rounds each row alike. A CPU's library computes few
 * rows in another order than many: with {@value #LEAST} rows and more, in multiples of {@value
 * #STEP}, a row's result was seen to depend on nothing but the row, so that a sequence alone comes
 * out as the same sequence in a batch.
 */
public final class RowPadding {

  private static final int LEAST = 16;

  private static final int STEP = 4;

  private RowPadding() {}

  /**
   * Rows as a matrix that is filled up: short ones by their last value, and what lacks below by the
   * last row.
   *
   * @param scope receives the result
   * @param rows at least 1, of at least 1 value and at most width
   * @param batch how many rows the matrix has, at least as many
   * @return (batch, width) int64
   */
  public static NDArray filled(NDManager scope, List<int[]> rows, int batch, int width) {
    long[] values = new long[batch * width];
    for (int b = 0; b < batch; b++) {
      int[] row = rows.get(Math.min(b, rows.size() - 1));
      for (int i = 0; i < width; i++) {
        values[b * width + i] = row[Math.min(i, row.length - 1)];
      }
    }
    return scope.create(values, new Shape(batch, width));
  }

  /** A number of rows, filled up to a multiple. */
  public static int multiple(int rows) {
    return (rows + STEP - 1) / STEP * STEP;
  }

  /** A number of rows, filled up to a multiple and to the least. */
  public static int rows(int rows) {
    return Math.max(LEAST, multiple(rows));
  }

  /** Rows of each of so many sequences, so that together they are enough. */
  public static int rowsOfEach(int rows, int sequences) {
    return multiple(Math.max(rows, (LEAST + sequences - 1) / sequences));
  }

  /** How many sequences of so many positions have enough rows, at least those that there are. */
  public static int sequences(int sequences, int time) {
    return Math.max(sequences, (LEAST + time - 1) / time);
  }

  /**
   * How many sequences of so many positions have enough rows, and a multiple, so that even the last
   * bits of a sequence's results are the same in any batch.
   */
  public static int evenSequences(int sequences, int time) {
    int step = STEP / Math.min(STEP, Integer.lowestOneBit(time));
    return (sequences(sequences, time) + step - 1) / step * step;
  }
}
