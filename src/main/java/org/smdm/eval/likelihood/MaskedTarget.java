package org.smdm.eval.likelihood;

import java.util.Arrays;
import java.util.BitSet;
import org.smdm.eval.EncodedRequest;

/**
 * A context and a target of which some tokens are masked.
 *
 * @param ids (time) context and target
 * @param promptLength tokens of the context
 * @param mask id of the mask
 */
record MaskedTarget(int[] ids, int promptLength, int mask) {

  static MaskedTarget of(EncodedRequest tokens, int mask) {
    return new MaskedTarget(tokens.tokens(), tokens.context().length, mask);
  }

  /** Tokens of the target. */
  int length() {
    return ids.length - promptLength;
  }

  /** A pass with these tokens of the target masked and of interest. */
  MaskedPass pass(BitSet masked) {
    int[] input = ids.clone();
    int[] positions = masked.stream().map(i -> promptLength + i).toArray();
    for (int position : positions) {
      input[position] = mask;
    }
    return pass(input, positions);
  }

  /** A pass of other contents whose right tokens are the target's. */
  MaskedPass pass(int[] input, int[] positions) {
    return new MaskedPass(
        input, promptLength, positions, Arrays.stream(positions).map(p -> ids[p]).toArray());
  }
}
