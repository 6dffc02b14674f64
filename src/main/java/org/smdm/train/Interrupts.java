package org.smdm.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

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
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread onExit = new Thread(this::endBeforeExit, "smdm-stop");
    private final Runnable request;

    private Registration(Runnable request) {
      this.request = request;
      synchronized (WORK) {
        WORK.push(this);
      }
    }

    private void endBeforeExit() {
      request.run();
      try {
        ended.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      synchronized (WORK) {
        WORK.remove(this);
      }
      ended.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(onExit);
      } catch (IllegalStateException e) {
        // The exit has begun and the hook is running: it was what ended the work.
        return;
      }
    }
  }

  /**
   * Registers work that has begun.
   *
   * @param request asks it to save itself and end; may be called by any thread, more than once
   */
  public static Registration onInterrupt(Runnable request) {
    return new Registration(request);
  }

  /**
   * Registers work that has begun and that the end of the process is to wait for.
   *
   * @param request asks it to save itself and end; may be called by any thread, more than once
   */
  public static Registration onInterruptOrExit(Runnable request) {
    Registration registration = new Registration(request);
    // A signal begins the exit, which waits for its hooks.
    Runtime.getRuntime().addShutdownHook(registration.onExit);
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
