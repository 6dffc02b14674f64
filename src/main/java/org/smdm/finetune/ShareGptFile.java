package org.smdm.finetune;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.smdm.io.Json;
import org.smdm.io.UserException;
import org.smdm.sample.chat.VicunaTemplate;

/**
 * ShareGPT's conversations: a JSON array of objects whose {@code conversations} are turns with
 * {@code from} and {@code value}. The first round, a message and the answer to it, is one exchange
 * in Vicuna's template; conversations without one are passed over.
 */
final class ShareGptFile {

  private static final Set<String> USER = Set.of("human", "user");
  private static final Set<String> ASSISTANT =
      Set.of("gpt", "assistant", "chatgpt", "bing", "bard");

  private ShareGptFile() {}

  static ExchangeFile read(Path file) {
    List<List<Exchange>> entries = new ArrayList<>();
    int[] passedOver = new int[1];
    Json.elements(
        file,
        "a JSON array of conversations",
        conversation -> {
          if (!conversation.path("conversations").isArray()) {
            throw new UserException(
                "conversation %d of %s has no \"conversations\": give a JSON array as ShareGPT's"
                    .formatted(entries.size() + passedOver[0] + 1, file));
          }
          Exchange first = first(conversation.path("conversations"));
          if (first == null) {
            passedOver[0]++;
          } else {
            entries.add(List.of(first));
          }
        });
    if (entries.isEmpty()) {
      throw new UserException(
          "%s has no answered messages (%d conversations without): give conversations between human and gpt"
              .formatted(file, passedOver[0]));
    }
    return new ExchangeFile(entries, passedOver[0]);
  }

  /** The first message and its answer; null where one is missing or empty. */
  private static Exchange first(JsonNode turns) {
    // A cut in a conversation, or its system message, may come before the first message.
    int user = 0;
    while (user < turns.size() && !USER.contains(text(turns.get(user), "from"))) {
      user++;
    }
    JsonNode answer = turns.path(user + 1);
    String message = text(turns.path(user), "value").strip();
    String reply = text(answer, "value").strip();
    if (!ASSISTANT.contains(text(answer, "from")) || message.isEmpty() || reply.isEmpty()) {
      return null;
    }
    return Exchange.of(VicunaTemplate.prompt(message), reply);
  }

  /** Empty where the field is missing, null or no text. */
  private static String text(JsonNode turn, String field) {
    JsonNode value = turn.path(field);
    return value.isTextual() ? value.textValue() : "";
  }
}
