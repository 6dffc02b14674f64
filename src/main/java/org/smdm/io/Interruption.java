package org.smdm.io;

import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.util.concurrent.CancellationException;

/** Tells an end that was asked for from a fault: an interrupt closes files under the hand. */
public final class Interruption {

  private Interruption() {}

  /**
   * Whether a failure is that of work that was interrupted, by itself or by one of its causes.
   *
   * @param failure what was thrown
   */
  public static boolean isBehind(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof CancellationException
          || t instanceof InterruptedException
          || t instanceof ClosedByInterruptException
          || t instanceof FileLockInterruptionException
          // That of a socket is the network's.
          || (t instanceof InterruptedIOException && !(t instanceof SocketTimeoutException))) {
        return true;
      }
    }
    return false;
  }

  /**
   * What is thrown for a failure of which {@link #isBehind} holds.
   *
   * @param cause kept for debugging
   */
  public static CancellationException of(Throwable cause) {
    CancellationException cancelled = new CancellationException("interrupted");
    cancelled.initCause(cause);
    return cancelled;
  }
}
