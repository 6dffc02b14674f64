package org.smdm.jupyter.kernel;

import java.nio.file.Path;
import java.util.List;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.UnresolvedReferenceException;

/**
 * Java as cells see it: what one declares the next may use. Runs code in this process; one thread
 * at a time.
 */
final class JavaSession implements AutoCloseable {

  /** What every cell may use without importing it. */
  private static final List<String> IMPORTS =
      List.of(
          "java.io.*",
          "java.math.*",
          "java.nio.file.*",
          "java.time.*",
          "java.util.*",
          "java.util.function.*",
          "java.util.stream.*");

  private final CellControl control = new CellControl();
  private final JShell shell;
  private final SnippetPlaces places = new SnippetPlaces();

  /**
   * Begins a session.
   *
   * @param imports further imports, as {@code static org.smdm.notebook.Notebook.*}
   */
  JavaSession(List<String> imports) {
    shell =
        JShell.builder()
            .executionEngine(control.provider(), null)
            .compilerOptions("-proc:none")
            .build();
    shell.addToClasspath(System.getProperty("java.class.path"));
    IMPORTS.forEach(this::importing);
    imports.forEach(this::importing);
  }

  private void importing(String name) {
    for (SnippetEvent event : shell.eval("import " + name + ";")) {
      if (event.status() == Snippet.Status.REJECTED) {
        throw new IllegalStateException("cells cannot import " + name);
      }
    }
  }

  SourceCodeAnalysis analysis() {
    return shell.sourceCodeAnalysis();
  }

  JShell shell() {
    return shell;
  }

  /** Lets cells use the classes of a jar or folder. */
  void addToClasspath(Path path) {
    shell.addToClasspath(path.toAbsolutePath().toString());
  }

  /**
   * Runs code.
   *
   * @param code declarations, statements and expressions
   * @param cell its number, for messages
   * @param line number of the code's first line in the cell, from 1
   * @return the value of the last expression, unless a semicolon ends it; null where there is none
   * @throws CellFailure when it does not compile or throws
   */
  Object run(String code, int cell, int line) {
    Object value = null;
    for (SnippetSplit part : SnippetSplit.of(analysis(), code)) {
      value = null;
      int first = line + lines(code, part.offset());
      control.forget();
      for (SnippetEvent event : shell.eval(part.source())) {
        if (event.causeSnippet() == null) {
          places.put(event.snippet(), cell, first);
          check(event, part.source(), cell, first);
          boolean shows = part.showsValue() && isValue(event.snippet());
          value = shows ? control.value() : null;
        }
      }
    }
    return value;
  }

  private static boolean isValue(Snippet snippet) {
    return switch (snippet.subKind()) {
      case VAR_VALUE_SUBKIND, TEMP_VAR_EXPRESSION_SUBKIND, OTHER_EXPRESSION_SUBKIND -> true;
      default -> false;
    };
  }

  private void check(SnippetEvent event, String source, int cell, int line) {
    if (event.status() == Snippet.Status.REJECTED) {
      List<Diag> problems = shell.diagnostics(event.snippet()).filter(Diag::isError).toList();
      throw CompileFailure.of(problems, source, cell, line);
    }
    JShellException exception = event.exception();
    if (exception instanceof UnresolvedReferenceException unresolved) {
      throw places.failure("UnresolvedReference", missing(unresolved), cell, unresolved, null);
    }
    if (exception instanceof EvalException evaluated) {
      Throwable thrown = control.thrown();
      String type =
          thrown == null ? evaluated.getExceptionClassName() : thrown.getClass().getName();
      String name = type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
      String message = thrown == null ? evaluated.getMessage() : thrown.getMessage();
      if (StopPoint.isRequested()) {
        throw places.failure("Interrupted", "the cell was interrupted", cell, evaluated, null);
      }
      throw places.failure(name, message == null ? "" : message, cell, evaluated, thrown);
    }
  }

  private String missing(UnresolvedReferenceException unresolved) {
    List<String> names = shell.unresolvedDependencies(unresolved.getSnippet()).sorted().toList();
    return "%s cannot run yet: declare %s first"
        .formatted(
            unresolved.getSnippet().name(),
            names.isEmpty() ? "what it uses" : String.join(" and ", names));
  }

  private static int lines(String code, int offset) {
    return (int) code.substring(0, offset).chars().filter(c -> c == '\n').count();
  }

  @Override
  public void close() {
    shell.close();
  }
}
