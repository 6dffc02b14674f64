package org.smdm.eval.likelihood;

import java.util.List;

/**
 * Requests that are computed together: choices of one item.
 *
 * @param choices at least 1
 * @param isCompared whether it matters only which choice is the likeliest
 * @param isByLength whether the likeliest per code point matters as well
 */
record Question(List<Encoded> choices, boolean isCompared, boolean isByLength) {

  Question {
    choices = List.copyOf(choices);
  }

  /** Tokens of the longest choice with its context. */
  int length() {
    return choices.stream().mapToInt(Encoded::length).max().orElseThrow();
  }
}
