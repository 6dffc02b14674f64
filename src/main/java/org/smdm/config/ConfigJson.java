package org.smdm.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.InjectableValues;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.smdm.io.Excerpt;
import org.smdm.io.Journal;
import org.smdm.io.Json;
import org.smdm.io.TextFile;
import org.smdm.io.UserException;

/**
 * Config records to JSON and back. Every field must be there, but those marked as {@link #LATER},
 * and no other.
 */
public final class ConfigJson {

  /** Longer ones repeat a long value of the user's. */
  private static final int MOST_OF_A_REASON = 300;

  /** Marks a field, by {@code JacksonInject}, that files of older versions lack; null there. */
  public static final String LATER = "later";

  /** {@link #LATER} of the second such field of a record: Jackson takes a mark once. */
  public static final String LATER_TOO = "later too";

  /** {@link #LATER} of the third. */
  public static final String LATER_STILL = "later still";

  private static final JsonMapper MAPPER =
      Json.dialect()
          .injectableValues(
              new InjectableValues.Std()
                  .addValue(LATER, null)
                  .addValue(LATER_TOO, null)
                  .addValue(LATER_STILL, null))
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
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
    return read(TextFile.read(file, "the path of a config file"), type, file.toString());
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
              + Excerpt.of(path(e))
              + " is not a field here: write one of "
              + e.getKnownPropertyIds().stream()
                  .map(String::valueOf)
                  .collect(Collectors.joining(", ")),
          e);
    } catch (InvalidTypeIdException e) {
      throw new UserException(
          origin
              + ": "
              + path(e)
              + " has the type "
              + Excerpt.quoted(String.valueOf(e.getTypeId()))
              + ": write a known \"type\"",
          e);
    } catch (MismatchedInputException e) {
      throw new UserException(origin + ": " + mismatch(e, json), e);
    } catch (JsonMappingException e) {
      if (e.getCause() instanceof JsonProcessingException syntax) {
        throw Json.failure(origin, syntax, "mend it there");
      }
      throw new UserException(origin + ": " + location(e) + reason(e), e);
    } catch (JsonProcessingException e) {
      throw Json.failure(origin, e, "mend it there");
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
      JsonNode record = Json.read(json, path, "");
      for (JsonMappingException.Reference r : e.getPath().subList(0, e.getPath().size() - 1)) {
        record =
            r.getFieldName() == null ? record.path(r.getIndex()) : record.path(r.getFieldName());
      }
      record.fieldNames().forEachRemaining(fields::add);
    } catch (UserException cutOff) {
      fields.clear(); // what follows is no JSON: that the field is missing is told first
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
    String message = e.getOriginalMessage().lines().findFirst().orElse("cannot be read");
    return (message.length() > MOST_OF_A_REASON ? Excerpt.of(message) : message)
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
