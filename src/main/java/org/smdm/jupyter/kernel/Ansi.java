package org.smdm.jupyter.kernel;

/** Colours of tracebacks, which front ends understand. */
final class Ansi {

  private static final String RESET = "\u001b[0m";

  private Ansi() {}

  static String red(String text) {
    return "\u001b[1;31m" + text + RESET;
  }

  static String blue(String text) {
    return "\u001b[34m" + text + RESET;
  }

  static String faint(String text) {
    return "\u001b[2m" + text + RESET;
  }
}
