package org.smdm.cli;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.smdm.jupyter.file.NotebookRunner;
import org.smdm.jupyter.kernel.KernelCellRunner;

/** Lets a notebook that is told to end by a signal write what it has. */
final class NotebookStop {

  /** What trains may take so long to save itself. */
  private static final long SECONDS_TO_SAVE = 30;

  private static final long SECONDS_TO_STOP = 5;

  private final String name;
  private final NotebookRunner runner;
  private final KernelCellRunner cells;
  // A cell that runs has streams of its own in the place of the program's.
  private final PrintStream terminal = System.err;
  private final Thread cellThread = Thread.currentThread();
  private final CountDownLatch ended = new CountDownLatch(1);

  private NotebookStop(String name, NotebookRunner runner, KernelCellRunner cells) {
    this.name = name;
    this.runner = runner;
    this.cells = cells;
  }

  /**
   * Runs and writes a notebook in this thread.
   *
   * @param name of the notebook, for messages
   * @param runner is stopped by the signal
   * @param cells is interrupted by it
   * @param work what is waited for
   * @return what {@code work} gave
   */
  static int guard(String name, NotebookRunner runner, KernelCellRunner cells, IntSupplier work) {
    NotebookStop stop = new NotebookStop(name, runner, cells);
    Thread hook = new Thread(stop::end, "smdm-notebook-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.getAsInt();
    } finally {
      stop.ended.countDown();
      removeHook(hook);
    }
  }

  private void end() {
    if (cellCalledExit()) {
      terminal.printf(
          "%nsmdm: a cell of %s called System.exit, so the run ended there: take that out of it%n",
          name);
      // The cell's own exit code would say that the notebook succeeded.
      Runtime.getRuntime().halt(1);
    }
    runner.stop();
    cells.interrupt();
    if (!endsWithin(SECONDS_TO_SAVE)) {
      cells.interrupt();
      endsWithin(SECONDS_TO_STOP);
    }
  }

  private boolean cellCalledExit() {
    return Arrays.stream(cellThread.getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals("java.lang.Shutdown"));
  }

  private boolean endsWithin(long seconds) {
    try {
      return ended.await(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The shutdown has begun and the hook is running.
      return;
    }
  }
}
