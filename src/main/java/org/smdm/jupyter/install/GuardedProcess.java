package org.smdm.jupyter.install;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that does not outlive this one, however this one ends: by itself, by a signal, or
 * killed without a word.
 */
final class GuardedProcess implements AutoCloseable {

  /** Jupyter gives each kernel five seconds to end, in which runs are saved. */
  private static final long SECONDS_TO_END = 15;

  /** Reads until this process says that all is well, or is gone without having said so. */
  private static final String GUARD =
      "trap '' INT HUP TERM; read -r word || kill -TERM \"$0\" 2>/dev/null";

  private final Process process;
  private final Process guard;
  private final Thread hook;

  private GuardedProcess(Process process, Process guard) {
    this.process = process;
    this.guard = guard;
    this.hook = new Thread(this::end, "smdm-child-end");
  }

  /**
   * Starts a process.
   *
   * @param builder what to start
   * @throws IOException when there is no such program
   */
  static GuardedProcess start(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    Process guard;
    try {
      guard =
          new ProcessBuilder(List.of("/bin/sh", "-c", GUARD, Long.toString(process.pid())))
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      process.destroyForcibly();
      throw e;
    }
    GuardedProcess guarded = new GuardedProcess(process, guard);
    Runtime.getRuntime().addShutdownHook(guarded.hook);
    return guarded;
  }

  long pid() {
    return process.pid();
  }

  /** Waits for its end and gives the exit code. */
  int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  /** Whether it ended in a time. */
  boolean waitFor(long seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS);
  }

  int exitValue() {
    return process.exitValue();
  }

  /** Ends the process if it runs. */
  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process is ending, and the hook has done or does the same.
      return;
    }
  }

  private synchronized void end() {
    if (process.isAlive()) {
      List<ProcessHandle> family = process.descendants().toList();
      process.destroy();
      try {
        if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
      family.forEach(ProcessHandle::destroy);
    }
    dismissGuard();
  }

  private void dismissGuard() {
    try (OutputStream word = guard.getOutputStream()) {
      word.write("done\n".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It is gone already.
      return;
    }
  }
}
