package org.smdm.io;

/**
 * Something the user can mend. The message is one sentence that names the cause and says what to do
 * instead; the command line prints it without a stack trace and exits with code 2.
 */
public final class UserException extends RuntimeException {

  /**
   * @param sentence cause and mend, for people
   */
  public UserException(String sentence) {
    super(sentence);
  }

  /**
   * @param sentence cause and mend, for people
   * @param cause what was caught, kept for debugging
   */
  public UserException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
