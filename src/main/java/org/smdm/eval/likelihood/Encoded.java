package org.smdm.eval.likelihood;

import org.smdm.eval.EncodedRequest;
import org.smdm.eval.Request;

/**
 * A request and its tokens.
 *
 * @param request as the task asks it
 * @param tokens context and target
 */
record Encoded(Request request, EncodedRequest tokens) {

  /** How messages call it. */
  String where() {
    return "choice %d of item %d of %s"
        .formatted(request.choice(), request.docId(), request.task());
  }

  /** Tokens of context and target. */
  int length() {
    return tokens.context().length + tokens.target().length;
  }
}
