package org.smdm.eval.shift;

import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import org.smdm.config.PartialDate;
import org.smdm.config.ShiftConfig;
import org.smdm.data.prepare.DatedDocuments.Dated;
import org.smdm.io.UserException;

/**
 * Which slice a document belongs to.
 *
 * @param label as {@code 1990s}, {@code 2024-02} or what a column says
 * @param position in years, the middle of the slice; NaN where it has no place in time
 * @param isOfTraining whether it is the one of the training's time
 */
record SliceOf(String label, double position, boolean isOfTraining) {

  private static SliceOf at(String label, double position) {
    return new SliceOf(label, position, false);
  }

  /**
   * Finds a document's slice.
   *
   * @return nothing for a document outside the bounds
   * @throws UserException naming the line of a document whose date cannot be read, or says less
   *     than slices need
   */
  static Optional<SliceOf> document(Dated document, ShiftConfig.Data data) {
    return switch (data.by()) {
      case VALUE -> Optional.of(at(value(document, data), Double.NaN));
      case DECADE, YEAR, MONTH -> dated(document, data);
    };
  }

  private static String value(Dated document, ShiftConfig.Data data) {
    if (document.date() == null || document.date().isBlank()) {
      throw new UserException(
          "%s has nothing in \"%s\": name the field by --date-column, or take the line out"
              .formatted(document.where(), data.dateColumn()));
    }
    return document.date().strip();
  }

  private static Optional<SliceOf> dated(Dated document, ShiftConfig.Data data) {
    PartialDate date =
        PartialDate.parse(document.date()).orElseThrow(() -> undated(document, data));
    if (!date.isWithin(data.from(), data.to())) {
      return Optional.empty();
    }
    if (data.trainedUntil() != null && date.isWithin(null, data.trainedUntil())) {
      return Optional.of(new SliceOf("to " + data.trainedUntil(), Double.NaN, true));
    }
    int year = date.first().getYear();
    return Optional.of(
        switch (data.by()) {
          case DECADE -> at(decade(year), year / 10 * 10 + 5);
          case YEAR -> at("%04d".formatted(year), year);
          case MONTH -> month(document, date);
          case VALUE -> throw new IllegalStateException("values are no dates");
        });
  }

  private static String decade(int year) {
    return String.format(Locale.ROOT, "%04ds", year / 10 * 10);
  }

  private static SliceOf month(Dated document, PartialDate date) {
    LocalDate first = date.first();
    if (first.getMonth() != date.last().getMonth()) {
      throw new UserException(
          "%s is dated %s, which says no month: slice by year or decade"
              .formatted(document.where(), document.date()));
    }
    String label = "%04d-%02d".formatted(first.getYear(), first.getMonthValue());
    return at(label, first.getYear() + (first.getMonthValue() - 0.5) / 12);
  }

  private static UserException undated(Dated document, ShiftConfig.Data data) {
    if (document.date() == null) {
      return new UserException(
          "%s has no date in \"%s\": name its field by --date-column, or take the line out"
              .formatted(document.where(), data.dateColumn()));
    }
    return new UserException(
        "%s is dated '%s': write the date in \"%s\" as 2021-03-04, 2021-03 or 2021, or take the line out"
            .formatted(document.where(), document.date(), data.dateColumn()));
  }
}
