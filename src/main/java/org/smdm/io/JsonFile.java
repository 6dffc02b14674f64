package org.smdm.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a file that must hold one JSON object, such as a vocabulary of many thousand keys. */
public final class JsonFile {

  private static final long MAX_BYTES = 1L << 29;

  /** Keys are tokens, mostly met once: Jackson's table of seen names would only grow. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonFile() {}

  /**
   * The object in a file.
   *
   * @param file an ordinary file of at most 512 MiB
   * @throws UserException if the file cannot be read or holds anything else
   */
  public static ObjectNode read(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new UserException(
          "%s is no ordinary file: give the path of a JSON file".formatted(file));
    }
    JsonNode root;
    try (InputStream in = Files.newInputStream(file)) {
      if (Files.size(file) > MAX_BYTES) {
        throw new UserException(
            "%s is larger than 512 MiB, which no tokenizer is: give a HuggingFace tokenizer.json"
                .formatted(file));
      }
      root = MAPPER.readTree(in);
    } catch (JsonProcessingException e) {
      throw new UserException(
          "%s is not valid JSON%s (%s): fetch or write the file again"
              .formatted(file, place(e.getLocation()), firstLine(e.getOriginalMessage())),
          e);
    } catch (CharConversionException e) {
      throw new UserException(
          "%s is not text in UTF-8: give a HuggingFace tokenizer.json".formatted(file), e);
    } catch (IOException e) {
      throw new UserException(
          "Cannot read %s (%s): check that the file is there and that you may read it"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
    if (root.isMissingNode()) {
      throw new UserException("%s is empty: fetch or write the file again".formatted(file));
    }
    if (root instanceof ObjectNode object) {
      return object;
    }
    throw new UserException(
        "%s holds no JSON object but %s: give a HuggingFace tokenizer.json"
            .formatted(file, JsonKind.of(root)));
  }

  private static String place(JsonLocation location) {
    return location == null
        ? ""
        : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }

  private static String firstLine(String message) {
    return message == null ? "no details" : message.lines().findFirst().orElse("no details");
  }
}
