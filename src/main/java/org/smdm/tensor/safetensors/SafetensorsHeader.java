package org.smdm.tensor.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A checked safetensors header: eight bytes with the length of the JSON that follows
 * (little-endian), the JSON, and then the tensors' bytes without holes or overlaps.
 *
 * <p>Format: the README of huggingface/safetensors.
 *
 * @param tensors what the file holds by name, in the header's order
 * @param metadata the header's free strings
 * @param dataStart position in the file of the first tensor byte
 */
record SafetensorsHeader(
    Map<String, TensorInfo> tensors, Map<String, String> metadata, long dataStart) {

  static final String METADATA = "__metadata__";

  /** The limit of the reference implementation. */
  static final long LONGEST = 100_000_000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  static SafetensorsHeader read(Path path, FileChannel channel) throws IOException {
    long fileSize = channel.size();
    if (fileSize < Long.BYTES) {
      throw DamagedFile.sentence(
          path, fileSize == 0 ? "it is empty" : "it ends after %d bytes".formatted(fileSize));
    }
    long length = readFully(path, channel, 0, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > LONGEST) {
      throw DamagedFile.sentence(
          path,
          "its first eight bytes announce a header of %s bytes where at most %d are allowed"
              .formatted(Long.toUnsignedString(length), LONGEST));
    }
    if (length > fileSize - Long.BYTES) {
      throw DamagedFile.sentence(
          path,
          "it announces a header of %d bytes but ends after %d bytes".formatted(length, fileSize));
    }
    byte[] json = readFully(path, channel, Long.BYTES, (int) length).array();
    SafetensorsHeader header = parse(path, json);
    header.checkLayout(path, fileSize - header.dataStart());
    return header;
  }

  private static ByteBuffer readFully(Path path, FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw DamagedFile.sentence(path, "it became shorter while it was read");
      }
    }
    return buffer.flip();
  }

  private static SafetensorsHeader parse(Path path, byte[] json) throws IOException {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(json)) {
      if (json.length == 0 || json[0] != '{' || parser.nextToken() != JsonToken.START_OBJECT) {
        throw DamagedFile.sentence(path, "its header is no JSON object");
      }
      HeaderEntryReader reader = new HeaderEntryReader(path, parser);
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        if (name.equals(METADATA)) {
          metadata.putAll(reader.readMetadata());
        } else {
          tensors.put(name, reader.readTensor(name));
        }
      }
      if (parser.nextToken() != null) {
        throw DamagedFile.sentence(path, "its header goes on after the JSON object");
      }
    } catch (JsonProcessingException e) {
      throw DamagedFile.sentence(
          path, "its header is no valid JSON (%s)".formatted(firstLine(e.getOriginalMessage())));
    }
    return new SafetensorsHeader(
        Collections.unmodifiableMap(tensors),
        Collections.unmodifiableMap(metadata),
        Long.BYTES + (long) json.length);
  }

  private static String firstLine(String message) {
    return DamagedFile.quoted(message.lines().findFirst().orElse("unreadable"));
  }

  /** The tensors must tile the data: no hole, no overlap, nothing before, behind or outside. */
  private void checkLayout(Path path, long dataLength) {
    List<Map.Entry<String, TensorInfo>> inOrder =
        tensors.entrySet().stream()
            .sorted(
                Comparator.comparingLong((Map.Entry<String, TensorInfo> e) -> e.getValue().begin())
                    .thenComparingLong(e -> e.getValue().end()))
            .toList();
    long expected = 0;
    for (Map.Entry<String, TensorInfo> entry : inOrder) {
      TensorInfo info = entry.getValue();
      String name = DamagedFile.quoted(entry.getKey());
      if (info.end() > dataLength) {
        throw DamagedFile.sentence(
            path,
            "tensor %s needs data up to byte %d but there are %d bytes"
                .formatted(name, info.end(), dataLength));
      }
      if (info.begin() != expected) {
        throw DamagedFile.sentence(
            path,
            "tensor %s begins at byte %d, which %s"
                .formatted(
                    name,
                    info.begin(),
                    info.begin() < expected
                        ? "another tensor covers"
                        : "leaves a hole behind byte %d".formatted(expected)));
      }
      expected = info.end();
    }
    if (expected != dataLength) {
      throw DamagedFile.sentence(
          path,
          "its tensors end at byte %d but there are %d bytes of data"
              .formatted(expected, dataLength));
    }
  }
}
