package org.smdm.jupyter.file;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import javax.lang.model.SourceVersion;
import org.smdm.io.UserException;

/**
 * Parameters of a notebook, after papermill's convention: the cell tagged {@code parameters}
 * declares them with their defaults, and a cell tagged {@code injected-parameters} behind it sets
 * others.
 */
public final class NotebookParameters {

  private static final String DECLARING = "parameters";
  private static final String INJECTED = "injected-parameters";

  private NotebookParameters() {}

  /**
   * Sets parameters; none leave the notebook as it is.
   *
   * @param notebook gets a cell, in the place of one that set parameters before
   * @param values texts by names
   * @throws UserException for a name that is not declared, or a value that does not fit its type
   */
  public static void inject(NotebookFile notebook, Map<String, String> values) {
    if (values.isEmpty()) {
      return;
    }
    int declaring = find(notebook, DECLARING);
    Map<String, String> declared =
        declaring < 0 ? null : DeclaredVariables.of(notebook.cells().get(declaring).source());
    StringJoiner code = new StringJoiner("\n");
    code.add("// Parameters");
    values.forEach(
        (name, value) -> {
          String type = type(notebook, declared, name, value);
          code.add("%s %s = %s;".formatted(type, name, literal(type, name, value)));
        });
    int old = find(notebook, INJECTED);
    if (old >= 0) {
      notebook.remove(old);
    }
    // Where no cell declares any, the old one's place is as good as the top, and papermill's.
    int at = declaring < 0 ? Math.max(0, old) : find(notebook, DECLARING) + 1;
    notebook.addCode(at, code.toString(), List.of(INJECTED));
  }

  private static int find(NotebookFile notebook, String tag) {
    List<NotebookCell> cells = notebook.cells();
    for (int i = 0; i < cells.size(); i++) {
      if (cells.get(i).isCode() && cells.get(i).tags().contains(tag)) {
        return i;
      }
    }
    return -1;
  }

  private static String type(
      NotebookFile notebook, Map<String, String> declared, String name, String value) {
    if (!SourceVersion.isName(name) || name.contains(".")) {
      throw new UserException(
          "-p %s: %s is no name of a variable: write -p name=value".formatted(name, name));
    }
    if (declared == null) {
      return ParameterLiteral.typeOf(value);
    }
    String type = declared.get(name);
    if (type == null) {
      throw new UserException(
          "%s has no parameter %s: %s"
              .formatted(
                  notebook.name(),
                  name,
                  declared.isEmpty()
                      ? "its cell tagged parameters declares none"
                      : "choose from " + String.join(", ", declared.keySet())));
    }
    if (!ParameterLiteral.knows(type)) {
      throw new UserException(
          "-p %s: a value of %s cannot be given on the command line: change it in the notebook, or declare it there as a number, boolean, String, Path, or an array or List of those"
              .formatted(name, type.isEmpty() ? "that var" : type));
    }
    return type;
  }

  private static String literal(String type, String name, String value) {
    try {
      return ParameterLiteral.of(type, value);
    } catch (ParameterLiteral.Unfit e) {
      throw new UserException(
          "-p %s=%s does not fit %s %s: write %s"
              .formatted(name, value, type, name, e.getMessage()),
          e);
    }
  }
}
