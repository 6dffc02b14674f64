package org.smdm.jupyter.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import org.smdm.io.UserException;

/** Where in which cell each snippet stands, to name lines of cells in tracebacks. */
final class SnippetPlaces {

  /** Frames of libraries that are shown above those of cells. */
  private static final int LIBRARY_FRAMES = 4;

  private final Map<String, Place> places = new HashMap<>();

  private record Place(int cell, int line, String source) {}

  /** A line of a cell that a call went through. */
  private record Frame(int cell, int line, String method, String text) {

    String shown() {
      String where = "cell %d, line %d".formatted(cell, line);
      return Ansi.blue(where) + (method.isEmpty() ? "" : " in " + method) + "\n    " + text.strip();
    }
  }

  /**
   * Remembers a snippet.
   *
   * @param cell number of its cell
   * @param line of its first line in the cell
   */
  void put(Snippet snippet, int cell, int line) {
    places.put(snippet.id(), new Place(cell, line, snippet.source()));
  }

  /**
   * The failure of a cell that threw.
   *
   * @param name of the exception
   * @param message of it; may be empty
   * @param cell that ran
   * @param exception with snippets in its stack trace
   * @param thrown the exception itself; null where it does not matter
   */
  CellFailure failure(
      String name, String message, int cell, JShellException exception, Throwable thrown) {
    List<String> traceback = new ArrayList<>();
    traceback.add(Ansi.red(name) + (message.isEmpty() ? "" : ": " + message));
    List<Frame> frames = new ArrayList<>();
    int libraries = 0;
    boolean isOurs = thrown instanceof UserException;
    for (StackTraceElement element : exception.getStackTrace()) {
      Frame frame = frame(element);
      if (frame != null) {
        frames.add(frame);
      } else if (frames.isEmpty() && !isOurs && libraries++ < LIBRARY_FRAMES) {
        traceback.add(Ansi.faint("    at " + element));
      }
    }
    frames.forEach(frame -> traceback.addAll(frame.shown().lines().toList()));
    for (Throwable cause = isOurs || thrown == null ? null : thrown.getCause();
        cause != null && cause != cause.getCause();
        cause = cause.getCause()) {
      traceback.add("caused by " + cause);
    }
    int line = 0;
    for (Frame frame : frames) {
      line = frame.cell() == cell ? frame.line() : line;
    }
    return new CellFailure(name, message, line, traceback, thrown);
  }

  private Frame frame(StackTraceElement element) {
    String file = element.getFileName();
    Place place = file != null && file.startsWith("#") ? places.get(file.substring(1)) : null;
    if (place == null || element.getLineNumber() < 1) {
      return null;
    }
    List<String> lines = place.source().lines().toList();
    int index = element.getLineNumber() - 1;
    String text = index < lines.size() ? lines.get(index) : "";
    return new Frame(place.cell(), place.line() + index, element.getMethodName(), text);
  }
}
