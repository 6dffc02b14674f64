package org.smdm.hub;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A response's body, pulled piece by piece, with a limit to how long a piece may take: the JDK's
 * own time-out ends with the headers, so that a connection that falls silent would hang for ever.
 */
final class TimedBody implements BodySubscriber<TimedBody>, AutoCloseable {

  /** A text comes whole within so many times the longest wait for a piece. */
  private static final int MOST_SILENCES = 5;

  private final Duration silence;
  private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
  private volatile Flow.Subscription subscription;
  private volatile boolean closed;

  /** Content, or the end (null content) with what went wrong (null when nothing did). */
  private record Piece(List<ByteBuffer> content, Throwable failure) {}

  /**
   * @param silence how long a piece may take
   */
  TimedBody(Duration silence) {
    this.silence = silence;
  }

  @Override
  public CompletionStage<TimedBody> getBody() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (closed) {
      given.cancel();
    } else {
      given.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> content) {
    pieces.add(new Piece(content, null));
  }

  @Override
  public void onError(Throwable failure) {
    pieces.add(new Piece(null, failure));
  }

  @Override
  public void onComplete() {
    pieces.add(new Piece(null, null));
  }

  /**
   * The next piece.
   *
   * @return null at the end
   * @throws IOException when the connection broke or was silent
   */
  List<ByteBuffer> next() throws IOException, InterruptedException {
    Piece piece = pieces.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
    if (piece == null) {
      throw new Attempts.Passing(
          "nothing came for %d s".formatted(Math.max(1, silence.toSeconds())));
    }
    if (piece.failure != null) {
      throw new Attempts.Passing("the connection broke (" + piece.failure.getMessage() + ")");
    }
    if (piece.content != null) {
      subscription.request(1);
    }
    return piece.content;
  }

  /**
   * The whole body as text in UTF-8.
   *
   * @param limit most bytes
   * @return nothing where there are more, or where they drip on for ever
   */
  Optional<String> text(int limit) throws IOException, InterruptedException {
    long last = System.nanoTime() + silence.multipliedBy(MOST_SILENCES).toNanos();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (List<ByteBuffer> part = next(); part != null; part = next()) {
      for (ByteBuffer buffer : part) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        bytes.writeBytes(copy);
      }
      if (bytes.size() > limit || System.nanoTime() - last > 0) {
        return Optional.empty();
      }
    }
    return Optional.of(bytes.toString(StandardCharsets.UTF_8));
  }

  /** Ends the connection where content is left. */
  @Override
  public void close() {
    closed = true;
    Flow.Subscription open = subscription;
    if (open != null) {
      open.cancel();
    }
  }
}
