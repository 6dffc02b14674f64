package org.smdm.train;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What saves itself when the process is signalled or a notebook's stop button is pressed. Signals
 * are a matter of the whole process, and so is this.
 */
public final class Interrupts {

  private static final Deque<Registration> WORK = new ArrayDeque<>();

  private Interrupts() {}

  /** Work that can be asked to save itself and end, until this is closed. */
  public static final class Registration implements AutoCloseable {

    private final Runnable request;

    private Registration(Runnable request) {
      this.request = request;
    }

    @Override
    public void close() {
      synchronized (WORK) {
        WORK.remove(this);
      }
    }
  }

  /**
   * Registers work that has begun.
   *
   * @param request asks it to save itself and end; may be called by any thread, more than once
   */
  public static Registration onInterrupt(Runnable request) {
    Registration registration = new Registration(request);
    synchronized (WORK) {
      WORK.push(registration);
    }
    return registration;
  }

  /**
   * Asks what began last to save itself and end.
   *
   * @return whether there is such work
   */
  public static boolean interrupt() {
    Registration last;
    synchronized (WORK) {
      last = WORK.peek();
    }
    if (last == null) {
      return false;
    }
    last.request.run();
    return true;
  }
}
