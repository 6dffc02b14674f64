package org.smdm.tensor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs TorchScript source into the archive that libtorch loads, so that no Python is needed.
 *
 * <p>The archive is a ZIP of stored entries: the source, an empty constant table, and a pickle that
 * makes one instance of the class with its attributes. Only what such an instance needs of the
 * pickle protocol (version 2) is written here.
 */
final class TorchScriptArchive {

  private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();

  private TorchScriptArchive() {}

  /**
   * Packs one class.
   *
   * @param className the class in {@code source} to make the module of
   * @param source TorchScript in the form that saved modules have
   * @param attributes values of the class's attributes: {@link Long}, {@link Double} or {@link
   *     Boolean}
   */
  static byte[] pack(String className, String source, Map<String, ?> attributes) {
    byte[] instance = new TorchScriptArchive().instance(className, attributes);
    byte[] emptyTuple = {(byte) 0x80, 2, ')', '.'};
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "data.pkl", instance);
      store(zip, "code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
      store(zip, "constants.pkl", emptyTuple);
      store(zip, "version", "10\n".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry("archive/" + name);
    CRC32 crc = new CRC32();
    crc.update(content);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  /** PROTO 2, GLOBAL, EMPTY_TUPLE, NEWOBJ, the attribute dictionary, BUILD, STOP. */
  private byte[] instance(String className, Map<String, ?> attributes) {
    pickle.writeBytes(new byte[] {(byte) 0x80, 2});
    text("c__torch__\n" + className + "\n");
    text(")\u0081");
    text("}(");
    attributes.forEach(
        (name, value) -> {
          string(name);
          value(value);
        });
    text("ub.");
    return pickle.toByteArray();
  }

  private void value(Object value) {
    if (value instanceof Boolean flag) {
      pickle.write(flag ? 0x88 : 0x89);
    } else if (value instanceof Double number) {
      pickle.write('G');
      pickle.writeBytes(ByteBuffer.allocate(8).putDouble(number).array());
    } else if (value instanceof Long number && number == number.intValue()) {
      pickle.write('J');
      pickle.writeBytes(
          ByteBuffer.allocate(4).putInt(Integer.reverseBytes(number.intValue())).array());
    } else {
      throw new IllegalArgumentException("no pickle form for attribute value " + value);
    }
  }

  private void string(String string) {
    byte[] utf8 = string.getBytes(StandardCharsets.UTF_8);
    pickle.write('X');
    pickle.writeBytes(ByteBuffer.allocate(4).putInt(Integer.reverseBytes(utf8.length)).array());
    pickle.writeBytes(utf8);
  }

  private void text(String opcodes) {
    pickle.writeBytes(opcodes.getBytes(StandardCharsets.ISO_8859_1));
  }
}
