package org.smdm.code;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.smdm.io.UserException;

/** Compiles a class by the JDK's compiler, from memory into memory. */
final class SourceCompiler {

  private SourceCompiler() {}

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    private Source(String name, String text) {
      super(URI.create("string:///" + name.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Compiled extends SimpleJavaFileObject {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Compiled(String name) {
      super(URI.create("memory:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }

  /** Classes that were compiled, beside those of the program. */
  private static final class Loader extends ClassLoader {
    private final Map<String, Compiled> classes;

    private Loader(Map<String, Compiled> classes) {
      super(SourceCompiler.class.getClassLoader());
      this.classes = classes;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      Compiled compiled = classes.get(name);
      if (compiled == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = compiled.bytes.toByteArray();
      return defineClass(name, bytes, 0, bytes.length);
    }
  }

  /**
   * Compiles and loads a class.
   *
   * @param name of the class, with its package
   * @param source of it
   * @param error the exception of a line, from 1, and what is wrong in it
   * @throws UserException where there is no compiler
   */
  static Class<?> compile(
      String name, String source, BiFunction<Long, String, ? extends RuntimeException> error) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new UserException(
          "code of your own is compiled by a JDK, and this Java is without a compiler: install a JDK (Debian: apt-get install openjdk-17-jdk)");
    }
    Map<String, Compiled> classes = new HashMap<>();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    JavaFileManager files =
        new ForwardingJavaFileManager<>(
            compiler.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8)) {
          @Override
          public JavaFileObject getJavaFileForOutput(
              Location location, String type, JavaFileObject.Kind kind, FileObject sibling) {
            return classes.computeIfAbsent(type, Compiled::new);
          }
        };
    List<String> options =
        List.of("-proc:none", "-classpath", System.getProperty("java.class.path"));
    boolean isCompiled =
        compiler
            .getTask(null, files, found, options, null, List.of(new Source(name, source)))
            .call();
    if (!isCompiled) {
      Diagnostic<?> first =
          found.getDiagnostics().stream()
              .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
              .findFirst()
              .orElseThrow();
      throw error.apply(
          first.getLineNumber(), first.getMessage(Locale.ROOT).lines().findFirst().orElse(""));
    }
    try {
      return new Loader(classes).loadClass(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("what was compiled is not there", e);
    }
  }
}
