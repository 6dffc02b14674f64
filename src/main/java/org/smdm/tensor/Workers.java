package org.smdm.tensor;

import ai.djl.pytorch.jni.JniUtils;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Threads that compute pieces of work side by side, each with one thread of libtorch: an operation
 * is rounded alike however many they are, and none waits for the others at the end of it.
 *
 * <p>The threads end by themselves when there is nothing to do. Not for several callers at once.
 */
public final class Workers {

  /** How the threads' names begin. */
  public static final String THREAD_NAME = "smdm-worker-";

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final long IDLE_SECONDS = 10;

  /** Does a piece of work. */
  @FunctionalInterface
  public interface Work {

    /**
     * @param index of the piece, from 0
     */
    void run(int index);
  }

  private final int threads;
  private final ThreadPoolExecutor pool;
  private final Semaphore started = new Semaphore(0);
  private final BlockingQueue<Runnable> forCaller = new LinkedBlockingQueue<>();

  private Workers() {
    threads = 1;
    pool = null;
  }

  /**
   * @param threads at least 1
   */
  public Workers(int threads) {
    this.threads = threads;
    pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            this::thread);
    pool.allowCoreThreadTimeOut(true);
  }

  /** None: the caller does everything itself, as on a GPU. */
  public static Workers none() {
    return new Workers();
  }

  private Thread thread(Runnable loop) {
    Thread thread =
        new Thread(
            () -> {
              // What was told last for all threads is taken over at first use, which is this.
              JniUtils.getNumThreads();
              JniUtils.setNumThreads(1);
              JniUtils.setGraphExecutorOptimize(false);
              started.release();
              loop.run();
            },
            THREAD_NAME + NUMBER.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /** How many pieces are done at once. */
  public int threads() {
    return threads;
  }

  /**
   * Does pieces of work, begun in their order, and returns when all are done.
   *
   * @param count of pieces
   * @param work each piece; after a failure none is begun
   * @throws CancellationException when the caller is interrupted; all have ended then
   */
  public void run(int count, Work work) {
    if (pool == null) {
      for (int i = 0; i < count; i++) {
        work.run(i);
        for (Runnable task = forCaller.poll(); task != null; task = forCaller.poll()) {
          task.run();
        }
      }
      return;
    }
    start();
    Run run = new Run(count, work);
    int running = Math.min(threads, count);
    for (int i = 0; i < running; i++) {
      pool.execute(run);
    }
    boolean isInterrupted = false;
    while (run.ended < running) {
      try {
        forCaller.take().run();
      } catch (InterruptedException e) {
        isInterrupted = true;
        run.stop(new CancellationException("interrupted"));
      } catch (RuntimeException | Error e) {
        run.stop(e);
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
    run.throwFailure();
  }

  /** What libtorch is told in new threads counts for all that come later: it is told anew here. */
  private void start() {
    int begun = pool.prestartAllCoreThreads();
    if (begun > 0) {
      int own = JniUtils.getNumThreads();
      started.acquireUninterruptibly(begun);
      JniUtils.setNumThreads(own);
    }
  }

  /**
   * Has the caller of {@link #run} do something while it waits for the others: what may not be done
   * by several threads.
   */
  public void inCaller(Runnable task) {
    forCaller.add(task);
  }

  /** Pieces of work that several threads take one after the other. */
  private final class Run implements Runnable {
    private final int count;
    private final Work work;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Set<Thread> at = ConcurrentHashMap.newKeySet();

    /** Threads that have ended; of the caller alone. */
    private int ended;

    private Run(int count, Work work) {
      this.count = count;
      this.work = work;
    }

    @Override
    public void run() {
      at.add(Thread.currentThread());
      try {
        for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
          if (failure.get() == null) {
            work.run(i);
          }
        }
      } catch (RuntimeException | Error e) {
        failure.compareAndSet(null, e);
      } finally {
        at.remove(Thread.currentThread());
        forCaller.add(() -> ended++);
      }
    }

    /** Between two operations those at work see that they are interrupted. */
    private void stop(Throwable why) {
      failure.compareAndSet(null, why);
      at.forEach(Thread::interrupt);
    }

    private void throwFailure() {
      if (failure.get() instanceof Error error) {
        throw error;
      } else if (failure.get() instanceof RuntimeException exception) {
        throw exception;
      }
    }
  }
}
