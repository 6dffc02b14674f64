package org.smdm.jupyter.kernel;

import java.util.List;

/** A cell that did not compile or ended by an exception, as front ends show it. */
final class CellFailure extends RuntimeException {

  private final String name;
  private final int line;
  private final transient List<String> traceback;

  /**
   * A failure.
   *
   * @param name kind of failure, as {@code CompileError} or the exception's class
   * @param sentence the cause in one sentence
   * @param line of the cell, from 1; 0 when it is none of this cell's
   * @param traceback lines to show, which may be coloured by ANSI escapes
   * @param cause what was thrown; may be null
   */
  CellFailure(String name, String sentence, int line, List<String> traceback, Throwable cause) {
    super(sentence, cause);
    this.name = name;
    this.line = line;
    this.traceback = List.copyOf(traceback);
  }

  /** A failure of which there is no more to show than its sentence. */
  CellFailure(String name, String sentence, int line, Throwable cause) {
    this(name, sentence, line, List.of(Ansi.red(name) + ": " + sentence), cause);
  }

  String name() {
    return name;
  }

  int line() {
    return line;
  }

  List<String> traceback() {
    return traceback;
  }
}
