package org.smdm.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The one dialect of JSON, read and written. Nothing follows the value; a name stands once in an
 * object, but in lines, elements and notebooks, which are others' data, the last of two counts, as
 * in Python's json; {@code NaN}, {@code Infinity} and {@code -Infinity} are numbers, as Python's
 * json writes them; strings may be of any length, but nesting ends at 1,000 levels, a number at
 * 1,000 digits and a name at a million characters. Whatever is wrong, and whatever the parser
 * throws, is told in one sentence.
 */
public final class Json {

  private static final int DEEPEST = 1_000;
  private static final int MOST_DIGITS = 1_000;
  private static final int LONGEST_NAME = 1_000_000;

  private static final JsonMapper MAPPER = dialect().build();

  private static final JsonMapper DATA =
      dialect().disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** Keeps the digits of numbers, of which there may be more than a double has. */
  private static final JsonMapper EXACT =
      dialect()
          .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final JsonMapper INDENTED =
      dialect().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final String ONE_PER_LINE = "write one whole JSON object per line";

  private Json() {}

  /** The dialect, for readers and writers of records, which add to it what they need. */
  public static JsonMapper.Builder dialect() {
    // Names are often tokens that are met once: the parser's table of those seen would only grow.
    JsonFactory factory =
        JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(MOST_DIGITS)
                    .maxNameLength(LONGEST_NAME)
                    .build())
            .build();
    return JsonMapper.builder(factory)
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /**
   * The value that a text is.
   *
   * @param text the JSON
   * @param where what messages call it
   * @param mend what to do when it is none, as in "fetch the file again"
   * @throws UserException when it is empty or no JSON
   */
  public static JsonNode read(String text, String where, String mend) {
    return read(MAPPER, text, where, mend);
  }

  /**
   * As {@link #read}, with all digits of every number.
   *
   * @param text the JSON
   * @param where what messages call it
   * @param mend what to do when it is none, as in "fetch the file again"
   * @throws UserException when it is empty or no JSON
   */
  public static JsonNode exact(String text, String where, String mend) {
    try {
      return read(EXACT, text, where, mend);
    } catch (NumberFormatException e) {
      // The parser's own exception escapes it where an exponent does not fit.
      throw new UserException(
          "%s has a number with too large an exponent: %s".formatted(where, mend), e);
    }
  }

  private static JsonNode read(JsonMapper mapper, String text, String where, String mend) {
    JsonNode value;
    try {
      value = mapper.readTree(text);
    } catch (JsonProcessingException e) {
      throw failure(where, place(e), e, mend);
    }
    if (value.isMissingNode()) {
      throw new UserException("%s is empty: %s".formatted(where, mend));
    }
    return value;
  }

  /**
   * The object that a text is.
   *
   * @param text the JSON
   * @param where what messages call it
   * @param mend what to do when it is none, as in "fetch the file again"
   * @throws UserException when it is anything else
   */
  public static ObjectNode object(String text, String where, String mend) {
    JsonNode value = read(text, where, mend);
    if (value instanceof ObjectNode object) {
      return object;
    }
    throw new UserException(
        "%s holds no JSON object but %s: %s".formatted(where, kind(value), mend));
  }

