package org.smdm.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.smdm.io.AtomicFile;
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

  static void write(Path file, ObjectNode fields) {
    AtomicFile.writeString(file, Json.indented(fields));
  }
}
