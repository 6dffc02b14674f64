package org.smdm.tensor.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.io.UserException;

class SafetensorsRoundTripTest {
  @TempDir Path folder;

  private Path write(Map<String, TensorSource> tensors) {
    Path path = folder.resolve("out.safetensors");
    SafetensorsWriter.write(path, tensors, Map.of());
    return path;
  }

  @Test
  void theBytesAreTheFormatsOwn() throws IOException {
    Map<String, TensorSource> tensors = new LinkedHashMap<>();
    tensors.put("flag", TensorSource.booleans(new boolean[] {true}, new Shape()));
    tensors.put("w", TensorSource.floats(new float[] {1, -2}, new Shape(1, 2)));
    Path path = folder.resolve("out.safetensors");
    SafetensorsWriter.write(path, tensors, Map.of("b", "ü", "a", "1"));
    String json =
        "{\"__metadata__\":{\"a\":\"1\",\"b\":\"ü\"},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
            + "\"flag\":{\"dtype\":\"BOOL\",\"shape\":[],\"data_offsets\":[8,9]}}";
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    int padded = (text.length + 7) / 8 * 8;
    ByteBuffer expected = ByteBuffer.allocate(8 + padded + 9).order(ByteOrder.LITTLE_ENDIAN);
    expected.putLong(padded).put(text);
    while (expected.position() < 8 + padded) {
      expected.put((byte) ' ');
    }
    expected.putFloat(1).putFloat(-2).put((byte) 1);
    assertArrayEquals(expected.array(), Files.readAllBytes(path));
  }

  @Test
  void javaValuesComeBackExactly() {
    float[] floats = {0.1f, -0f, Float.NaN, Float.MIN_VALUE, Float.NEGATIVE_INFINITY};
    Map<String, TensorSource> tensors = new LinkedHashMap<>();
    tensors.put("f", TensorSource.floats(floats, new Shape(5)));
    tensors.put("bf", TensorSource.floats(floats, new Shape(5), TensorType.BF16));
    tensors.put(
        "h", TensorSource.floats(new float[] {1.0009764f, 1e-8f}, new Shape(2), TensorType.F16));
    tensors.put("d", TensorSource.doubles(new double[] {0.1, 1e300}, new Shape(2)));
    tensors.put("l", TensorSource.longs(new long[] {Long.MIN_VALUE, 32000}, new Shape(2, 1)));
    tensors.put("i", TensorSource.ints(new int[] {-1}, new Shape()));
    tensors.put("b", TensorSource.booleans(new boolean[] {false, true}, new Shape(2)));
    tensors.put("none", TensorSource.longs(new long[0], new Shape(3, 0)));
    try (SafetensorsFile file = SafetensorsFile.open(write(tensors))) {
      assertArrayEquals(floats, file.floats("f"));
      assertEquals(0x1.9ap-4f, file.floats("bf")[0], "0.1 to eight significant bits");
      assertTrue(Float.isNaN(file.floats("bf")[2]));
      assertArrayEquals(new double[] {1.0009765625, 0}, file.doubles("h"));
      assertArrayEquals(new double[] {0.1, 1e300}, file.doubles("d"));
      assertArrayEquals(new float[] {0.1f, Float.POSITIVE_INFINITY}, file.floats("d"));
      assertArrayEquals(new long[] {Long.MIN_VALUE, 32000}, file.longs("l"));
      assertArrayEquals(new long[] {-1}, file.longs("i"));
      assertArrayEquals(new boolean[] {false, true}, file.booleans("b"));
      assertEquals(0, file.longs("none").length);
      assertEquals(new Shape(3, 0), file.tensors().get("none").shape());
      assertEquals(new Shape(), file.tensors().get("i").shape());
    }
  }

