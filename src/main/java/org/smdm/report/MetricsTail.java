package org.smdm.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.smdm.io.UserException;

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
      List<String> header = List.of(beginning.substring(0, headerEnd).strip().split(",", -1));
      MetricsTail tail = null;
      for (int window : WINDOWS) {
        long from = Math.max(headerEnd, channel.size() - window);
        tail = new Reader(csv, header).tail(text(channel, from, window));
        if (from == headerEnd || !Double.isNaN(tail.validationLoss())) {
          break;
        }
      }
      return tail;
    } catch (NoSuchFileException e) {
      // A run that has not begun to train, or was stopped before it did.
      return new MetricsTail(0, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be read (%s): check that it is a file and its permissions"
              .formatted(csv, e.getClass().getSimpleName()),
          e);
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

  /** Takes whole lines apart, from the last one backwards. */
  private record Reader(Path csv, List<String> header) {

    /** The tail from a text whose first and last lines may be cut. */
    MetricsTail tail(String text) {
      long step = 0;
      long tokens = 0;
      double loss = 0;
      double rate = 0;
      int losses = 0;
      int rates = 0;
      double validation = Double.NaN;
      double error = Double.NaN;
      boolean last = true;
      int end = text.lastIndexOf('\n');
      for (int start; end > 0 && (losses < STEPS || Double.isNaN(validation)); end = start) {
        start = text.lastIndexOf('\n', end - 1);
        if (start < 0) {
          break;
        }
        String[] cells = text.substring(start + 1, end).strip().split(",", -1);
        if (last) {
          step = (long) value(cells, "step");
          tokens = (long) value(cells, "tokens");
          last = false;
        }
        double lineLoss = value(cells, "loss");
        double lineRate = value(cells, "tokens_per_second");
        double lineValidation = value(cells, "validation_loss");
        if (losses < STEPS && !Double.isNaN(lineLoss)) {
          loss += lineLoss;
          losses++;
          if (!Double.isNaN(lineRate)) {
            rate += lineRate;
            rates++;
          }
        }
        if (Double.isNaN(validation) && !Double.isNaN(lineValidation)) {
          validation = lineValidation;
          error = value(cells, "validation_standard_error");
        }
      }
      return new MetricsTail(step, tokens, loss / losses, rate / rates, validation, error);
    }

    private double value(String[] cells, String column) {
      int index = header.indexOf(column);
      if (index < 0) {
        throw new UserException(
            "%s has no column '%s': move it away if no training run wrote it"
                .formatted(csv, column));
      }
      try {
        if (cells.length != header.size()) {
          throw new NumberFormatException("%d cells".formatted(cells.length));
        }
        return cells[index].isEmpty() ? Double.NaN : Double.parseDouble(cells[index]);
      } catch (NumberFormatException e) {
        throw new UserException(
            "%s has the damaged line '%s': mend or remove it"
                .formatted(csv, String.join(",", cells)),
            e);
      }
    }
  }
}
