package org.smdm.data.packed;

import java.util.function.LongFunction;

/**
 * Remembers the two values made last, by number: enough for readers that cross a border between
 * windows from both sides. Safe for use by several threads.
 *
 * @param <V> a value that is equal whenever it is made for the same number
 */
final class LastTwo<V> {

  private final LongFunction<V> make;
  private long newerNumber = -1;
  private long olderNumber = -1;
  private V newer;
  private V older;

  /**
   * @param make gives the value of a number; called by one thread at a time
   */
  LastTwo(LongFunction<V> make) {
    this.make = make;
  }

  /**
   * The value of a number, made now or remembered.
   *
   * @param number at least 0
   */
  synchronized V get(long number) {
    if (number == newerNumber) {
      return newer;
    }
    if (number == olderNumber) {
      return older;
    }
    V made = make.apply(number);
    older = newer;
    olderNumber = newerNumber;
    newer = made;
    newerNumber = number;
    return made;
  }
}