  @Test
  void smallIntegersAreReadWithTheirSigns() {
    String header =
        "{\"s\":{\"dtype\":\"I16\",\"shape\":[1],\"data_offsets\":[0,2]},"
            + "\"b\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[2,3]},"
            + "\"u\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[3,4],\"extra\":[{}]}}";
    byte[] bytes = Safetensors.bytes(header, 4);
    for (int i = bytes.length - 4; i < bytes.length; i++) {
      bytes[i] = (byte) 0xFE;
    }
    try (SafetensorsFile file = SafetensorsFile.open(Safetensors.write(folder, bytes));
        NDManager manager = NDManager.newBaseManager()) {
      assertEquals(-258, file.longs("s")[0]);
      assertEquals(-2, file.longs("b")[0]);
      assertEquals(254, file.longs("u")[0]);
      assertArrayEquals(new int[] {-258}, file.read(manager, "s").toIntArray());
      assertArrayEquals(new byte[] {-2}, file.read(manager, "b").toByteArray());
      assertArrayEquals(new int[] {254}, file.read(manager, "u").toUint8Array());
    }
  }

  @Test
  void engineArraysComeBackAndOutliveTheFile() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray matrix = manager.arange(6f).reshape(2, 3);
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      arrays.put("scalar", manager.create(2.5f));
      arrays.put("transposed", matrix.transpose());
      arrays.put("double", manager.create(new double[] {1e-300}));
      arrays.put("long", manager.create(new long[] {-7, 1L << 40}));
      arrays.put("int", manager.create(new int[] {3}));
      arrays.put("bool", manager.create(new boolean[] {true, false, true}));
      arrays.put("byte", matrix.toType(DataType.INT8, true));
      arrays.put("ubyte", matrix.toType(DataType.UINT8, true));
      arrays.put("empty", manager.create(new Shape(0, 4)));
      Map<String, TensorSource> tensors = new LinkedHashMap<>();
      arrays.forEach((name, array) -> tensors.put(name, TensorSource.array(array)));
      tensors.put("rounded", TensorSource.array(matrix.transpose().add(0.001f), TensorType.BF16));
      int managed = manager.getManagedArrays().size();
      Path path = write(tensors);
      assertEquals(managed, manager.getManagedArrays().size(), "writing leaves no arrays behind");
      Map<String, NDArray> read = new LinkedHashMap<>();
      NDArray rounded;
      try (SafetensorsFile file = SafetensorsFile.open(path)) {
        arrays.keySet().forEach(name -> read.put(name, file.read(manager, name)));
        rounded = file.read(manager, "rounded");
      }
      assertEquals(managed + read.size() + 1, manager.getManagedArrays().size());
      read.forEach((name, array) -> assertEquals(arrays.get(name), array, name));
      assertEquals(new Shape(0, 4), read.get("empty").getShape());
      assertEquals(DataType.FLOAT32, rounded.getDataType());
      assertArrayEquals(new float[] {131 * 0x1p-17f, 3, 1, 4, 2, 5}, rounded.toFloatArray());
      matrix.close();
      assertEquals(3f, read.get("transposed").getFloat(0, 1));
    }
  }

  @Test
  void tensorsLargerThanAWindowAreReadAndWrittenInPieces() throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray matrix = manager.arange(70f).reshape(7, 10);
      Path path = write(Map.of("w", new ArraySource(matrix.transpose(), TensorType.F32, 16)));
      Path half = folder.resolve("half.safetensors");
      SafetensorsWriter.write(
          half, Map.of("w", new ArraySource(matrix.transpose(), TensorType.F16, 16)), Map.of());
      try (SafetensorsFile whole = SafetensorsFile.open(path);
          SafetensorsFile pieces = SafetensorsFile.open(path, 9);
          SafetensorsFile halves = SafetensorsFile.open(half, 9)) {
        assertEquals(matrix.transpose(), whole.read(manager, "w"));
        assertEquals(matrix.transpose(), pieces.read(manager, "w"));
        assertEquals(matrix.transpose(), halves.read(manager, "w"));
        assertArrayEquals(whole.floats("w"), pieces.floats("w"));
        assertArrayEquals(whole.doubles("w"), halves.doubles("w"));
      }
    }
  }

  @Test
  void equalInputGivesEqualBytesAndAFileCanBeRewrittenFromItself() throws IOException {
    Map<String, TensorSource> tensors = new LinkedHashMap<>();
    tensors.put("x", TensorSource.floats(new float[] {1}, new Shape(1)));
    tensors.put("y", TensorSource.doubles(new double[] {1}, new Shape(1)));
    byte[] first = Files.readAllBytes(write(tensors));
    assertArrayEquals(first, Files.readAllBytes(write(tensors)));
    Path path = folder.resolve("out.safetensors");
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      Map<String, TensorSource> copies = new LinkedHashMap<>();
      file.tensors().keySet().forEach(name -> copies.put(name, TensorSource.copy(file, name)));
      write(copies);
    }
    assertArrayEquals(first, Files.readAllBytes(path));
  }

  @Test
  void aTypeThatFitsNotIsASentence() {
    Path path = write(Map.of("w", TensorSource.floats(new float[] {1}, new Shape(1))));
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      String message = assertThrows(UserException.class, () -> file.longs("w")).getMessage();
      assertTrue(message.contains("'w' is of type F32 where one of [I64, I32,"), message);
      message = assertThrows(UserException.class, () -> file.floats("v")).getMessage();
      assertEquals(path + " has no tensor 'v': its 1 tensors are w", message);
    }
  }

  @Test
  void reading16BitsGivesWhatTheReferenceWidenedThemTo() {
    Path path = Path.of("src/test/resources/golden/kernels.safetensors");
    try (SafetensorsFile file = SafetensorsFile.open(path);
        NDManager manager = NDManager.newBaseManager()) {
      List<String> names =
          file.tensors().keySet().stream()
              .filter(name -> file.tensors().get(name).type() == TensorType.BF16)
              .toList();
      assertTrue(names.size() >= 8, names.toString());
      for (String name : names) {
        float[] widened = file.floats(widened(file, name));
        assertArrayEquals(widened, file.floats(name), name);
        assertArrayEquals(widened, file.read(manager, name).toFloatArray(), name);
      }
    }
  }

  private static String widened(SafetensorsFile file, String name) {
    String sibling = name.replace("_bf16", "_bf16_as_f32");
    assertTrue(file.tensors().containsKey(sibling), file.tensors().keySet().toString());
    return sibling;
  }

  @Test
  void everyGoldenFileSurvivesARewrite() throws IOException {
    Path golden = Path.of("../shared/golden");
    assumeTrue(Files.exists(golden), "no folder ../shared/golden here: nothing to rewrite");
    List<Path> paths;
    try (Stream<Path> all = Files.list(golden)) {
      paths = all.filter(p -> p.toString().endsWith(".safetensors")).sorted().toList();
    }
    assertTrue(paths.size() >= 30, paths.toString());
    try (NDManager manager = NDManager.newBaseManager()) {
      for (Path path : paths) {
        try (NDManager scratch = manager.newSubManager()) {
          rewrite(path, scratch);
        }
      }
    }
  }

  private void rewrite(Path path, NDManager manager) {
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      Map<String, TensorSource> tensors = new LinkedHashMap<>();
      file.tensors()
          .forEach(
              (name, info) -> {
                NDArray array = file.read(manager, name);
                assertEquals(info.shape(), array.getShape(), name);
                tensors.put(
                    name,
                    info.type() == TensorType.BF16
                        ? TensorSource.array(array, TensorType.BF16)
                        : TensorSource.array(array));
              });
      Path copy = folder.resolve("copy.safetensors");
      SafetensorsWriter.write(copy, tensors, file.metadata());
      try (SafetensorsFile again = SafetensorsFile.open(copy)) {
        assertEquals(file.metadata(), again.metadata());
        assertEquals(file.tensors().keySet(), again.tensors().keySet());
        file.tensors()
            .forEach(
                (name, info) -> {
                  assertEquals(info.type(), again.tensors().get(name).type(), name);
                  assertEquals(info.shape(), again.tensors().get(name).shape(), name);
                  assertEquals(file.bytes(name), again.bytes(name), path + " " + name);
                });
      }
    }
  }
}
