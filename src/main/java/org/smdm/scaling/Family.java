package org.smdm.scaling;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.smdm.config.ModelFamily;
import org.smdm.io.UserException;

/**
 * What laws are fitted to one of: an objective of this program, or any label that files from
 * elsewhere give.
 *
 * @param label as in files; {@code arm} and {@code mdm} however they are written
 */
public record Family(@JsonValue String label) implements Comparable<Family> {

  /** Autoregressive models. */
  public static final Family ARM = of(ModelFamily.ARM);

  /** Masked diffusion models. */
  public static final Family MDM = of(ModelFamily.MDM);

  /** Validates and writes known labels in one way. */
  public Family {
    if (label == null || label.isBlank()) {
      throw new UserException("objective is empty: write arm, mdm or a label of your own");
    }
    String small = label.strip().toLowerCase(Locale.ROOT);
    label = isKnown(small) ? small : label.strip();
  }

  /** That of an objective. */
  public static Family of(ModelFamily objective) {
    return new Family(objective.label());
  }

  private static boolean isKnown(String small) {
    return small.equals(ModelFamily.ARM.label()) || small.equals(ModelFamily.MDM.label());
  }

  /** A part of file names: letters, digits, dots and dashes. */
  public String fileName() {
    return label.replaceAll("[^\\p{L}\\p{N}.]+", "-");
  }

  /** ARMs, then MDMs, then the others by label. */
  @Override
  public int compareTo(Family other) {
    boolean isFirst = isKnown(label);
    return isFirst == isKnown(other.label) ? label.compareTo(other.label) : isFirst ? -1 : 1;
  }

  /** As people write it. */
  @Override
  public String toString() {
    return isKnown(label) ? label.toUpperCase(Locale.ROOT) : label;
  }
}
