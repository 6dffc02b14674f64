package org.smdm.eval.mtbench;

import org.smdm.io.UserException;

/** The secret that an endpoint asks for. It never shows its value. */
public final class ApiKey {

  /** For endpoints that ask for none. */
  public static final ApiKey NONE = new ApiKey("");

  private static final String HIDDEN = "***";

  private final String value;

  private ApiKey(String value) {
    this.value = value;
  }

  /**
   * @param variable of the environment that holds it, for messages
   * @param value what it holds; null or blank for none
   * @throws UserException when it cannot be a header's value
   */
  public static ApiKey of(String variable, String value) {
    if (value == null || value.isBlank()) {
      return NONE;
    }
    String stripped = value.strip();
    if (!stripped.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
      throw new UserException(
          "the key in %s holds spaces or signs that no key has: set it again".formatted(variable));
    }
    return new ApiKey(stripped);
  }

  boolean isPresent() {
    return !value.isEmpty();
  }

  String header() {
    return "Bearer " + value;
  }

  /** A text of the server's, which might say the key back. */
  String hiddenIn(String text) {
    return isPresent() ? text.replace(value, HIDDEN) : text;
  }

  @Override
  public String toString() {
    return isPresent() ? HIDDEN : "none";
  }
}
