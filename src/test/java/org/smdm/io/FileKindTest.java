package org.smdm.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileKindTest {

  @TempDir Path folder;

  private static Optional<FileKind> of(String latin1) {
    return FileKind.of(latin1.getBytes(ISO_8859_1));
  }

  private static byte[] zip(String entry) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(1);
    }
    return bytes.toByteArray();
  }

  @Test
  void knowsPagesAndPointers() {
    assertEquals(
        Optional.of(FileKind.GIT_LFS_POINTER), of("version https://git-lfs.github.com/spec/v1\n"));
    assertEquals(Optional.of(FileKind.WEB_PAGE), of("\u00ef\u00bb\u00bf \n<!DOCTYPE HTML>"));
    assertEquals(Optional.of(FileKind.WEB_PAGE), of("<html lang=en>"));
  }

  @Test
  void knowsWhatIsCompressed() throws IOException {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(1);
    }
    assertEquals(Optional.of(FileKind.GZIP), FileKind.of(gzip.toByteArray()));
    assertEquals(Optional.of(FileKind.ZSTD), FileKind.of(Zstd.compress("text".getBytes(UTF_8))));
    assertEquals(Optional.of(FileKind.XZ), of("\u00fd7zXZ\0\0\4"));
    assertEquals(Optional.of(FileKind.BZIP2), of("BZh91AY&SY\u0001"));
    assertEquals(Optional.of(FileKind.ZIP), FileKind.of(zip("a.txt")));
    assertEquals(Optional.of(FileKind.PYTORCH), FileKind.of(zip("archive/data.pkl")));
    assertEquals(Optional.of(FileKind.NUMPY_ARCHIVE), FileKind.of(zip("arr_0.npy")));
  }

  @Test
  void knowsModelsAndData() {
    byte[] json = "{\"a\":{}}".getBytes(UTF_8);
    ByteBuffer safetensors =
        ByteBuffer.allocate(8 + json.length).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length);
    assertEquals(Optional.of(FileKind.SAFETENSORS), FileKind.of(safetensors.put(json).array()));
    assertEquals(
        Optional.of(FileKind.SENTENCE_PIECE),
        of("\n\u000e\n\u0005<unk>\u0015\0\0\0\0\u0018\u0002\n\n"));
    assertEquals(Optional.of(FileKind.PARQUET), of("PAR1\u0015\0"));
    assertEquals(Optional.of(FileKind.NUMPY), of("\u0093NUMPY\u0001\0"));
    assertEquals(Optional.of(FileKind.PICKLE), of("\u0080\u0004\u0095"));
    assertEquals(Optional.of(FileKind.PACKED_SHARD), of("LITPKDS\u0001"));
  }

  @Test
  void knowsTextOfTwoBytesPerCharacter() {
    assertEquals(Optional.of(FileKind.UTF16), FileKind.of("text".getBytes(UTF_16)));
    assertEquals(Optional.of(FileKind.UTF16), FileKind.of("text".getBytes(UTF_16LE)));
    assertEquals(Optional.of(FileKind.UTF16), FileKind.of("text".getBytes(UTF_16BE)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "\n",
        "\n\n\n\n\n\n\n\n",
        "version 2 of it",
        "{\"html\": 1}",
        "<htmlx>",
        "<p>no page</p>",
        "BZh is no word",
        "PK",
        "\n \n\n\n\n\n\u0015\n"
      })
  void takesTextForText(String text) {
    assertEquals(Optional.empty(), FileKind.of(text.getBytes(UTF_8)));
  }

  @Test
  void refusesAFileOfAnotherKindAndLeavesOthersToTheirReaders() throws IOException {
    Path file = Files.write(folder.resolve("model.safetensors"), zip("archive/data.pkl"));
    UserException e =
        assertThrows(
            UserException.class,
            () -> FileKind.require(file, "a safetensors file", FileKind.SAFETENSORS));
    assertEquals(
        file + " is a PyTorch checkpoint and not a safetensors file: save it as safetensors",
        e.getMessage());
    assertDoesNotThrow(() -> FileKind.require(file, "a checkpoint", FileKind.PYTORCH));
    assertDoesNotThrow(() -> FileKind.require(folder.resolve("absent"), "a text"));
    assertDoesNotThrow(() -> FileKind.require(folder, "a text"));
  }
}
