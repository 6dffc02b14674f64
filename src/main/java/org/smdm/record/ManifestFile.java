package org.smdm.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.smdm.io.AtomicFile;
import org.smdm.io.Excerpt;
import org.smdm.io.Json;
import org.smdm.io.UserException;

/** Reads and writes {@code manifest.json}. */
final class ManifestFile {

  private ManifestFile() {}

  static ObjectNode empty() {
    return Json.newObject();
  }

  static JsonNode tree(Object value) {
    return Json.tree(value);
  }

  /**
   * Reads a manifest.
   *
   * @throws UserException when it is missing or no JSON object
   */
  static ObjectNode read(Path file) {
    return Json.object(file, "the manifest of a run that has begun");
  }

  /**
   * A time in a manifest.
   *
   * @throws UserException when it is none
   */
  static Instant time(Path file, JsonNode field) {
    try {
      return Instant.parse(field.asText());
    } catch (DateTimeParseException e) {
      throw new UserException(
          "%s has '%s' where a run or a session began: write a time as 2026-01-31T12:00:00Z"
              .formatted(file, field.asText()),
          e);
    }
  }

  /**
   * A whole number in a manifest; 0 where there is none yet.
   *
   * @throws UserException when it is something else
   */
  static long count(Path file, JsonNode fields, String name) {
    JsonNode field = fields.path(name);
    if (!field.isMissingNode() && !(field.isIntegralNumber() && field.canConvertToLong())) {
      throw wrong(file, name, field, "a whole number");
    }
    return field.longValue();
  }

  /**
   * How long the run has been computed; 0 where that is not told yet.
   *
   * @throws UserException when it is no number
   */
  static double seconds(Path file, JsonNode fields) {
    JsonNode field = fields.path("seconds");
    if (!field.isMissingNode() && !field.isNumber()) {
      throw wrong(file, "seconds", field, "a number");
    }
    return field.doubleValue();
  }

  private static UserException wrong(Path file, String name, JsonNode field, String wanted) {
    return new UserException(
        "%s has %s for %s: write %s, or move the run away"
            .formatted(file, Excerpt.of(field.toString()), name, wanted));
  }

  static void write(Path file, ObjectNode fields) {
    AtomicFile.writeString(file, Json.indented(fields));
  }
}
