package org.smdm.data.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the year of a document in what people write beside it; never fails, only finds none. */
public final class Years {

  private static final Pattern NAME = Pattern.compile("^(\\d{4})[_. -]");
  private static final Pattern DATE = Pattern.compile("(?<!\\d)(\\d{4})(?!\\d)");

  private Years() {}

  /** The four digits a file name begins with, as in {@code 1862_abraham_lincoln_r.txt}. */
  public static OptionalInt ofFileName(String name) {
    return first(NAME, name);
  }

  /**
   * The year of a JSON object: its {@code year}, else the first four-digit number that stands alone
   * in its {@code date} ({@code 1862-12-01}, {@code December 1, 1862}).
   */
  static OptionalInt ofFields(JsonNode object) {
    // A year may be a number or a text; null is neither.
    OptionalInt year = first(DATE, object.path("year").asText(""));
    return year.isPresent() ? year : first(DATE, object.path("date").asText(""));
  }

  private static OptionalInt first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }
}
