package org.smdm.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.smdm.io.AtomicFile;
import org.smdm.io.UserException;

/** Reads and writes {@code manifest.json}. */
final class ManifestFile {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private ManifestFile() {}

  static ObjectNode empty() {
    return MAPPER.createObjectNode();
  }

  static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /**
   * Reads a manifest.
   *
   * @throws UserException when it is missing or no JSON object
   */
  static ObjectNode read(Path file) {
    try {
      if (MAPPER.readTree(Files.readAllBytes(file)) instanceof ObjectNode fields) {
        return fields;
      }
      throw new UserException(
          file + " holds no JSON object: restore it, or move the run's folder away");
    } catch (NoSuchFileException e) {
      throw new UserException(file + " does not exist: name the folder of a run that has begun", e);
    } catch (JsonProcessingException e) {
      throw new UserException(
          "%s is not JSON (line %d, column %d): restore it, or move the run's folder away"
              .formatted(file, e.getLocation().getLineNr(), e.getLocation().getColumnNr()),
          e);
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be read (%s): check that it is a file and its permissions"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
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
    try {
      AtomicFile.writeString(file, MAPPER.writeValueAsString(fields) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("manifest fields are plain values", e);
    }
  }
}
