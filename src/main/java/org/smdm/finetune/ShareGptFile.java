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
 * {@code from} and {@code value}. The first two turns, a message and the answer to it, are one
 * exchange in Vicuna's template; as in the reference, conversations that begin otherwise are passed
 * over.
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

  /** The first message and its answer; null where one is missing, empty or no text. */
  private static Exchange first(JsonNode turns) {
    JsonNode question = turns.path(0);
    JsonNode answer = turns.path(1);
    String message = text(question, "value").strip();
    String reply = text(answer, "value").strip();
    if (!USER.contains(text(question, "from"))
        || !ASSISTANT.contains(text(answer, "from"))
        || message.isEmpty()
        || reply.isEmpty()) {
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
