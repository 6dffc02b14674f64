package org.smdm.tensor.safetensors;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smdm.io.UserException;

/**
 * Reads one value of a safetensors header from a JSON stream and checks all that can be checked
 * about it alone. The stream is read token by token, so a huge header needs no tree of its size.
 */
final class HeaderEntryReader {
  /** More than any array library takes. */
  private static final int MOST_DIMENSIONS = 64;

  private final Path path;
  private final JsonParser parser;

  HeaderEntryReader(Path path, JsonParser parser) {
    this.path = path;
    this.parser = parser;
  }

  Map<String, String> readMetadata() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw DamagedFile.sentence(path, "its metadata is no JSON object");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      if (parser.nextToken() != JsonToken.VALUE_STRING) {
        throw DamagedFile.sentence(
            path, "its metadata value %s is no string".formatted(DamagedFile.quoted(key)));
      }
      metadata.put(key, parser.getText());
    }
    return metadata;
  }

  TensorInfo readTensor(String name) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw flaw(name, "is described by no JSON object");
    }
    TensorType type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      parser.nextToken();
      switch (key) {
        case "dtype" -> type = readType(name);
        case "shape" -> shape = readNumbers(name, key);
        case "data_offsets" -> offsets = readNumbers(name, key);
        default -> parser.skipChildren();
      }
    }
    if (type == null || shape == null || offsets == null) {
      throw flaw(name, "lacks one of dtype, shape and data_offsets");
    }
    if (shape.size() > MOST_DIMENSIONS) {
      throw flaw(name, "has %d dimensions".formatted(shape.size()));
    }
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw flaw(name, "has the data_offsets %s".formatted(abbreviated(offsets)));
    }
    long begin = offsets.get(0);
    long end = offsets.get(1);
    long bytes = byteCount(name, type, shape);
    if (end - begin != bytes) {
      throw flaw(
          name,
          "of type %s and shape %s takes %d bytes but has %d"
              .formatted(type, abbreviated(shape), bytes, end - begin));
    }
    return new TensorInfo(type, new Shape(shape), begin, end);
  }

  private TensorType readType(String name) throws IOException {
    String type = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : null;
    if (type == null) {
      throw flaw(name, "has a dtype that is no string");
    }
    return TensorType.named(type)
        .orElseThrow(
            () ->
                new UserException(
                    "%s: tensor %s has the type %s, which is not read here: convert it to one of %s"
                        .formatted(
                            path,
                            DamagedFile.quoted(name),
                            DamagedFile.quoted(type),
                            List.of(TensorType.values()))));
  }

  private List<Long> readNumbers(String name, String key) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw flaw(name, "has a %s that is no array".formatted(key));
    }
    List<Long> numbers = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      boolean whole =
          parser.currentToken() == JsonToken.VALUE_NUMBER_INT
              && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
      if (!whole || parser.getLongValue() < 0) {
        throw flaw(
            name,
            "has %s in its %s where a whole number from 0 to 2^63 - 1 belongs"
                .formatted(DamagedFile.quoted(String.valueOf(parser.getText())), key));
      }
      numbers.add(parser.getLongValue());
    }
    return numbers;
  }

  private long byteCount(String name, TensorType type, List<Long> shape) {
    long bytes = type.byteSize();
    for (long dimension : shape) {
      if (dimension != 0 && bytes > Long.MAX_VALUE / dimension) {
        throw flaw(name, "has the impossible shape %s".formatted(abbreviated(shape)));
      }
      bytes *= dimension;
    }
    return bytes;
  }

  private static String abbreviated(List<Long> numbers) {
    return numbers.size() <= 8 ? numbers.toString() : numbers.subList(0, 8) + "…";
  }

  private UserException flaw(String name, String clause) {
    return DamagedFile.sentence(path, "tensor %s %s".formatted(DamagedFile.quoted(name), clause));
  }
}
