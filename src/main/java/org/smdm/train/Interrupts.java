package org.smdm.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What saves itself when the process is signalled or a notebook's stop button is pressed. Signals
 * are a matter of the whole process, and so is this.
 */
public final class Interrupts {

  private static final Deque<Registration> WORK = new ArrayDeque<>();

  private Interrupts() {}

  /** Work that can be asked to save itself and end, until this is closed. */
  public static final class Registration implements AutoCloseable {

    private final Thread thread = Thread.currentThread();
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
   * Asks the work of every thread to save itself and end; of a thread's, what began last.
   *
   * @return whether there is such work
   */
  public static boolean interrupt() {
    Set<Thread> threads = new HashSet<>();
    List<Registration> last = work();
    last.removeIf(registration -> !threads.add(registration.thread));
    last.forEach(registration -> registration.request.run());
    return !last.isEmpty();
  }

  /**
   * Asks what a thread began last to save itself and end.
   *
   * @return whether there is such work
   */
  public static boolean interrupt(Thread thread) {
    Optional<Registration> last =
        work().stream().filter(registration -> registration.thread.equals(thread)).findFirst();
    last.ifPresent(registration -> registration.request.run());
    return last.isPresent();
  }

  /** What is at work, the latest first. */
  private static List<Registration> work() {
    synchronized (WORK) {
      return new ArrayList<>(WORK);
    }
  }
}
