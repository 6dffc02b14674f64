package org.smdm.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.Precision;
import org.smdm.config.RopePrecision;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

class TransformerTest {

  private static final ModelConfig GROUPED =
      new ModelConfig(16, 60, 2, 4, 2, 32, 48, 1e-5, 10_000, RopePrecision.FP32, null, null, null);

  @Test
  void cachedLogitsEqualTheFullForwardPassWithGroupedQueries() {
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model =
            Transformer.initialized(
                manager, GROUPED, ModelFamily.ARM, Precision.FP32, new RandomStreams(1))) {
      long[] ids = new long[2 * 12];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = i * 7L % 60;
      }
      NDArray input = manager.create(ids, new Shape(2, 12));
      NDArray all = manager.arange(0, 24, 1).toType(ai.djl.ndarray.types.DataType.INT64, false);
      float[] full = model.logits(manager, input, all).toFloatArray();
      try (KeyValueCache cache = model.newCache(2, 12)) {
        int vocab = GROUPED.paddedVocabSize();
        int[] cuts = {0, 5, 6, 9, 12};
        for (int c = 0; c + 1 < cuts.length; c++) {
          int time = cuts[c + 1] - cuts[c];
          NDArray part = input.get(":, {}:{}", cuts[c], cuts[c + 1]);
          NDArray rows =
              manager.arange(0, 2 * time, 1).toType(ai.djl.ndarray.types.DataType.INT64, false);
          float[] next = model.nextLogits(manager, part, cache, rows).toFloatArray();
          for (int b = 0; b < 2; b++) {
            for (int t = 0; t < time; t++) {
              for (int v = 0; v < vocab; v++) {
                assertEquals(
                    full[(b * 12 + cuts[c] + t) * vocab + v],
                    next[(b * time + t) * vocab + v],
                    2e-6f);
              }
            }
          }
        }
        assertEquals(12, cache.length());
      }
    }
  }

  @Test
  void aCausalModelIgnoresLaterTokensAndAMaskedOneDoesNot() {
    for (ModelFamily family : ModelFamily.values()) {
      try (NDManager manager = Torch.newManager("cpu");
          Transformer model =
              Transformer.initialized(
                  manager, GROUPED, family, Precision.FP32, new RandomStreams(1))) {
        NDArray first = manager.create(new long[] {0});
        float[] a =
            model
                .logits(manager, manager.create(new long[] {3, 4, 5}, new Shape(1, 3)), first)
                .toFloatArray();
        float[] b =
            model
                .logits(manager, manager.create(new long[] {3, 4, 6}, new Shape(1, 3)), first)
                .toFloatArray();
        double difference = 0;
        for (int i = 0; i < a.length; i++) {
          difference = Math.max(difference, Math.abs(a[i] - b[i]));
        }
        if (family.causal()) {
          assertArrayEquals(a, b);
        } else {
          assertTrue(difference > 1e-4, "difference " + difference);
        }
      }
    }
  }

  @Test
  void noSelectedRowsGiveAZeroLoss() {
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model =
            Transformer.initialized(
                manager, GROUPED, ModelFamily.MDM, Precision.FP32, new RandomStreams(1))) {
      NDArray none = manager.create(new long[0], new Shape(0));
      NDList loss =
          new GradientPass(model, false, 1)
              .accumulate(
                  GradientSum.Share.alone(),
                  manager,
                  manager.create(new long[] {3, 4, 5}, new Shape(1, 3)),
                  none,
                  none,
                  manager.create(new float[0], new Shape(0)),
                  manager.create(new float[0], new Shape(0)));
      assertEquals(0f, loss.get(0).getFloat());
      assertEquals(0f, loss.get(1).getFloat());
    }
  }
}
