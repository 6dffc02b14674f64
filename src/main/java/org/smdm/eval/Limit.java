package org.smdm.eval;

import java.util.OptionalDouble;
import org.smdm.io.UserException;

/**
 * How many items of each task are scored: always the first ones of the file.
 *
 * <p>The harness (0.4.4) turns a fraction into a number at the first task and then takes that
 * number for all others; here a fraction is a fraction of every task.
 *
 * @param value below 1 a fraction of the items, rounded up; from 1 on a number of items, rounded
 *     down; absent for all items
 */
public record Limit(OptionalDouble value) {

  /** Every item. */
  public static final Limit NONE = new Limit(OptionalDouble.empty());

  /** Refuses what leaves nothing to score. */
  public Limit {
    if (value.isPresent() && !(value.getAsDouble() > 0 && Double.isFinite(value.getAsDouble()))) {
      throw new UserException(
          "limit is %s: write a number of items, or a fraction of them between 0 and 1"
              .formatted(value.getAsDouble()));
    }
  }

  /**
   * A limit.
   *
   * @param value as of the record
   */
  public static Limit of(double value) {
    return new Limit(OptionalDouble.of(value));
  }

  /**
   * The number of items to score.
   *
   * @param items how many there are
   */
  public int count(int items) {
    if (value.isEmpty()) {
      return items;
    }
    double limit = value.getAsDouble();
    return (int) Math.min(items, limit < 1 ? Math.ceil(items * limit) : Math.floor(limit));
  }
}
