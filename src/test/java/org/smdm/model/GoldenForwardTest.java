package org.smdm.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.Golden;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.Precision;
import org.smdm.config.RopePrecision;
import org.smdm.model.checkpoint.ModelFile;
import org.smdm.tensor.Torch;
import org.smdm.tensor.safetensors.SafetensorsFile;

/** Logits equal the reference's within 1e-5. */
class GoldenForwardTest {

  private static final float TOLERANCE = 1e-5f;

  static Transformer model(NDManager manager, String name, ModelFamily family, ModelConfig config) {
    String file = family == ModelFamily.MDM ? "mdm" : "ar";
    return ModelFile.read(
        manager, Golden.path("model_%s_%s.safetensors".formatted(name, file)), config, family);
  }

  private static NDArray logits(NDManager manager, Transformer model, NDArray ids) {
    int positions = Math.toIntExact(ids.size());
    return model.logits(manager, ids, manager.arange(positions).toType(DataType.INT64, false));
  }

  @ParameterizedTest
  @CsvSource({"A,MDM", "A,ARM", "B,MDM", "B,ARM", "C,MDM", "C,ARM"})
  void logitsEqualTheReference(String name, ModelFamily family) {
    String file = "fwd_%s_%s".formatted(name, family == ModelFamily.MDM ? "mdm" : "ar");
    ModelConfig rounded = Golden.config(name);
    try (SafetensorsFile golden = Golden.tensors(file);
        NDManager manager = Torch.newManager("cpu");
        Transformer model = model(manager, name, family, rounded);
        Transformer exact =
            model(manager, name, family, rounded.withRopePrecision(RopePrecision.FP32))) {
      NDArray ids = golden.read(manager, "idx");
      assertArrayEquals(
          golden.floats("logits"), logits(manager, model, ids).toFloatArray(), TOLERANCE);
      assertArrayEquals(
          golden.floats("logits_full"),
          logits(manager, model, golden.read(manager, "idx_full")).toFloatArray(),
          TOLERANCE);
      assertArrayEquals(
          golden.floats("logits_rope_f32"), logits(manager, exact, ids).toFloatArray(), TOLERANCE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "B", "C"})
  void cachedLogitsKeysAndValuesEqualTheReference(String name) {
    ModelConfig config = Golden.config(name);
    try (SafetensorsFile golden = Golden.tensors("kvcache_" + name);
        NDManager manager = Torch.newManager("cpu");
        Transformer model = model(manager, name, ModelFamily.ARM, config);
        KeyValueCache cache = model.newCache(2, 24)) {
      NDArray ids = golden.read(manager, "idx");
      float[] full = golden.floats("logits_full");
      int vocab = config.paddedVocabSize();
      for (int start = 0; start < 24; ) {
        int time = start == 0 ? 5 : 1;
        NDArray part = ids.get(":, {}:{}", start, start + time);
        NDArray rows = manager.arange(0f, 2f * time, 1f).toType(DataType.INT64, false);
        float[] next = model.nextLogits(manager, part, cache, rows).toFloatArray();
        for (int b = 0; b < 2; b++) {
          for (int i = 0; i < time * vocab; i++) {
            assertEquals(full[(b * 24 + start) * vocab + i], next[b * time * vocab + i], TOLERANCE);
          }
        }
        start += time;
      }
      assertArrayEquals(golden.floats("kv0_k"), cache.keys(0).toFloatArray(), TOLERANCE);
      assertArrayEquals(golden.floats("kv0_v"), cache.values(0).toFloatArray(), TOLERANCE);
    }
  }

  @ParameterizedTest
  @CsvSource({"16,64,64", "12,64,64", "8,32,32", "64,2048,14"})
  void rotaryTablesEqualTheReferenceInBothPrecisions(int headSize, int blockSize, int count) {
    try (SafetensorsFile golden = Golden.tensors("kernels");
        NDManager manager = Torch.newManager("cpu")) {
      NDArray rows = golden.read(manager, "hs%d.rows".formatted(headSize));
      assertEquals(new Shape(count), rows.getShape());
      ModelConfig config = ModelConfig.of(blockSize, 64, 1, 1, headSize, 4);
      RotaryTable exact = new RotaryTable(manager, config);
      RotaryTable rounded = new RotaryTable(manager, config.withRopePrecision(RopePrecision.BF16));
      String prefix = "hs%d.".formatted(headSize);
      // cosf and our rounded double cosine differ by at most one unit in the last place.
      assertArrayEquals(
          golden.floats(prefix + "cos_f32"), exact.cos.get(rows).toFloatArray(), 1.2e-7f);
      assertArrayEquals(
          golden.floats(prefix + "sin_f32"), exact.sin.get(rows).toFloatArray(), 1.2e-7f);
      assertArrayEquals(
          golden.floats(prefix + "cos_bf16_as_f32"), rounded.cos.get(rows).toFloatArray());
      assertArrayEquals(
          golden.floats(prefix + "sin_bf16_as_f32"), rounded.sin.get(rows).toFloatArray());
    }
  }

  @Test
  void initialWeightsHaveTheReferencesSpread() {
    ModelConfig config = ModelConfig.of(64, 320, 2, 4, 64, 256);
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model =
            Transformer.initialized(
                manager,
                config,
                ModelFamily.MDM,
                Precision.FP32,
                new org.smdm.tensor.RandomStreams(3407))) {
      Golden.json("init_stats")
          .get("models")
          .get("A_mdm")
          .get("init")
          .properties()
          .forEach(
              entry -> {
                float[] values = model.parameters().get(entry.getKey()).toFloatArray();
                double mean = 0;
                double square = 0;
                for (float v : values) {
                  mean += v / (double) values.length;
                  square += v * (double) v / values.length;
                }
                double deviation = Math.sqrt(Math.max(0, square - mean * mean));
                double expected = entry.getValue().get("std").doubleValue();
                // Two samples of n normals differ by about 1/sqrt(n) in relative spread.
                assertEquals(
                    expected,
                    deviation,
                    5 * expected / Math.sqrt(values.length) + 1e-12,
                    entry.getKey());
                assertEquals(
                    expected == 0 ? 1 : 0,
                    mean,
                    5 * expected / Math.sqrt(values.length) + 1e-12,
                    entry.getKey());
              });
    }
  }
}
