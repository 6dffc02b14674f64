package org.smdm.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.smdm.io.ReadFailure;
import org.smdm.io.UserException;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

/**
 * Where a run is, from the last lines of its metrics: cheap however long it has been.
 *
 * @param step optimiser steps done
 * @param tokens tokens read
 * @param loss mean training loss of the last twenty steps, in nats per token; NaN before the first
 * @param tokensPerSecond mean of the last twenty steps; NaN before the first
 * @param validationLoss the last, in nats per token; NaN without one
 * @param validationStandardError of it; NaN when unknown
 */
record MetricsTail(
    long step,
    long tokens,
    double loss,
    double tokensPerSecond,
    double validationLoss,
    double validationStandardError) {

  /** Single losses jump, those of an MDM with the drawn times. */
  private static final int STEPS = 20;

  /** Ends of the file that are looked at until one holds a validation. */
  private static final int[] WINDOWS = {1 << 15, 1 << 19, 1 << 23};

  private static final List<String> COLUMNS =
      List.of(
          "step",
          "tokens",
          "loss",
          "tokens_per_second",
          "validation_loss",
          "validation_standard_error");

  private static final int LONGEST_HEADER = 4096;

  /**
   * Reads the end of {@code metrics.csv}.
   *
   * @throws UserException when the file is damaged or no file of metrics
   */
  static MetricsTail read(Path csv) {
    try (FileChannel channel = FileChannel.open(csv, StandardOpenOption.READ)) {
      String beginning = text(channel, 0, LONGEST_HEADER);
      int headerEnd = beginning.indexOf('\n');
      if (headerEnd < 0) {
        throw new UserException(
            "%s has no header line: give a file that a training run wrote".formatted(csv));
      }
      String header = beginning.substring(0, headerEnd);
      MetricsTail tail = null;
      for (int window : WINDOWS) {
        long from = Math.max(headerEnd, channel.size() - window);
        tail = of(csv, MetricsTable.of(csv, header, wholeLines(text(channel, from, window)), 0));
        if (from == headerEnd || !Double.isNaN(tail.validationLoss())) {
          break;
        }
      }
      return tail;
    } catch (NoSuchFileException e) {
      // A run that has not begun to train, or was stopped before it did.
      return new MetricsTail(0, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    } catch (IOException e) {
      throw ReadFailure.sentence(csv, "the metrics file of a run", e);
    }
  }

  private static String text(FileChannel channel, long from, int most) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(most, channel.size() - from));
    int read = 0;
    while (read >= 0 && bytes.hasRemaining()) {
      read = channel.read(bytes, from + bytes.position());
    }
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
  }

  /** Those of a text whose first and last lines may be cut. */
  private static List<String> wholeLines(String text) {
    int begin = text.indexOf('\n') + 1;
    int end = text.lastIndexOf('\n');
    return begin == 0 || end < begin ? List.of() : text.substring(begin, end).lines().toList();
  }

  private static MetricsTail of(Path csv, Table table) {
    for (String name : COLUMNS) {
      if (!table.containsColumn(name)) {
        throw new UserException(
            "%s has no column '%s': move it away if no training run wrote it".formatted(csv, name));
      }
    }
    int last = table.rowCount() - 1;
    Table steps = table.where(table.numberColumn("loss").isNotMissing());
    Table validations = table.where(table.numberColumn("validation_loss").isNotMissing());
    return new MetricsTail(
        last < 0 ? 0 : (long) table.doubleColumn("step").getDouble(last),
        last < 0 ? 0 : (long) table.doubleColumn("tokens").getDouble(last),
        mean(steps, "loss"),
        mean(steps, "tokens_per_second"),
        last(validations.doubleColumn("validation_loss")),
        last(validations.doubleColumn("validation_standard_error")));
  }

  /** Of the last steps, summed from the last one on. */
  private static double mean(Table steps, String column) {
    double sum = 0;
    int count = 0;
    for (int i = steps.rowCount() - 1; i >= Math.max(0, steps.rowCount() - STEPS); i--) {
      double value = steps.doubleColumn(column).getDouble(i);
      if (!Double.isNaN(value)) {
        sum += value;
        count++;
      }
    }
    return sum / count;
  }

  private static double last(DoubleColumn column) {
    return column.isEmpty() ? Double.NaN : column.getDouble(column.size() - 1);
  }
}
