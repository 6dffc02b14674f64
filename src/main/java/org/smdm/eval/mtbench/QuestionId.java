package org.smdm.eval.mtbench;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;
import org.smdm.io.UserException;

/**
 * What a question is known by: a number in MT-Bench, letters and digits in Arena-Hard.
 *
 * @param text as it is written
 */
public record QuestionId(String text) {

  private static final Pattern NUMBER = Pattern.compile("0|-?[1-9]\\d{0,17}");

  /** Reads it where it has been read before. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static QuestionId of(JsonNode value) {
    return of(value, "the question_id");
  }

  /**
   * Reads it.
   *
   * @param where for messages
   * @throws UserException when it is neither a whole number nor a text
   */
  static QuestionId of(JsonNode value, String where) {
    if (!value.isIntegralNumber() && (!value.isTextual() || value.textValue().isBlank())) {
      throw new UserException(
          "%s has no \"question_id\": give it that field as a whole number or a text"
              .formatted(where));
    }
    return new QuestionId(value.asText());
  }

  /** A number as a number, as FastChat writes it. */
  @JsonValue
  Object json() {
    return isNumber() ? (Object) Long.valueOf(text) : text;
  }

  private boolean isNumber() {
    return NUMBER.matcher(text).matches();
  }

  /** Stands for it where random numbers are drawn. */
  long seed() {
    return isNumber()
        ? Long.parseLong(text)
        : UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).getMostSignificantBits();
  }

  @Override
  public String toString() {
    return text;
  }
}
