package org.smdm.eval.likelihood;

import java.util.BitSet;
import org.smdm.eval.EncodedRequest;

/**
 * One sequence to be put through a masked diffusion model.
 *
 * @param request whose tokens are guessed
 * @param ids (time) its tokens, the mask id for those to be guessed
 * @param positions (n) of interest, at least 1
 */
record MaskedPass(EncodedRequest request, int[] ids, int[] positions) {

  /**
   * A pass in which what is masked is of interest, and nothing else.
   *
   * @param mask id of the mask
   * @param masked which tokens of the target
   */
  static MaskedPass of(EncodedRequest request, int mask, BitSet masked) {
    int[] ids = request.tokens();
    int[] positions = masked.stream().map(i -> request.context().length + i).toArray();
    for (int position : positions) {
      ids[position] = mask;
    }
    return new MaskedPass(request, ids, positions);
  }

  /** The right token at a position of interest. */
  int target(int position) {
    return request.target()[position - request.context().length];
  }
}
