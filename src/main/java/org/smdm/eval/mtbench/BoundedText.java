package org.smdm.eval.mtbench;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** An answer as text in UTF-8, that ends in a failure when it grows beyond a size. */
final class BoundedText implements BodySubscriber<String> {

  private final BodySubscriber<String> text = BodySubscribers.ofString(StandardCharsets.UTF_8);
  private final long most;
  private Flow.Subscription subscription;
  private long size;

  /**
   * @param most bytes
   */
  BoundedText(long most) {
    this.most = most;
  }

  @Override
  public CompletionStage<String> getBody() {
    return text.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    text.onSubscribe(given);
  }

  @Override
  public void onNext(List<ByteBuffer> pieces) {
    size += pieces.stream().mapToLong(ByteBuffer::remaining).sum();
    if (size <= most) {
      text.onNext(pieces);
    } else {
      subscription.cancel();
      text.onError(new IOException("an answer of more than %d bytes".formatted(most)));
    }
  }

  @Override
  public void onError(Throwable failure) {
    text.onError(failure);
  }

  @Override
  public void onComplete() {
    text.onComplete();
  }
}
