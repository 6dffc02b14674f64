package org.smdm.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.smdm.io.Journal;
import org.smdm.io.Json;
import org.smdm.io.UserException;

/** Config records to JSON and back. Every field must be there, and no other. */
public final class ConfigJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private ConfigJson() {}

  /** The JSON of a config record, indented, ending with a line break. */
  public static String write(Object config) {
    try {
      return MAPPER.writeValueAsString(config) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a config record: " + config, e);
    }
  }

  /**
   * Reads one config record.
   *
   * @param file its JSON
   * @param type the record
   * @throws UserException naming file, field and what is allowed
   */
  public static <T> T read(Path file, Class<T> type) {
    String json;
    try {
      json = Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new UserException(file + " does not exist: give the path of a config file", e);
    } catch (IOException e) {
      throw new UserException(
          file + " cannot be read (" + e.getMessage() + "): give a readable JSON file", e);
    }
    return read(json, type, file.toString());
  }

  /**
   * Reads one config record from text.
   *
   * @param json the text
   * @param type the record
   * @param origin what messages call the text
   * @throws UserException naming origin, field and what is allowed
   */
  public static <T> T read(String json, Class<T> type, String origin) {
    try {
      return MAPPER.readValue(json, type);
    } catch (UnrecognizedPropertyException e) {
      throw new UserException(
          origin
              + ": "
              + path(e)
              + " is not a field here: write one of "
              + e.getKnownPropertyIds().stream()
                  .map(String::valueOf)
                  .collect(Collectors.joining(", ")),
          e);
    } catch (InvalidTypeIdException e) {
      throw new UserException(
          origin + ": " + path(e) + " has the type '" + e.getTypeId() + "': write a known \"type\"",
          e);
    } catch (MismatchedInputException e) {
      throw new UserException(origin + ": " + mismatch(e, json), e);
    } catch (JsonMappingException e) {
      throw new UserException(origin + ": " + location(e) + reason(e), e);
    } catch (JsonProcessingException e) {
      throw new UserException(
          "%s is not JSON (line %d, column %d): %s; mend the file there"
              .formatted(
                  origin,
                  e.getLocation().getLineNr(),
                  e.getLocation().getColumnNr(),
                  e.getOriginalMessage()),
          e);
    }
  }

  /**
   * The plan of a work, kept as its config record.
   *
   * @param file that keeps it
   * @param plan the record
   */
  public static Journal.Plan plan(Path file, Record plan) {
    return new Journal.Plan(file, plan, () -> read(file, plan.getClass()), write(plan));
  }

  /**
   * Records as the lines of a journal.
   *
   * @param type of the items
   * @param key what each is known by
   */
  public static <K, T extends Record> Journal.Form<K, T> lines(Class<T> type, Function<T, K> key) {
    return new Journal.Form<>(
        key, (object, where) -> read(object.toString(), type, where), Json::compact);
  }

  /** A value of the wrong kind, or a field that is not there, perhaps because it is misspelt. */
  private static String mismatch(MismatchedInputException e, String json) {
    if (!e.getOriginalMessage().startsWith("Missing creator property")) {
      return location(e) + reason(e);
    }
    String path = path(e);
    Set<String> fields = new TreeSet<>();
    try {
      JsonNode record = MAPPER.readTree(json);
      for (JsonMappingException.Reference r : e.getPath().subList(0, e.getPath().size() - 1)) {
        record =
            r.getFieldName() == null ? record.path(r.getIndex()) : record.path(r.getFieldName());
      }
      record.fieldNames().forEachRemaining(fields::add);
    } catch (JsonProcessingException unreadable) {
      throw new IllegalStateException("text was read a moment ago", unreadable);
    }
    // Of a record that could not be made, the last reference holds the class.
    if (e.getPath().get(e.getPath().size() - 1).getFrom() instanceof Class<?> type) {
      Arrays.stream(type.getRecordComponents()).forEach(c -> fields.remove(c.getName()));
    } else {
      fields.clear();
    }
    fields.remove("type");
    return path
        + " is missing: add it"
        + (fields.isEmpty() ? "" : " (" + String.join(", ", fields) + " is not a field here)");
  }

  private static String location(JsonMappingException e) {
    String path = path(e);
    // A record's own check names its field, so the path of the record goes before it.
    return path.isEmpty() ? "" : path + (cause(e) == null ? ": " : ".");
  }

  private static String reason(JsonMappingException e) {
    UserException own = cause(e);
    if (own != null) {
      return own.getMessage();
    }
    return e.getOriginalMessage().lines().findFirst().orElse("cannot be read")
        + "; write the value as in the config.json of another run";
  }

  private static UserException cause(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof UserException own) {
        return own;
      }
    }
    return null;
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
        .collect(Collectors.joining("."))
        .replace(".[", "[");
  }
}
