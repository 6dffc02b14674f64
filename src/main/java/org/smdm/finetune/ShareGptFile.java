package org.smdm.finetune;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
              .build());

  private ShareGptFile() {}

  static ExchangeFile read(Path file) {
    List<List<Exchange>> entries = new ArrayList<>();
    int passedOver = 0;
    try (InputStream in = Files.newInputStream(file);
        MappingIterator<JsonNode> conversations = MAPPER.readerFor(JsonNode.class).readValues(in)) {
      while (conversations.hasNextValue()) {
        JsonNode conversation = conversations.nextValue();
        if (!conversation.path("conversations").isArray()) {
          throw new UserException(
              "conversation %d of %s has no \"conversations\": give a JSON array as ShareGPT's"
                  .formatted(entries.size() + passedOver + 1, file));
        }
        Exchange first = first(conversation.path("conversations"));
        if (first == null) {
          passedOver++;
        } else {
          entries.add(List.of(first));
        }
      }
    } catch (NoSuchFileException e) {
      throw new UserException(file + " does not exist: give a JSON file of conversations", e);
    } catch (JsonProcessingException e) {
      throw new UserException(
          "%s is not JSON (line %d, column %d): give a JSON array of conversations"
              .formatted(file, e.getLocation().getLineNr(), e.getLocation().getColumnNr()),
          e);
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be read (%s): give a readable file".formatted(file, e.getMessage()), e);
    }
    if (entries.isEmpty()) {
      throw new UserException(
          "%s has no answered messages (%d conversations without): give conversations between human and gpt"
              .formatted(file, passedOver));
    }
    return new ExchangeFile(entries, passedOver);
  }

  /** The first message and its answer; null where one is missing or empty. */
  private static Exchange first(JsonNode turns) {
    // A cut in a conversation, or its system message, may come before the first message.
    int user = 0;
    while (user < turns.size() && !USER.contains(turns.get(user).path("from").asText())) {
      user++;
    }
    JsonNode answer = turns.path(user + 1);
    String message = turns.path(user).path("value").asText().strip();
    String reply = answer.path("value").asText().strip();
    if (!ASSISTANT.contains(answer.path("from").asText()) || message.isEmpty() || reply.isEmpty()) {
      return null;
    }
    return Exchange.of(VicunaTemplate.prompt(message), reply);
  }
}
