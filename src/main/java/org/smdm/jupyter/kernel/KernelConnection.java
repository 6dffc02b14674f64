package org.smdm.jupyter.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.smdm.io.UserException;

/** A kernel at the sockets that a front end chose. */
public final class KernelConnection {

  private static final long MILLIS_PER_LOOK = 1_000;

  private KernelConnection() {}

  /**
   * Answers until the front end says that it is over, or is gone itself.
   *
   * @param kernel answers
   * @param file which the front end wrote
   * @throws UserException when the file is none of Jupyter's or its ports are taken
   */
  public static void serve(JavaKernel kernel, Path file) {
    JupyterConnection connection = open(file);
    kernel.becomeHandlerForConnection(connection);
    // ZeroMQ drops what is published faster than a front end reads, at last that a cell has ended.
    connection.getIOPub().setSndHWM(0);
    kernel.onStartup();
    try {
      connection.connect();
    } catch (RuntimeException e) {
      throw new UserException(
          "the ports of %s cannot be opened (%s): start the kernel from Jupyter"
              .formatted(file, e.getMessage()),
          e);
    }
    Thread serving = Thread.currentThread();
    start("smdm-parent-watch", () -> awaitEndOfParent(serving));
    // JJava's own waiting cannot be interrupted.
    Thread channels = start("smdm-channels", connection::waitUntilClose);
    try {
      channels.join();
    } catch (InterruptedException e) {
      // By a signal, or as the front end is gone: either way this process is to end.
      kernel.onShutdown(false);
    }
  }

  private static Thread start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static JupyterConnection open(Path file) {
    try {
      return new QuickConnection(KernelConnectionProperties.parse(Files.readString(file)));
    } catch (IOException | RuntimeException | GeneralSecurityException e) {
      throw new UserException(
          "%s is no connection file of Jupyter's: start the kernel from Jupyter, or by ./smdm notebook"
              .formatted(file),
          e);
    }
  }

  /** A front end that was killed cannot say that it is over. */
  private static void awaitEndOfParent(Thread serving) {
    String id = System.getenv("JPY_PARENT_PID");
    if (id == null || !id.matches("[1-9]\\d{0,17}")) {
      return;
    }
    // One that is not found was killed while this process started.
    Optional<ProcessHandle> parent = ProcessHandle.of(Long.parseLong(id));
    try {
      while (parent.isPresent() && parent.get().isAlive()) {
        Thread.sleep(MILLIS_PER_LOOK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    serving.interrupt();
  }
}
