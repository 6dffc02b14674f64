package org.smdm.tensor.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smdm.io.UserException;

class HostileSafetensorsTest {
  @TempDir Path folder;

  private static String refusal(Path path) {
    String message =
        assertThrows(UserException.class, () -> SafetensorsFile.open(path).close()).getMessage();
    assertTrue(message.startsWith(path.toString()), message);
    assertFalse(message.contains("\n"), message);
    return message;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]};4;is no valid JSON",
        "nonsense;0;its header is no JSON object",
        "[];0;its header is no JSON object",
        "~ {}~;0;its header is no JSON object",
        "{}{};0;goes on after the JSON object",
        "{};4;its tensors end at byte 0 but there are 4 bytes of data",
        "{\"a\":3};0;tensor 'a' is described by no JSON object",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}};4;lacks one of dtype, shape and data_offsets",
        "{\"a\":{\"dtype\":\"F8\",\"shape\":[4],\"data_offsets\":[0,4]}};4;convert it to one of [F64,",
        "{\"a\":{\"dtype\":7,\"shape\":[4],\"data_offsets\":[0,4]}};4;has a dtype that is no string",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":4,\"data_offsets\":[0,4]}};4;has a shape that is no array",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[-4],\"data_offsets\":[0,4]}};4;has '-4' in its shape",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[4.0],\"data_offsets\":[0,4]}};4;has '4.0' in its shape",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[[4]],\"data_offsets\":[0,4]}};4;has '[' in its shape",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[null],\"data_offsets\":[0,4]}};4;has 'null' in its shape",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[99999999999999999999],\"data_offsets\":[0,4]}};4;has '99999999999999999999' in its shape",
        "{\"a\":{\"dtype\":\"F64\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,4]}};4;has the impossible shape [4611686018427387904, 4]",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}};4;of type F32 and shape [2] takes 8 bytes but has 4",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[4,0]}};4;has the data_offsets [4, 0]",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4,8]}};4;has the data_offsets [0, 4, 8]",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[-4,0]}};4;has '-4' in its data_offsets",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}};4;needs data up to byte 8 but there are 4 bytes",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}};4;begins at byte 2, which leaves a hole behind byte 0",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}};4;its tensors end at byte 2 but there are 4",
        "{\"__metadata__\":[]};0;its metadata is no JSON object",
        "{\"__metadata__\":{\"a\":1}};0;its metadata value 'a' is no string",
        "{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}};0;Duplicate field 'a'",
      })
  void everyFlawHasItsSentence(String header, int dataBytes, String part) {
    String message = refusal(Safetensors.write(folder, header, dataBytes));
    assertTrue(message.contains(part), message);
  }

  @Test
  void overlapsAndDuplicatesAreRefused() {
    String a = "\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]}";
    String b = "\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}";
    String message = refusal(Safetensors.write(folder, "{" + a + "," + b + "}", 4));
    assertTrue(
        message.contains("tensor 'b' begins at byte 2, which another tensor covers"), message);
    message = refusal(Safetensors.write(folder, "{" + a + "," + a + "}", 3));
    assertTrue(message.contains("Duplicate field 'a'"), message);
  }

  @Test
  void badLengthsAreRefusedBeforeAnythingIsAllocated() throws IOException {
    assertTrue(refusal(Safetensors.write(folder, new byte[0])).contains("it is empty"));
    assertTrue(refusal(Safetensors.write(folder, new byte[7])).contains("it ends after 7 bytes"));
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    for (long bad : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 100_000_001}) {
      String message = refusal(Safetensors.write(folder, length.putLong(0, bad).array()));
      assertTrue(message.contains("where at most 100000000 are allowed"), message);
    }
    String message = refusal(Safetensors.write(folder, length.putLong(0, 100).array()));
    assertTrue(message.contains("a header of 100 bytes but ends after 8 bytes"), message);
  }

  @Test
  void missingFilesAndFoldersAreNamed() {
    assertTrue(refusal(folder).contains("is a folder"));
    assertTrue(refusal(folder.resolve("none.safetensors")).contains("does not exist"));
  }

  @Test
  void deepNestingAndForeignTextStayOneShortSentence() {
    String nested = "[".repeat(100_000);
    String message = refusal(Safetensors.write(folder, "{\"a\":{\"x\":" + nested, 0));
    assertTrue(message.length() < 400, message);
    String name = "\\n\\u0007" + "n".repeat(5000);
    message = refusal(Safetensors.write(folder, "{\"" + name + "\":3}", 0));
    assertTrue(message.length() < 400 && !message.contains("\u0007"), message);
  }

  @Test
  void aFileOfManyGigabytesOpensWithoutReadingItsData() throws IOException {
    long size = 5L << 30;
    String header =
        "{\"big\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[0,%d]},".formatted(size, size)
            + "\"last\":{\"dtype\":\"I16\",\"shape\":[1],\"data_offsets\":[%d,%d]}}"
                .formatted(size, size + 2);
    Path path = Safetensors.write(folder, header, 0);
    long dataStart = Files.size(path);
    try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
      sparse.seek(dataStart + size);
      sparse.write(new byte[] {(byte) 0xFE, (byte) 0xFF});
    }
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertEquals(-2, file.longs("last")[0]);
      String message = assertThrows(UserException.class, () -> file.bytes("big")).getMessage();
      assertTrue(message.contains("5368709120 bytes, which one buffer cannot hold"), message);
      message = assertThrows(UserException.class, () -> file.longs("big")).getMessage();
      assertTrue(message.contains("more than a Java array holds"), message);
    }
  }

  @Test
  void everyTruncationAndEveryFlippedByteIsReadOrRefused() throws IOException {
    Map<String, TensorSource> tensors = new LinkedHashMap<>();
    tensors.put("w", TensorSource.floats(new float[] {1, 2, 3, 4}, new Shape(2, 2)));
    tensors.put("h", TensorSource.floats(new float[] {1, 2}, new Shape(2), TensorType.BF16));
    tensors.put("n", TensorSource.longs(new long[] {5}, new Shape()));
    tensors.put("b", TensorSource.booleans(new boolean[] {true, false}, new Shape(1, 2)));
    tensors.put("z", TensorSource.doubles(new double[0], new Shape(0, 3)));
    Path valid = folder.resolve("valid.safetensors");
    SafetensorsWriter.write(valid, tensors, new TreeMap<>(Map.of("step", "12")));
    byte[] bytes = Files.readAllBytes(valid);
    assertTrue(survives(bytes));
    int refused = 0;
    for (int i = 0; i < bytes.length; i++) {
      assertFalse(survives(Arrays.copyOf(bytes, i)), "cut to " + i);
      for (int flip : new int[] {0x01, 0x02, 0x10, 0x80, 0xFF}) {
        byte[] changed = bytes.clone();
        changed[i] ^= (byte) flip;
        refused += survives(changed) ? 0 : 1;
      }
    }
    assertTrue(refused > bytes.length, "only %d of the changes were refused".formatted(refused));
    assertFalse(survives(Arrays.copyOf(bytes, bytes.length + 1)));
  }

  /** Whether a file of those bytes can be read to the end; anything but a refusal escapes. */
  private boolean survives(byte[] bytes) {
    Path path = Safetensors.write(folder, bytes);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      file.tensors()
          .forEach(
              (name, info) -> {
                assertEquals(info.byteCount(), file.bytes(name).remaining());
                switch (info.type()) {
                  case F64, F32, F16, BF16 -> file.doubles(name);
                  case BOOL -> file.booleans(name);
                  default -> file.longs(name);
                }
              });
      return true;
    } catch (UserException e) {
      assertFalse(e.getMessage().contains("\n"), e.getMessage());
      return false;
    }
  }
}
