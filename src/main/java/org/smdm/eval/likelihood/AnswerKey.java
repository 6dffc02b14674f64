package org.smdm.eval.likelihood;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.smdm.config.ConfigJson;
import org.smdm.eval.EncodedRequest;
import org.smdm.io.Sha256;

/** Hashes that stand for everything an answer depends on. */
final class AnswerKey {

  private final byte[] base;

  /** An ARM reads the choices of an item as one text; draws stop when one of them is the best. */
  private final boolean isOfAllChoices;

  /**
   * @param model hash of the weights
   * @param plan how requests are scored
   */
  AnswerKey(String model, ScoringPlan plan) {
    MessageDigest digest = Sha256.begin();
    add(digest, model);
    add(digest, ConfigJson.write(plan));
    base = digest.digest();
    isOfAllChoices =
        plan.likelihood().estimator() == Estimator.EXACT || plan.likelihood().isAdaptive();
  }

  /**
   * The key of a choice.
   *
   * @param question it and those that are computed with it, on all of which its answer may depend
   */
  String of(EncodedRequest choice, List<EncodedRequest> question) {
    MessageDigest digest = Sha256.begin();
    digest.update(base);
    add(digest, choice);
    if (isOfAllChoices) {
      question.forEach(other -> add(digest, other));
    }
    return Sha256.hex(digest);
  }

  private static void add(MessageDigest digest, EncodedRequest choice) {
    add(digest, choice.request().task());
    add(digest, choice.request().continuation());
    add(digest, choice.request().docId(), choice.request().choice());
    add(digest, choice.context());
    add(digest, choice.target());
  }

  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    add(digest, bytes.length);
    digest.update(bytes);
  }

  private static void add(MessageDigest digest, int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * values.length).putInt(values.length);
    for (int value : values) {
      buffer.putInt(value);
    }
    digest.update(buffer.array());
  }
}
