package org.smdm.eval.mtbench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smdm.io.Json;
import org.smdm.io.LineReader;
import org.smdm.io.UserException;

/**
 * What a judge is told, a line of FastChat's {@code judge_prompts.jsonl}.
 *
 * @param name as {@code single-v1}
 * @param system message of the system
 * @param template of the user's message, with places as {@code {question}}
 */
public record JudgePrompt(String name, String system, String template) {

  private static final Pattern PLACE = Pattern.compile("\\{\\{|}}|\\{([A-Za-z0-9_]+)}");

  /**
   * The user's message.
   *
   * @param values by place; they may hold braces themselves
   * @throws UserException when the template has a place without a value
   */
  String fill(Map<String, String> values) {
    Matcher place = PLACE.matcher(template);
    StringBuilder filled = new StringBuilder();
    while (place.find()) {
      String value =
          place.group(1) == null ? place.group().substring(1) : values.get(place.group(1));
      if (value == null) {
        throw new UserException(
            "the judge's prompt %s has the place {%s}, for which there is no text: its kind has %s"
                .formatted(name, place.group(1), String.join(", ", values.keySet())));
      }
      place.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    return place.appendTail(filled).toString();
  }

  /**
   * Reads prompts.
   *
   * @param file in FastChat's format
   * @return by name
   * @throws UserException naming file and line
   */
  public static Map<String, JudgePrompt> read(Path file) {
    Map<String, JudgePrompt> prompts = new LinkedHashMap<>();
    LineReader.read(
        file,
        "judge prompts in FastChat's format (judge_prompts.jsonl)",
        line -> {
          ObjectNode object = line.object();
          String name = Json.text(object, "name", line.where());
          prompts.put(
              name,
              new JudgePrompt(
                  name,
                  Json.text(object, "system_prompt", line.where()),
                  Json.text(object, "prompt_template", line.where())));
        });
    return prompts;
  }
}
