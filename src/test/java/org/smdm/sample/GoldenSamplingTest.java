package org.smdm.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.Golden;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.SamplingConfig;
import org.smdm.model.ModelFile;
import org.smdm.model.Transformer;
import org.smdm.tensor.Kernels;
import org.smdm.tensor.SafetensorsFile;
import org.smdm.tensor.Torch;

/** Samples equal the reference's, token by token, with its recorded random numbers. */
class GoldenSamplingTest {

  /** Gives out recorded tensors in the order in which the reference drew them. */
  private static final class Recorded implements SamplingNoise {
    private final List<float[]> reveals = new ArrayList<>();
    private final List<double[]> gumbels = new ArrayList<>();
    private int reveal;
    private int revealed;
    private int gumbel;
    private int drawn;

    Recorded(SafetensorsFile file, JsonNode names) {
      for (JsonNode name : names) {
        String key = name.textValue();
        if (key.endsWith("rand_like")) {
          gumbels.add(file.doubles(key));
        } else {
          reveals.add(file.floats(key));
        }
      }
    }

    @Override
    public float reveal(int sequence, int step, int position) {
      float value = reveals.get(reveal)[revealed++];
      if (revealed == reveals.get(reveal).length) {
        reveal++;
        revealed = 0;
      }
      return value;
    }

    @Override
    public void gumbel(int sequence, int position, double[] into, int offset, int count) {
      System.arraycopy(gumbels.get(gumbel), drawn, into, offset, count);
      drawn += count;
      if (drawn == gumbels.get(gumbel).length) {
        gumbel++;
        drawn = 0;
      }
    }

    void assertUsedUp() {
      assertEquals(reveals.size(), reveal);
      assertEquals(gumbels.size(), gumbel);
    }
  }

  private static int[][] rows(JsonNode node) {
    int[][] rows = new int[node.size()][];
    for (int b = 0; b < rows.length; b++) {
      rows[b] = new int[node.get(b).size()];
      for (int i = 0; i < rows[b].length; i++) {
        rows[b][i] = node.get(b).get(i).intValue();
      }
    }
    return rows;
  }

  private static Transformer model(NDManager manager, String name, ModelFamily family) {
    String file = family == ModelFamily.MDM ? "mdm" : "ar";
    return ModelFile.read(
        manager,
        Golden.path("model_%s_%s.safetensors".formatted(name, file)),
        Golden.config(name),
        family);
  }

  @Test
  void ancestralSamplingEqualsTheReference() {
    JsonNode golden = Golden.json("sample").get("diff").get("origin_C_T1_s6_cfg0.0");
    JsonNode args = golden.get("args");
    try (NDManager manager = Torch.newManager("cpu");
        SafetensorsFile draws = Golden.tensors("sample_draws");
        Transformer model = model(manager, "C", ModelFamily.MDM)) {
      Recorded noise = new Recorded(draws, golden.get("draws"));
      AncestralSampler sampler =
          new AncestralSampler(
              model,
              new SamplingConfig(
                  args.get("context_length").intValue(),
                  args.get("steps").intValue(),
                  args.get("temperature").doubleValue()),
              noise,
              model.config().paddedVocabSize());
      int[][] sampled = sampler.sample(rows(golden.get("prompt")), 0);
      assertArrayEquals(rows(golden.get("final"))[0], sampled[0]);
      noise.assertUsedUp();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar_A_T0", "ar_B_T0", "ar_C_T1"})
  void tokenByTokenSamplingEqualsTheReference(String name) {
    JsonNode golden = Golden.json("sample").get("ar").get(name);
    try (NDManager manager = Torch.newManager("cpu");
        SafetensorsFile draws = Golden.tensors("sample_draws");
        Transformer model = model(manager, golden.get("model").textValue(), ModelFamily.ARM)) {
      Recorded noise = new Recorded(draws, golden.get("draws"));
      ModelConfig config = model.config();
      AutoregressiveSampler sampler =
          new AutoregressiveSampler(
              model,
              new SamplingConfig(
                  golden.get("args").get("context_length").intValue(),
                  1,
                  golden.get("args").get("temperature").doubleValue()),
              noise,
              config.paddedVocabSize(),
              golden.get("eos_token_id").intValue());
      int[][] sampled = sampler.sample(rows(golden.get("prompt")), 0);
      assertArrayEquals(rows(golden.get("final"))[0], sampled[0]);
      noise.assertUsedUp();
    }
  }

  @Test
  void eachSequenceEndsAtItsOwnEndOfText() {
    // The reference looks at row 0 only; both of its rows end where that row meets the end token.
    JsonNode golden = Golden.json("sample").get("ar").get("ar_B_T0_batch2_eosrow0");
    int end = golden.get("eos_token_id").intValue();
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model = model(manager, "B", ModelFamily.ARM)) {
      SamplingConfig config = new SamplingConfig(40, 1, 0);
      AutoregressiveSampler sampler = new AutoregressiveSampler(model, config, null, 320, end);
      int[][] prompts = rows(golden.get("prompt"));
      int[][] both = sampler.sample(prompts, 0);
      int[][] expected = rows(golden.get("final"));
      assertArrayEquals(expected[0], both[0]);
      for (int i = 0; i < expected[1].length; i++) {
        assertEquals(expected[1][i], both[1][i]);
      }
      int[][] alone = sampler.sample(new int[][] {prompts[1]}, 1);
      assertArrayEquals(alone[0], both[1]);
    }
  }

  @Test
  void gumbelNoiseEqualsTheReferenceAtEveryTemperature() {
    try (NDManager manager = Torch.newManager("cpu");
        SafetensorsFile golden = Golden.tensors("gumbel")) {
      Kernels kernels = Kernels.load(manager, "sampling.py", "Sampling", Map.of());
      NDArray logits = golden.read(manager, "logits");
      NDArray u = golden.read(manager, "u");
      assertArrayEquals(
          golden.longs("argmax_T0.0"), kernels.run(manager, "greedy", logits).head().toLongArray());
      for (double temperature : new double[] {0.1, 0.5, 1}) {
        double[] expected = golden.doubles("out_T" + temperature);
        double[] ours =
            kernels.run(manager, "perturb", logits, u, temperature).head().toDoubleArray();
        for (int i = 0; i < expected.length; i++) {
          assertEquals(expected[i], ours[i], 1e-12 * Math.abs(expected[i]), "element " + i);
        }
        assertArrayEquals(
            golden.longs("argmax_T" + temperature),
            kernels.run(manager, "gumbel_max", logits, u, temperature).head().toLongArray());
      }
    }
  }
}
