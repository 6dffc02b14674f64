package org.smdm.jupyter.file;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** The variables that a cell declares, by the compiler's own parser. */
final class DeclaredVariables {

  private static final String HEAD = "class Cell { void cell() {\n";

  private DeclaredVariables() {}

  /**
   * Types of variables by their names, in order; that of {@code var} is empty unless a literal
   * tells it.
   *
   * @param cell Java, which may have errors
   */
  static Map<String, String> of(String cell) {
    // Magics and imports are no statements of Java; modifiers do nothing in a cell.
    String code =
        cell.lines()
            .map(line -> line.matches("\\s*(%|import\\s).*") ? "" : line)
            .map(line -> line.replaceFirst("^\\s*((public|private|protected|static)\\s+)+", ""))
            .collect(Collectors.joining("\n"));
    JavacTask task =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(
                    null, null, problem -> {}, List.of("-proc:none"), null, List.of(source(code)));
    Map<String, String> variables = new LinkedHashMap<>();
    try {
      for (CompilationUnitTree unit : task.parse()) {
        body(unit).ifPresent(body -> body.getStatements().forEach(s -> add(variables, s)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return variables;
  }

  private static JavaFileObject source(String code) {
    return new SimpleJavaFileObject(URI.create("string:///Cell.java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return HEAD + code + "\n}}";
      }
    };
  }

  private static Optional<BlockTree> body(CompilationUnitTree unit) {
    for (Tree type : unit.getTypeDecls()) {
      if (type instanceof ClassTree cell) {
        for (Tree member : cell.getMembers()) {
          if (member instanceof MethodTree method && method.getBody() != null) {
            return Optional.of(method.getBody());
          }
        }
      }
    }
    return Optional.empty();
  }

  private static void add(Map<String, String> variables, StatementTree statement) {
    if (statement instanceof VariableTree variable) {
      Tree type = variable.getType();
      boolean isInferred = type == null || type.toString().equals("var");
      variables.put(
          variable.getName().toString(),
          isInferred ? literalType(variable.getInitializer()) : type.toString().replace(" ", ""));
    }
  }

  private static String literalType(ExpressionTree value) {
    ExpressionTree inner = value instanceof UnaryTree unary ? unary.getExpression() : value;
    if (!(inner instanceof LiteralTree)) {
      return "";
    }
    return switch (inner.getKind()) {
      case INT_LITERAL -> "int";
      case LONG_LITERAL -> "long";
      case FLOAT_LITERAL -> "float";
      case DOUBLE_LITERAL -> "double";
      case BOOLEAN_LITERAL -> "boolean";
      case CHAR_LITERAL -> "char";
      case STRING_LITERAL -> "String";
      default -> "";
    };
  }
}
