package org.smdm.config;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smdm.io.UserException;

/**
 * A date as data have it: a day, or no more than its month or year.
 *
 * @param first day that it can be
 * @param last day that it can be
 */
public record PartialDate(LocalDate first, LocalDate last) {

  /** Whatever follows a day, as a time, does not matter. */
  private static final Pattern FORM =
      Pattern.compile("(\\d{4})(?:-(\\d{2})(?:-(\\d{2})(?!\\d).*)?)?", Pattern.DOTALL);

  /**
   * Reads a date.
   *
   * @param text as 2021-03-04 (also with a time behind it), 2021-03 or 2021; may be null
   * @return nothing for any other text and for days that no calendar has
   */
  public static Optional<PartialDate> parse(String text) {
    Matcher parts = FORM.matcher(text == null ? "" : text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    int year = Integer.parseInt(parts.group(1));
    try {
      if (parts.group(2) == null) {
        return Optional.of(new PartialDate(LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31)));
      }
      YearMonth month = YearMonth.of(year, Integer.parseInt(parts.group(2)));
      if (parts.group(3) == null) {
        return Optional.of(new PartialDate(month.atDay(1), month.atEndOfMonth()));
      }
      LocalDate day = month.atDay(Integer.parseInt(parts.group(3)));
      return Optional.of(new PartialDate(day, day));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether all days that it can be are within bounds.
   *
   * @param from first day, month or year; null for no bound
   * @param to the last; null for no bound
   */
  public boolean isWithin(String from, String to) {
    return (from == null || !first.isBefore(of("from", from).first))
        && (to == null || !last.isAfter(of("to", to).last));
  }

  /**
   * A date that a user gave.
   *
   * @param field for the message
   * @param value as of {@link #parse}
   * @throws UserException when it is none
   */
  public static PartialDate of(String field, String value) {
    return parse(value)
        .orElseThrow(
            () ->
                new UserException(
                    "%s is '%s': write a date as 2021-03-04, 2021-03 or 2021"
                        .formatted(field, value)));
  }
}
