package org.smdm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.Precision;
import org.smdm.config.RopePrecision;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

/** Attention against its definition, computed here number by number. */
class AttentionWeightsTest {

  private static final int HEADS = 4;
  private static final int GROUPS = 2;
  private static final int EMBD = 32;
  private static final int HEAD = EMBD / HEADS;
  private static final ModelConfig SHAPE =
      new ModelConfig(
          16, 60, 2, HEADS, GROUPS, EMBD, 48, 1e-5, 10_000, RopePrecision.FP32, null, null, null);

  @ParameterizedTest
  @EnumSource(ModelFamily.class)
  void weightsAreTheSoftmaxOfQueriesTimesKeys(ModelFamily family) {
    long[] ids = {3, 14, 15, 9, 26, 5};
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model =
            Transformer.initialized(manager, SHAPE, family, Precision.FP32, new RandomStreams(1))) {
      // Initial weights are so small that all attention would be alike.
      NDArray qkv = model.parameters().get(ParameterShapes.block(0, "attn.attn"));
      qkv.muli(8);
      NDArray input = manager.create(ids, new Shape(1, ids.length));
      float[] weights = model.attentionWeights(manager, input, 0).toFloatArray();
      double[][] projected = projected(model, ids, qkv.toFloatArray());
      int at = 0;
      for (int h = 0; h < HEADS; h++) {
        for (int q = 0; q < ids.length; q++) {
          double[] expected = new double[ids.length];
          double sum = 0;
          for (int k = 0; k < ids.length; k++) {
            boolean isHidden = family.causal() && k > q;
            expected[k] = isHidden ? 0 : Math.exp(score(projected, h, q, k));
            sum += expected[k];
          }
          for (int k = 0; k < ids.length; k++) {
            assertEquals(expected[k] / sum, weights[at++], 1e-5);
          }
        }
      }
      assertEquals(at, weights.length);
      assertThrows(IllegalArgumentException.class, () -> model.attentionWeights(manager, input, 2));
    }
  }

  /** Rows of the fused projection of normalized embeddings, per position. */
  private static double[][] projected(Transformer model, long[] ids, float[] qkv) {
    float[] table = model.parameters().get(ParameterShapes.EMBEDDING).toFloatArray();
    int rows = qkv.length / EMBD;
    double[][] result = new double[ids.length][rows];
    for (int t = 0; t < ids.length; t++) {
      double square = 0;
      for (int e = 0; e < EMBD; e++) {
        square += Math.pow(table[(int) ids[t] * EMBD + e], 2) / EMBD;
      }
      for (int r = 0; r < rows; r++) {
        for (int e = 0; e < EMBD; e++) {
          result[t][r] +=
              qkv[r * EMBD + e] * table[(int) ids[t] * EMBD + e] / Math.sqrt(square + 1e-5);
        }
      }
    }
    return result;
  }

  /** Each group of rows is two queries, a key and a value; halves turn by the position's angles. */
  private static double score(double[][] projected, int head, int q, int k) {
    int perGroup = HEADS / GROUPS;
    int group = head / perGroup;
    int queryRow = (group * (perGroup + 2) + head % perGroup) * HEAD;
    int keyRow = (group * (perGroup + 2) + perGroup) * HEAD;
    double score = 0;
    for (int i = 0; i < HEAD / 2; i++) {
      double angle = (q - k) * Math.pow(10_000, -2.0 * i / HEAD);
      double q1 = projected[q][queryRow + i];
      double q2 = projected[q][queryRow + i + HEAD / 2];
      double k1 = projected[k][keyRow + i];
      double k2 = projected[k][keyRow + i + HEAD / 2];
      score += (q1 * k1 + q2 * k2) * Math.cos(angle) + (q1 * k2 - q2 * k1) * Math.sin(angle);
    }
    return score / Math.sqrt(HEAD);
  }
}
