package org.smdm.code;

import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smdm.io.Sha256;
import org.smdm.io.UserException;

/**
 * Methods that a researcher wrote in Java, as one object; what fails names the line of his source.
 */
public final class OwnClass {

  private static final String PACKAGE = "org.smdm.own";

  /** What stands before the source, in one line. */
  private static final String BEFORE =
      "package "
          + PACKAGE
          + "; import java.util.*; import java.util.function.*; import java.util.stream.*;"
          + " import org.apache.commons.rng.UniformRandomProvider; %s final class %s {\n";

  private final String what;
  private final String type;
  private final Class<?> compiled;
  private final Object instance;

  /**
   * Compiles methods, fields and nested types.
   *
   * @param what the messages call it, as {@code objective}
   * @param source without the class around it
   * @param imports packages that it may use without naming them, beside {@code java.util}
   * @throws UserException when it does not compile, with the line of the source
   */
  public OwnClass(String what, String source, Package... imports) {
    this.what = what;
    type = "Own" + Sha256.of(what + source).substring(0, 12);
    String also =
        Arrays.stream(imports)
            .map(each -> "import " + each.getName() + ".*;")
            .collect(Collectors.joining(" "));
    compiled =
        SourceCompiler.compile(
            PACKAGE + "." + type,
            BEFORE.formatted(also, type) + source + "}\n",
            (line, message) -> at(line - 1, message));
    try {
      var constructor = compiled.getDeclaredConstructor();
      constructor.setAccessible(true);
      instance = constructor.newInstance();
    } catch (InvocationTargetException e) {
      throw failure(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether it has a method of this name. */
  public boolean has(String method) {
    return Arrays.stream(compiled.getDeclaredMethods())
        .anyMatch(each -> each.getName().equals(method));
  }

  /**
   * One of its methods.
   *
   * @param <R> what it returns
   * @param returns the same
   * @param name of the method
   * @param signature as a user would write it, for the message
   * @param parameters types of its parameters
   * @throws UserException when it has none such
   */
  public <R> Call<R> method(
      Class<R> returns, String name, String signature, Class<?>... parameters) {
    Method method;
    try {
      method = compiled.getDeclaredMethod(name, parameters);
    } catch (NoSuchMethodException e) {
      throw new UserException(
          "the %s's source has no method %s: write %s { … }".formatted(what, name, signature), e);
    }
    if (method.getReturnType() != returns) {
      throw new UserException(
          "the %s's %s returns %s: write %s { … }"
              .formatted(what, name, method.getReturnType().getSimpleName(), signature));
    }
    method.setAccessible(true);
    return arguments -> {
      Object result;
      try {
        result = method.invoke(instance, arguments);
      } catch (InvocationTargetException e) {
        throw failure(e.getCause());
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
      if (result == null) {
        throw new UserException(
            "the %s's %s gives null: return a %s".formatted(what, name, returns.getSimpleName()));
      }
      @SuppressWarnings("unchecked") // what the method returns, boxed where it is primitive
      R typed = (R) MethodType.methodType(returns).wrap().returnType().cast(result);
      return typed;
    };
  }

  /** A method of the source, ready to be called. */
  @FunctionalInterface
  public interface Call<R> {

    /**
     * Calls it.
     *
     * @return never null
     * @throws UserException when it throws, with the line
     */
    R with(Object... arguments);
  }

  private RuntimeException failure(Throwable cause) {
    if (cause instanceof UserException known) {
      return known;
    }
    if (cause instanceof VirtualMachineError error) {
      throw error;
    }
    int line =
        Stream.of(cause.getStackTrace())
            .filter(frame -> frame.getClassName().startsWith(PACKAGE + "." + type))
            .mapToInt(StackTraceElement::getLineNumber)
            .findFirst()
            .orElse(2);
    return at(line - 1, cause.toString());
  }

  private UserException at(long line, String message) {
    return new UserException("line %d of the %s's source: %s".formatted(line, what, message));
  }
}