  /**
   * The object that a file holds.
   *
   * @param file an ordinary one of at most 1 GiB
   * @param wanted what it should be, with its article, as in "a HuggingFace tokenizer.json"
   * @throws UserException if the file cannot be read or holds anything else
   */
  public static ObjectNode object(Path file, String wanted) {
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      throw new UserException("%s is no ordinary file: give %s".formatted(file, wanted));
    }
    return object(TextFile.read(file, wanted), file.toString(), "give %s, whole".formatted(wanted));
  }

  /**
   * Reads the elements of the array that a file holds, one after the other.
   *
   * @param file of any size
   * @param wanted what it should be, with its article, as in "a JSON array of conversations"
   * @param each is given them in order
   * @throws UserException if the file cannot be read or is no JSON
   */
  public static void elements(Path file, String wanted, Consumer<JsonNode> each) {
    FileKind.require(file, wanted);
    String mend = "give " + wanted;
    try (InputStream in = Files.newInputStream(file);
        MappingIterator<JsonNode> elements = DATA.readerFor(JsonNode.class).readValues(in)) {
      while (elements.hasNextValue()) {
        each.accept(elements.nextValue());
      }
    } catch (JsonProcessingException e) {
      throw failure(file.toString(), e, mend);
    } catch (CharConversionException e) {
      throw new UserException(
          "%s is not UTF-8 (%s): convert the file to UTF-8, for instance with iconv"
              .formatted(file, Excerpt.of(String.valueOf(e.getMessage()))),
          e);
    } catch (IOException e) {
      throw ReadFailure.sentence(file, wanted, e);
    }
  }

  /**
   * The object on one line of JSON lines.
   *
   * @param line without its line feed
   * @param where the line, for messages
   * @throws UserException when it is anything else
   */
  public static ObjectNode line(String line, String where) {
    JsonNode value;
    try {
      value = DATA.readTree(line);
    } catch (JsonProcessingException e) {
      JsonLocation location = e.getLocation();
      String near = " (near column %d)".formatted(location == null ? 1 : location.getColumnNr());
      throw failure(where, near, e, ONE_PER_LINE);
    }
    if (value instanceof ObjectNode object) {
      return object;
    }
    throw new UserException("%s is not a JSON object: write one per line".formatted(where));
  }

  /**
   * The sentence for a text that is no JSON, or not of this dialect.
   *
   * @param where what messages call the text
   * @param e what the parser threw
   * @param mend what to do
   */
  public static UserException failure(String where, JsonProcessingException e, String mend) {
    return failure(where, place(e), e, mend);
  }

  private static UserException failure(
      String where, String place, JsonProcessingException e, String mend) {
    String message = String.valueOf(e.getOriginalMessage());
    if (e instanceof StreamConstraintsException) {
      String limit =
          message.contains("nesting depth")
              ? "is nested more than %,d levels deep".formatted(DEEPEST)
              : message.startsWith("Number")
                  ? "has a number of more than %,d digits".formatted(MOST_DIGITS)
                  : message.startsWith("Name")
                      ? "has a name of more than %,d characters".formatted(LONGEST_NAME)
                      : "is too large for a reader of JSON";
      return new UserException(
          "%s%s %s, which is not read here: write it otherwise".formatted(where, place, limit), e);
    }
    if (message.startsWith("Trailing token")) {
      message = "something follows the value";
    }
    String reason = message.lines().findFirst().map(Excerpt::of).orElse("no details");
    return new UserException(
        "%s is not valid JSON%s: %s, so %s".formatted(where, place, reason, mend), e);
  }

  private static String place(JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    return location == null || location.getLineNr() < 1
        ? ""
        : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }

  /** An object to fill. */
  public static ObjectNode newObject() {
    return MAPPER.createObjectNode();
  }

  /**
   * The tree of a record or a collection of such.
   *
   * @param value that has one
   */
  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /**
   * JSON on one line, without a line feed.
   *
   * @param value a tree, a record or a collection of such
   */
  public static String compact(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not to be written as JSON: " + value, e);
    }
  }

  /**
   * JSON indented by two spaces, with a line feed at its end.
   *
   * @param value a tree, a record or a collection of such
   */
  public static String indented(Object value) {
    try {
      return INDENTED.writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not to be written as JSON: " + value, e);
    }
  }

  /**
   * A field that must be a text.
   *
   * @param where the object, for messages
   * @throws UserException when it is not there or no text
   */
  public static String text(JsonNode object, String field, String where) {
    JsonNode value = object.path(field);
    if (!value.isTextual()) {
      throw new UserException(
          "%s has no \"%s\": give it that field as a string".formatted(where, field));
    }
    return value.textValue();
  }

  /**
   * A field that may be a text: null, numbers and what is not there are none, where Jackson would
   * make texts of them.
   *
   * @return empty for anything but a string
   */
  public static String textOrEmpty(JsonNode object, String field) {
    return object.path(field).isTextual() ? object.path(field).textValue() : "";
  }

  /**
   * A field that must be a whole number.
   *
   * @param where the object, for messages
   * @throws UserException when it is not there or no such number
   */
  public static int integer(JsonNode object, String field, String where) {
    JsonNode value = object.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw new UserException(
          "%s has no \"%s\": give it that field as a whole number".formatted(where, field));
    }
    return value.intValue();
  }

  /**
   * What a value is with its article, as in "an array"; "nothing" for an absent one.
   *
   * @param value any
   */
  public static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      case MISSING -> "nothing";
      case NULL -> "null";
      default -> "a " + value.getNodeType().toString().toLowerCase(Locale.ROOT);
    };
  }
}
