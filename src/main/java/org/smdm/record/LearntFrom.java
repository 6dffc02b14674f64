package org.smdm.record;

/**
 * What a run learns from, as its manifest remembers it: a run goes on with the same only.
 *
 * @param sha256 of the data
 * @param tokenizer that made the tokens, by name
 * @param tokenizerSha256 of that tokenizer
 */
public record LearntFrom(String sha256, String tokenizer, String tokenizerSha256) {

  /**
   * Whether data are those that a run began with.
   *
   * @param before their fingerprint then; older versions had only the beginning of that of now
   * @param now their fingerprint
   */
  public static boolean isSame(String before, String now) {
    return before.equals(now) || (before.length() == 64 && now.startsWith(before));
  }
}
