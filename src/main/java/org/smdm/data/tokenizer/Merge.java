package org.smdm.data.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One merge of byte-pair encoding; empty strings stand for what a malformed one lacks.
 *
 * @param left token before
 * @param right token after it
 */
record Merge(String left, String right) {

  /**
   * A merge as older files write it, {@code "left right"}, or newer ones, {@code ["left",
   * "right"]}.
   */
  static Merge of(JsonNode merge) {
    if (merge.isArray()) {
      return new Merge(merge.path(0).asText(), merge.path(1).asText());
    }
    String[] pair = merge.asText().split(" ", 2);
    return new Merge(pair[0], pair.length < 2 ? "" : pair[1]);
  }
}
