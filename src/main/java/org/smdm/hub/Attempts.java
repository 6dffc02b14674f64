package org.smdm.hub;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import javax.net.ssl.SSLException;
import org.smdm.io.Progress;
import org.smdm.io.UserException;

/** Counts the failures of one undertaking, waits between attempts, and gives up in the end. */
final class Attempts {

  /** A step that may have to be repeated. */
  @FunctionalInterface
  interface Step<T> {
    T run() throws IOException, InterruptedException;
  }

  /** Without any connection waiting seldom helps. */
  private static final int UNCONNECTED = 3;

  private final String what;
  private final HubEndpoint endpoint;
  private final Patience patience;
  private final Progress<?> progress;
  private int failures;

  /**
   * @param what is attempted, for messages, as "fetching config.json"
   */
  Attempts(String what, HubEndpoint endpoint, Patience patience, Progress<?> progress) {
    this.what = what;
    this.endpoint = endpoint;
    this.patience = patience;
    this.progress = progress;
  }

  /** Something was gained: earlier failures are forgiven. */
  void progressed() {
    failures = 0;
  }

  /**
   * Repeats a step until it succeeds.
   *
   * @throws UnreachableHub when no connection can be made
   * @throws UserException when it keeps failing
   * @throws CancellationException when the thread is interrupted
   */
  <T> T until(Step<T> step) throws UnreachableHub {
    while (true) {
      try {
        return step.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw cancelled(e);
      } catch (IOException e) {
        failed(e);
      }
    }
  }

  /**
   * Waits before the next attempt.
   *
   * @param failure of the last one
   */
  void failed(IOException failure) throws UnreachableHub {
    failures++;
    if (failure instanceof SSLException) {
      throw new UserException(
          "%s failed as %s has no certificate that Java trusts (%s): check HF_ENDPOINT and the clock, or add the certificate to Java's"
              .formatted(what, endpoint, reason(failure)),
          failure);
    }
    boolean unconnected = isUnconnected(failure);
    if (failures
        >= (unconnected ? Math.min(UNCONNECTED, patience.attempts()) : patience.attempts())) {
      if (unconnected) {
        throw new UnreachableHub(
            "cannot reach %s (%s): check the network, HF_ENDPOINT and the proxy (SMDM_JAVA_OPTS=-Dhttps.proxyHost=…), or put the files in place by hand"
                .formatted(endpoint, reason(failure)),
            failure);
      }
      throw new UserException(
          "%s failed %d times in a row, at last with: %s; call again later, it goes on where it stopped"
              .formatted(what, failures, reason(failure)),
          failure);
    }
    Duration wait = wait(failure);
    progress.said(
        String.format(
            Locale.ROOT,
            "%s: %s; again in %.0f s",
            what,
            reason(failure),
            Math.ceil(wait.toMillis() / 1e3)));
    try {
      patience.pause().sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cancelled(e);
    }
  }

  private Duration wait(IOException failure) {
    Duration wait = patience.firstWait();
    for (int i = 1; i < failures && wait.compareTo(patience.longestWait()) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    if (wait.compareTo(patience.longestWait()) > 0) {
      wait = patience.longestWait();
    }
    Optional<Duration> asked =
        failure instanceof TransientFailure known ? known.retryAfter() : Optional.empty();
    if (asked.isEmpty() || asked.get().compareTo(wait) <= 0) {
      return wait;
    }
    if (asked.get().compareTo(patience.longestAsked()) > 0) {
      throw new UserException(
          "%s: %s asks to wait %d minutes: call again then, it goes on where it stopped"
              .formatted(what, endpoint, asked.get().plusSeconds(59).toMinutes()),
          failure);
    }
    return asked.get();
  }

  private static boolean isUnconnected(IOException failure) {
    return failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException;
  }

  private static String reason(IOException failure) {
    Throwable cause = failure.getCause();
    if (failure instanceof HttpTimeoutException) {
      return "no answer in time";
    }
    if (failure instanceof ConnectException) {
      for (Throwable t = failure; t != null; t = t.getCause()) {
        if (t instanceof UnresolvedAddressException) {
          return "unknown host";
        }
      }
      return "no connection";
    }
    String message = failure.getMessage();
    if (message == null && cause != null) {
      message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
    return message == null
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ");
  }

  private static CancellationException cancelled(InterruptedException e) {
    CancellationException cancelled = new CancellationException("interrupted");
    cancelled.initCause(e);
    return cancelled;
  }
}
