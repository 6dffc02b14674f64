package org.smdm.dist;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * The signal upon which a job saves itself and ends. mpirun passes it on to all ranks, and batch
 * systems send it ahead of a time limit ({@code sbatch --signal=USR1@120}).
 */
public final class StopSignal {

  /** Its name without SIG. */
  static final String NAME = "USR1";

  private StopSignal() {}

  /**
   * Does something upon the signal, in place of ending the process.
   *
   * @param action called by a thread of the JVM, once for each signal
   * @return whether this system has the signal
   */
  public static boolean listen(Runnable action) {
    try {
      // By reflection: the compiler warns of this class of module jdk.unsupported and cannot be
      // told not to.
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object calls =
          Proxy.newProxyInstance(
              StopSignal.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                  return null;
                }
                return method.getName().equals("equals")
                    ? (Object) (proxy == arguments[0])
                    : method.getName().equals("hashCode")
                        ? (Object) System.identityHashCode(proxy)
                        : "smdm's " + NAME;
              });
      Object name = signal.getConstructor(String.class).newInstance(NAME);
      signal.getMethod("handle", signal, handler).invoke(null, name, calls);
      return true;
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      return false;
    }
  }
}
