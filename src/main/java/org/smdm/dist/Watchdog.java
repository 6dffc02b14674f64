package org.smdm.dist;

import java.util.Map;
import org.smdm.io.UserException;

/**
 * Ends a job in which a rank hangs: stopped, in an endless loop, or on a machine that is gone.
 *
 * @param limitSeconds that one operation between ranks may take, what the slowest does before it
 *     included
 */
record Watchdog(long limitSeconds) {

  /** Exit code of a job that was ended so; that of a command that ran out of time. */
  static final int EXIT_CODE = 124;

  private static final String VARIABLE = "SMDM_RANK_TIMEOUT";
  private static final long USUAL_SECONDS = 600;

  /**
   * Reads the limit.
   *
   * @param variables of the process; {@code SMDM_RANK_TIMEOUT} in seconds
   * @throws UserException when it is no positive number
   */
  static Watchdog of(Map<String, String> variables) {
    String text = variables.get(VARIABLE);
    if (text == null || text.isBlank()) {
      return new Watchdog(USUAL_SECONDS);
    }
    try {
      long seconds = Long.parseLong(text.strip());
      if (seconds > 0) {
        return new Watchdog(seconds);
      }
    } catch (NumberFormatException e) {
      throw malformed(text, e);
    }
    throw malformed(text, null);
  }

  private static UserException malformed(String text, Exception cause) {
    return new UserException(
        VARIABLE + " is '" + text + "': write the seconds to wait for a rank, as 600", cause);
  }

  /** Ends this process, upon which the launcher ends the others. */
  void end(int rank, int worldSize, String operation) {
    System.err.printf(
        "smdm: rank %d of %d waited %d s in %s for the others, so one of them hangs and the job ends: look at that rank's machine, then start again with --resume (%s sets the limit)%n",
        rank, worldSize, limitSeconds, operation, VARIABLE);
    System.err.flush();
    // Nothing orderly: hooks would wait for the thread that hangs.
    Runtime.getRuntime().halt(EXIT_CODE);
  }
}
