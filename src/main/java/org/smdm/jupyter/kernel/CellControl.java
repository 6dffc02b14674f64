package org.smdm.jupyter.kernel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/**
 * Runs compiled cells in this process and thread, and keeps the objects that they give and throw,
 * of which JShell itself passes on texts only.
 */
final class CellControl extends DirectExecutionControl {

  private Object value;
  private Throwable thrown;

  /** What the last snippet gave; null for a statement. */
  Object value() {
    return value;
  }

  /** What the last snippet threw; null when it ended normally. */
  Throwable thrown() {
    return thrown;
  }

  void forget() {
    value = null;
    thrown = null;
  }

  @Override
  public void load(ClassBytecodes[] classes)
      throws ClassInstallException, NotImplementedException, EngineTerminationException {
    super.load(
        Arrays.stream(classes)
            .map(c -> new ClassBytecodes(c.name(), StopPointWeaver.weave(c.bytecodes())))
            .toArray(ClassBytecodes[]::new));
  }

  @Override
  protected String invoke(Method method) throws Exception {
    forget();
    try {
      value = method.invoke(null);
    } catch (InvocationTargetException e) {
      thrown = e.getCause();
      throw e;
    }
    // The text of a value may be long and slow to make, and nobody reads it.
    return "";
  }

  /** Gives this object to the shell that is being built. */
  ExecutionControlProvider provider() {
    return new ExecutionControlProvider() {
      @Override
      public String name() {
        return "smdm";
      }

      @Override
      public ExecutionControl generate(ExecutionEnv environment, Map<String, String> parameters) {
        return CellControl.this;
      }
    };
  }
}
