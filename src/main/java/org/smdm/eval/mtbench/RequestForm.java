package org.smdm.eval.mtbench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.regex.Pattern;
import org.smdm.io.Json;

/**
 * Which parameters a judge takes: not every model takes {@code max_tokens}, or a temperature.
 *
 * @param tokens names the bound of an answer's tokens; empty for none
 * @param isCold whether temperature 0 is asked for
 */
record RequestForm(String tokens, boolean isCold) {

  private static final String TEMPERATURE = "temperature";
  private static final String OLD = "max_tokens";
  private static final String NEW = "max_completion_tokens";

  /** As OpenAI's and most others have it. */
  static final RequestForm USUAL = new RequestForm(OLD, true);

  private static final Pattern UNSUPPORTED =
      Pattern.compile(
          "(?i)unsupported|not supported?|n't support|not permitted|not allowed|unrecogni[sz]ed"
              + "|unknown|unexpected|forbidden|deprecated");

  /** A request's body. */
  String body(String model, int maxTokens, String system, String user) {
    ObjectNode body = Json.newObject().put("model", model);
    if (isCold) {
      body.put(TEMPERATURE, 0);
    }
    if (!tokens.isEmpty()) {
      body.put(tokens, maxTokens);
    }
    ArrayNode messages = body.putArray("messages");
    messages.addObject().put("role", "system").put("content", system);
    messages.addObject().put("role", "user").put("content", user);
    return Json.compact(body);
  }

  /**
   * The form without what a refusal names as unsupported.
   *
   * @param refusal the server's answer
   * @return nothing where it names nothing of this form
   */
  Optional<RequestForm> without(String refusal) {
    if (!UNSUPPORTED.matcher(refusal).find()) {
      return Optional.empty();
    }
    if (isCold && refusal.contains(TEMPERATURE)) {
      return Optional.of(new RequestForm(tokens, false));
    }
    if (!tokens.isEmpty() && refusal.contains(tokens)) {
      return Optional.of(new RequestForm(tokens.equals(OLD) ? NEW : "", isCold));
    }
    return Optional.empty();
  }
}
