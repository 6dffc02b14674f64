package org.smdm.data.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.smdm.io.Json;
import org.smdm.io.UserException;

/**
 * What a {@code tokenizer.json} must not say, because the native library (0.21.4) would not report
 * it but stop the whole process, at once or at the first text.
 */
final class NativeHazards {

  /** Texts that end in each kind of character. */
  private static final List<String> PROBES = List.of("a", "B", "1", " ", "\n", ".", "\u00E9");

  private final TokenizerDefinition definition;

  private NativeHazards(TokenizerDefinition definition) {
    this.definition = definition;
  }

  /**
   * Looks for the known ones.
   *
   * @throws UserException at the first
   */
  static void check(TokenizerDefinition definition) {
    NativeHazards hazards = new NativeHazards(definition);
    hazards.checkCharacterMaps();
    hazards.checkReplacements();
    hazards.checkLengths();
    hazards.checkMerges();
    hazards.checkStrips();
  }

  private void checkCharacterMaps() {
    for (ObjectNode part : objectsIn(definition.tokenizer().path("normalizer"))) {
      JsonNode map = part.path("precompiled_charsmap");
      boolean needed = Json.textOrEmpty(part, "type").equals("Precompiled") || !map.isMissingNode();
      if (needed && !CharacterMap.isWhole(map.textValue())) {
        throw unusable("the precompiled_charsmap of its normalizer is damaged");
      }
    }
  }

  /** Replacing fails on a match of nothing at the end of the text. */
  private void checkReplacements() {
    for (ObjectNode part : objectsIn(definition.tokenizer().path("normalizer"))) {
      JsonNode pattern = part.path("pattern");
      String literal = pattern.isTextual() ? pattern.asText() : pattern.path("String").asText("a");
      if (literal.isEmpty() || matchesNothingAtTheEnd(pattern.path("Regex").asText("a"))) {
        throw unusable(
            "the pattern %s of its normalizer matches the empty text".formatted(pattern));
      }
    }
  }

  private static boolean matchesNothingAtTheEnd(String regex) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      return false; // the library has its own dialect, and reports what it cannot read
    }
    return PROBES.stream()
        .anyMatch(
            probe ->
                pattern
                    .matcher(probe)
                    .results()
                    .anyMatch(match -> match.start() == probe.length()));
  }

  private void checkLengths() {
    for (ObjectNode part : objectsIn(definition.tokenizer().path("pre_tokenizer"))) {
      if (Json.textOrEmpty(part, "type").equals("FixedLength")
          && part.path("length").asInt(1) < 1) {
        throw unusable("its FixedLength is %s".formatted(part.get("length")));
      }
    }
  }

  /** Merging cuts the prefix off the right token without looking whether it is there. */
  private void checkMerges() {
    JsonNode model = definition.tokenizer().path("model");
    String prefix = model.path("continuing_subword_prefix").asText("");
    for (JsonNode merge : model.path("merges")) {
      String right = Merge.of(merge).right();
      if (!right.startsWith(prefix)) {
        throw unusable(
            "\"%s\" in its merges lacks the continuing_subword_prefix \"%s\""
                .formatted(right, prefix));
      }
    }
  }

  /** Stripping the end of a token fails on tokens that are shorter, such as the empty one. */
  private void checkStrips() {
    for (ObjectNode part : objectsIn(definition.tokenizer().path("decoder"))) {
      if (Json.textOrEmpty(part, "type").equals("Strip") && part.path("stop").asLong() != 0) {
        throw unusable(
            "its decoder Strip has the stop %s instead of 0".formatted(part.get("stop")));
      }
    }
  }

  private static List<ObjectNode> objectsIn(JsonNode node) {
    List<ObjectNode> objects = new ArrayList<>();
    if (node instanceof ObjectNode object) {
      objects.add(object);
    }
    for (JsonNode child : node) {
      objects.addAll(objectsIn(child));
    }
    return objects;
  }

  private UserException unusable(String problem) {
    return new UserException(
        "%s is no usable tokenizer, as %s: fetch the file again or correct it"
            .formatted(definition.source(), problem));
  }
}
