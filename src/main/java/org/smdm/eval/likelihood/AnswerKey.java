package org.smdm.eval.likelihood;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.smdm.config.ConfigJson;

/** Hashes that stand for everything an answer depends on. */
final class AnswerKey {

  private final byte[] base;

  /** An ARM reads the choices of an item as one text. */
  private final boolean areReadTogether;

  /**
   * @param model hash of the weights
   * @param plan how requests are scored
   */
  AnswerKey(String model, ScoringPlan plan) {
    MessageDigest digest = sha256();
    add(digest, model);
    add(digest, ConfigJson.write(plan));
    base = digest.digest();
    areReadTogether = plan.likelihood().estimator() == Estimator.EXACT;
  }

  /**
   * The key of a choice.
   *
   * @param question with it; where draws stop when a choice is decided, or choices are read
   *     together, an answer depends on all choices
   */
  String of(Encoded choice, Question question) {
    MessageDigest digest = sha256();
    digest.update(base);
    add(digest, choice);
    for (Encoded other : question.choices()) {
      if (areReadTogether || question.isCompared()) {
        add(digest, other);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, Encoded choice) {
    add(digest, choice.request().task());
    add(digest, choice.request().continuation());
    add(digest, choice.request().docId(), choice.request().choice());
    add(digest, choice.tokens().context());
    add(digest, choice.tokens().target());
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

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
