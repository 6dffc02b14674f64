package org.smdm.tensor.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.smdm.io.AtomicFile;

/**
 * Writes safetensors files, whole or not at all and one tensor at a time.
 *
 * <p>Equal input gives equal bytes: tensors of wider types come first, so that every tensor is
 * aligned to its element size as in files of the reference implementation, and otherwise keep the
 * order they were given in; metadata is sorted by key.
 */
public final class SafetensorsWriter {
  private static final JsonFactory JSON = new JsonFactory();

  private SafetensorsWriter() {}

  /**
   * Writes a file.
   *
   * @param path file to make or replace
   * @param tensors what to write by name; its iteration order decides the order in the file
   * @param metadata free strings for the header; nothing is written when empty
   * @throws org.smdm.io.UserException when the file cannot be written
   * @throws IllegalArgumentException for a tensor named {@code __metadata__} or a header that no
   *     reader would take
   */
  public static void write(
      Path path, Map<String, TensorSource> tensors, Map<String, String> metadata) {
    if (tensors.containsKey(SafetensorsHeader.METADATA)) {
      throw new IllegalArgumentException("no tensor can be named " + SafetensorsHeader.METADATA);
    }
    List<Map.Entry<String, TensorSource>> ordered =
        tensors.entrySet().stream()
            .sorted(
                Comparator.comparing(
                    (Map.Entry<String, TensorSource> e) -> -e.getValue().type().byteSize()))
            .toList();
    AtomicFile.writeChannel(
        path,
        channel -> {
          writeAll(channel, header(ordered, metadata));
          for (Map.Entry<String, TensorSource> entry : ordered) {
            writeTensor(channel, entry.getKey(), entry.getValue());
          }
        });
  }

  private static void writeTensor(FileChannel channel, String name, TensorSource source)
      throws IOException {
    long begin = channel.position();
    source.writeTo(channel);
    long written = channel.position() - begin;
    if (written != byteCount(source)) {
      throw new IllegalStateException(
          "tensor %s gave %d bytes instead of %d".formatted(name, written, byteCount(source)));
    }
  }

  private static ByteBuffer header(
      List<Map.Entry<String, TensorSource>> tensors, Map<String, String> metadata)
      throws IOException {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (JsonGenerator generator = JSON.createGenerator(json)) {
      generator.writeStartObject();
      if (!metadata.isEmpty()) {
        generator.writeObjectFieldStart(SafetensorsHeader.METADATA);
        for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
          generator.writeStringField(entry.getKey(), entry.getValue());
        }
        generator.writeEndObject();
      }
      long begin = 0;
      for (Map.Entry<String, TensorSource> entry : tensors) {
        long end = begin + byteCount(entry.getValue());
        writeEntry(generator, entry.getKey(), entry.getValue(), begin, end);
        begin = end;
      }
      generator.writeEndObject();
    }
    while (json.size() % Long.BYTES != 0) {
      json.write(' ');
    }
    if (json.size() > SafetensorsHeader.LONGEST) {
      throw new IllegalArgumentException("a header of %d bytes".formatted(json.size()));
    }
    return ByteBuffer.allocate(Long.BYTES + json.size())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.size())
        .put(json.toByteArray())
        .flip();
  }

  private static void writeEntry(
      JsonGenerator generator, String name, TensorSource source, long begin, long end)
      throws IOException {
    generator.writeObjectFieldStart(name);
    generator.writeStringField("dtype", source.type().name());
    generator.writeFieldName("shape");
    long[] shape = source.shape().getShape();
    generator.writeArray(shape, 0, shape.length);
    generator.writeFieldName("data_offsets");
    generator.writeArray(new long[] {begin, end}, 0, 2);
    generator.writeEndObject();
  }

  private static long byteCount(TensorSource source) {
    return source.shape().size() * source.type().byteSize();
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
