package org.smdm.io;

/**
 * Follows long work, as a download, a preparation or a study: its parts one after the other, and
 * what comes of each. All methods do nothing unless they are overridden, so a follower has only
 * what it shows. Work that is done by several threads may call from any of them.
 *
 * @param <T> what an item of the work gives
 */
public interface Progress<T> {

  /** Unit of parts that are counted in bytes; displays write megabytes. */
  String BYTES = "bytes";

  /**
   * A part of the work.
   *
   * @param name of it
   * @param unit what is counted, in the plural
   * @param total how many there are
   * @param done of them before
   * @param work that is left, in any unit that is in proportion to time
   */
  record Part(String name, String unit, long total, long done, double work) {

    /** A part whose units take about the same time. */
    public Part(String name, String unit, long total, long done) {
      this(name, unit, total, done, (double) (total - done));
    }
  }

  /** A part begins; the one before, if any, is over. */
  default void begun(Part part) {}

  /**
   * What follows is about something else.
   *
   * @param what as a word or a few
   */
  default void at(String what) {}

  /**
   * An item of the part gave something. Whoever counts items calls {@link #advanced} next.
   *
   * @param item what it gave, or where the work stands now
   */
  default void item(T item) {}

  /**
   * So much is done now.
   *
   * @param units of the part; less than 0 when so many must be done again
   * @param work that it was
   */
  default void advanced(long units, double work) {}

  /**
   * So many units, of equal work, are done now.
   *
   * @param units of the part; less than 0 when so many must be done again
   */
  default void advanced(long units) {
    advanced(units, (double) units);
  }

  /**
   * Something happened that people may want to know and that stays true.
   *
   * @param sentence without a full stop
   */
  default void said(String sentence) {}

  /** The part is over, and no other was begun so far. */
  default void ended() {}

  /** Follows nothing. */
  static <T> Progress<T> none() {
    return new Progress<>() {};
  }
}
