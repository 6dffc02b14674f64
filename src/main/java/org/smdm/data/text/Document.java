package org.smdm.data.text;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * One text of a corpus, the unit that is split into training and validation.
 *
 * @param id what distinguishes it within its corpus: a file name, or file name and line
 * @param text its whole text
 * @param year when it was written, where that is known
 */
public record Document(String id, String text, OptionalInt year) {

  /** Rejects nulls. */
  public Document {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(year, "year");
  }
}
