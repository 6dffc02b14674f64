package org.smdm.hub;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.smdm.io.Interruption;
import org.smdm.io.UserException;

/** Counts the failures of one undertaking, waits between attempts, and gives up in the end. */
final class Attempts {

  /** Without any connection waiting seldom helps. */
  private static final int UNCONNECTED = 3;

  private final String what;
  private final HubClient hub;
  private int failures;

  /** A step that may have to be repeated. */
  @FunctionalInterface
  interface Step<T> {
    T run() throws IOException, InterruptedException;
  }

  /**
   * How long a download bears with a hub or a network that fails.
   *
   * @param attempts in a row that may fail without a byte of progress
   * @param firstWait after a failure; doubles with every further one
   * @param longestWait that doubling leads to
   * @param longestAsked that a server may ask for
   * @param silence how long a connection may bring nothing
   * @param pause how to wait
   */
  record Patience(
      int attempts,
      Duration firstWait,
      Duration longestWait,
      Duration longestAsked,
      Duration silence,
      Pause pause) {

    /** Waits. */
    @FunctionalInterface
    interface Pause {
      void sleep(Duration time) throws InterruptedException;
    }

    /** For people at a terminal and jobs over night. */
    static Patience usual() {
      return new Patience(
          8,
          Duration.ofSeconds(1),
          Duration.ofSeconds(60),
          Duration.ofMinutes(15),
          Duration.ofSeconds(60),
          time -> Thread.sleep(time.toMillis()));
    }
  }

  /** Something that may be gone at the next attempt: a busy server, a cut connection. */
  static final class Passing extends IOException {

    private static final long serialVersionUID = 1;

    private final transient Duration retryAfter;

    Passing(String reason) {
      this(reason, (Duration) null);
    }

    Passing(String reason, Throwable cause) {
      super(reason, cause);
      retryAfter = null;
    }

    /**
     * @param retryAfter what the server asks to wait; may be null
     */
    Passing(String reason, Duration retryAfter) {
      super(reason);
      this.retryAfter = retryAfter;
    }
  }

  /** No connection could be made, however often it was tried. */
  static final class Unreachable extends RuntimeException {

    private static final long serialVersionUID = 1;

    Unreachable(UserException sentence) {
      super(sentence);
    }

    /** What the user is told. */
    UserException sentence() {
      return (UserException) getCause();
    }
  }

  /**
   * @param what is attempted, for messages, as "fetching config.json"
   * @param hub that is asked
   */
  Attempts(String what, HubClient hub) {
    this.what = what;
    this.hub = hub;
  }

  /** Something was gained: earlier failures are forgiven. */
  void progressed() {
    failures = 0;
  }

  /**
   * Repeats a step until it succeeds.
   *
   * @throws Unreachable when no connection can be made
   * @throws UserException when it keeps failing
   * @throws java.util.concurrent.CancellationException when the thread is interrupted
   */
  <T> T until(Step<T> step) {
    try {
      while (true) {
        try {
          return step.run();
        } catch (IOException e) {
          failed(e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Interruption.of(e);
    }
  }

  private void failed(IOException failure) throws InterruptedException {
    Patience patience = hub.patience();
    failures++;
    if (failure instanceof SSLException) {
      throw new UserException(
          "%s failed as %s has no certificate that Java trusts (%s): check HF_ENDPOINT and the clock, or add the certificate to Java's"
              .formatted(what, hub.endpoint(), reason(failure)),
          failure);
    }
    boolean isUnconnected =
        failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException;
    if (isUnconnected && failures >= Math.min(UNCONNECTED, patience.attempts)) {
      throw new Unreachable(
          new UserException(
              "cannot reach %s (%s): check the network, HF_ENDPOINT and the proxy (SMDM_JAVA_OPTS=-Dhttps.proxyHost=…), or put the files in place by hand"
                  .formatted(hub.endpoint(), reason(failure)),
              failure));
    }
    if (failures >= patience.attempts) {
      throw new UserException(
          "%s failed %d times in a row, at last with: %s; call again later, it goes on where it stopped"
              .formatted(what, failures, reason(failure)),
          failure);
    }
    Duration wait = wait(failure);
    hub.progress()
        .said(
            String.format(
                Locale.ROOT,
                "%s: %s; again in %.0f s",
                what,
                reason(failure),
                Math.ceil(wait.toMillis() / 1e3)));
    patience.pause.sleep(wait);
  }

  private Duration wait(IOException failure) {
    Patience patience = hub.patience();
    Duration wait = patience.firstWait;
    for (int i = 1; i < failures && wait.compareTo(patience.longestWait) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    wait = wait.compareTo(patience.longestWait) > 0 ? patience.longestWait : wait;
    Optional<Duration> asked =
        failure instanceof Passing known ? Optional.ofNullable(known.retryAfter) : Optional.empty();
    if (asked.isEmpty() || asked.get().compareTo(wait) <= 0) {
      return wait;
    }
    if (asked.get().compareTo(patience.longestAsked) > 0) {
      throw new UserException(
          "%s: %s asks to wait %d minutes: call again then, it goes on where it stopped"
              .formatted(what, hub.endpoint(), asked.get().plusSeconds(59).toMinutes()),
          failure);
    }
    return asked.get();
  }

  private static String reason(IOException failure) {
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
    Throwable said =
        failure.getMessage() == null && failure.getCause() != null ? failure.getCause() : failure;
    return said.getMessage() == null
        ? said.getClass().getSimpleName()
        : said.getMessage().lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ");
  }
}
