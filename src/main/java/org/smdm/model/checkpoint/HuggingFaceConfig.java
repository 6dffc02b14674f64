package org.smdm.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.smdm.config.RopeScaling;
import org.smdm.io.Excerpt;
import org.smdm.io.Json;
import org.smdm.io.UserException;

/**
 * The {@code config.json} of a HuggingFace model. Fields that are absent have the default of the
 * Python package transformers; fields that change the computation in a way that is not implemented
 * are refused by name.
 */
final class HuggingFaceConfig {

  private static final String ORIGINAL = "original_max_position_embeddings";

  /** What may be said of plain rotary angles. */
  private static final Set<String> ROPE_FIELDS =
      Set.of("rope_type", "type", "rope_theta", "partial_rotary_factor");

  private static final Set<String> LLAMA3_FIELDS =
      Set.of("factor", "low_freq_factor", "high_freq_factor", ORIGINAL);

  private final Path file;
  private final JsonNode root;

  private HuggingFaceConfig(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
  }

  /**
   * Reads a config.
   *
   * @param file {@code config.json}
   * @return nothing where the file is not there, or is JSON of another kind, as a run's config
   * @throws UserException when the file cannot be read or is no JSON
   */
  static Optional<HuggingFaceConfig> read(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    ObjectNode root = Json.object(file, "a model's config.json");
    boolean huggingFace = root.has("architectures") || root.has("model_type");
    return huggingFace ? Optional.of(new HuggingFaceConfig(file, root)) : Optional.empty();
  }

  /** What messages call it. */
  Path file() {
    return file;
  }

  /** The class of transformers that the weights belong to, or the model type where none is told. */
  String architecture() {
    JsonNode first = root.path("architectures").path(0);
    return first.isTextual() ? first.textValue() : Json.textOrEmpty(root, "model_type");
  }

  private boolean isAbsent(String field) {
    return root.path(field).isMissingNode() || root.path(field).isNull();
  }

  /** A shape made of the fields; what is wrong with it is told with the file's name. */
  <T> T shape(Supplier<T> maker) {
    try {
      return maker.get();
    } catch (UserException e) {
      throw e.getMessage().startsWith(file.toString())
          ? e
          : new UserException(file + ": " + e.getMessage(), e);
    }
  }

  /** A whole number that must be there. */
  int integer(String field) {
    if (isAbsent(field)) {
      throw new UserException("%s has no field %s: add it".formatted(file, field));
    }
    return integer(field, 0);
  }

  int integer(String field, int otherwise) {
    if (isAbsent(field)) {
      return otherwise;
    }
    JsonNode value = root.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw wrong(field, value, "a whole number");
    }
    return value.intValue();
  }

  /** A whole number, or null where there is none. */
  Integer optionalInteger(String field) {
    return isAbsent(field) ? null : (Integer) integer(field);
  }

  double number(String field, double otherwise) {
    return number(root, field, otherwise);
  }

  private double number(JsonNode object, String field, double otherwise) {
    JsonNode value = object.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isNumber()) {
      throw wrong(field, value, "a number");
    }
    return value.doubleValue();
  }

  boolean flag(String field, boolean otherwise) {
    if (isAbsent(field)) {
      return otherwise;
    }
    JsonNode value = root.path(field);
    if (!value.isBoolean()) {
      throw wrong(field, value, "true or false");
    }
    return value.booleanValue();
  }

  /** Base of the rotary angles, in either of the two places where transformers keeps it. */
  double ropeBase() {
    return number(root.path("rope_parameters"), "rope_theta", number("rope_theta", 10_000));
  }

  /**
   * How the rotary angles are stretched, in either place; null where they are the plain ones.
   *
   * @throws UserException naming a way that is not supported
   */
  RopeScaling ropeScaling() {
    RopeScaling found = null;
    for (String field : List.of("rope_scaling", "rope_parameters")) {
      if (!isAbsent(field)) {
        RopeScaling here = ropeScaling(field, root.path(field));
        found = here == null ? found : here;
      }
    }
    return found;
  }

  private RopeScaling ropeScaling(String field, JsonNode value) {
    if (!value.isObject()) {
      throw unsupported(field, value);
    }
    // A number for a type is none that is known, and is refused with the rest.
    String type = value.path("rope_type").asText(value.path("type").asText("default"));
    boolean isLlama3 = type.equals("llama3");
    Set<String> fields = new TreeSet<>();
    value.fieldNames().forEachRemaining(fields::add);
    fields.removeAll(ROPE_FIELDS);
    if (isLlama3) {
      fields.removeAll(LLAMA3_FIELDS);
    }
    boolean isKnown = isLlama3 || type.equals("default");
    if (!isKnown || !fields.isEmpty() || number(value, "partial_rotary_factor", 1) != 1) {
      throw unsupported(field, value);
    }
    return isLlama3
        ? new RopeScaling(
            number(field, value, "factor"),
            number(field, value, "low_freq_factor"),
            number(field, value, "high_freq_factor"),
            positions(value))
        : null;
  }

  private int positions(JsonNode value) {
    JsonNode given = value.has(ORIGINAL) ? value.path(ORIGINAL) : root.path(ORIGINAL);
    if (!given.isIntegralNumber() || !given.canConvertToInt()) {
      throw wrong(ORIGINAL, given, "a whole number");
    }
    return given.intValue();
  }

  private double number(String place, JsonNode object, String field) {
    double value = number(object, field, Double.NaN);
    if (Double.isNaN(value)) {
      throw new UserException("%s has no field %s.%s: add it".formatted(file, place, field));
    }
    return value;
  }

  /** Refuses a field that is there with another value than one of some. */
  void require(String field, Object... allowed) {
    if (isAbsent(field)) {
      return;
    }
    JsonNode value = root.path(field);
    for (Object one : allowed) {
      boolean same =
          one instanceof Number number
              ? value.isNumber() && value.doubleValue() == number.doubleValue()
              : one instanceof Boolean truth
                  ? value.isBoolean() && value.booleanValue() == truth
                  : value.isTextual() && value.textValue().equals(one);
      if (same) {
        return;
      }
    }
    throw unsupported(field, value);
  }

  /** Refuses a field that is there with whatever value but null. */
  void refuse(String... fields) {
    for (String field : fields) {
      if (!isAbsent(field)) {
        throw unsupported(field, root.path(field));
      }
    }
  }

  private UserException unsupported(String field, JsonNode value) {
    return new UserException(
        "%s has %s %s, which is not supported: give a plain Llama or GPT-2 checkpoint"
            .formatted(file, field, Excerpt.of(value.toString())));
  }

  private UserException wrong(String field, JsonNode value, String wanted) {
    return new UserException(
        "%s has %s %s: write %s there"
            .formatted(file, field, Excerpt.of(value.toString()), wanted));
  }
}
