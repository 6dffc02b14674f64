package org.smdm.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.Golden;
import org.smdm.config.DrawConfig;
import org.smdm.config.GuidanceConfig;
import org.smdm.config.MaskSchedule;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.OrderConfig;
import org.smdm.config.SamplingConfig;
import org.smdm.config.TokenNoise;
import org.smdm.model.Transformer;
import org.smdm.model.checkpoint.ModelFile;
import org.smdm.tensor.Kernels;
import org.smdm.tensor.Torch;
import org.smdm.tensor.safetensors.SafetensorsFile;

/** Samples equal the reference's, token by token, with its recorded random numbers. */
class GoldenSamplingTest {

  /**
   * Gives out what the reference drew, by sequence, step and position. It drew one number per
   * masked token, or vocab numbers per token that it was about to draw, sequence by sequence.
   */
  private static final class Recorded implements SamplingNoise {
    private final Map<List<Long>, Float> reveals = new HashMap<>();
    private final Map<List<Long>, double[]> gumbels = new HashMap<>();

    /** Draws of a diffusion sampler. */
    static Recorded diffusion(SafetensorsFile file, JsonNode golden) {
      Recorded noise = new Recorded();
      boolean isAncestral = golden.get("args").get("alg").textValue().equals("origin");
      boolean isNoisy = golden.get("args").get("temperature").doubleValue() > 0;
      int mask = golden.get("mask_id").intValue();
      int draw = 0;
      for (int step = 0; step < golden.get("trajectory").size() - 1; step++) {
        int[][] x = rows(golden.get("trajectory").get(step));
        int[][] after = rows(golden.get("trajectory").get(step + 1));
        List<List<Long>> drawn = new ArrayList<>();
        List<List<Long>> masked = new ArrayList<>();
        for (int b = 0; b < x.length; b++) {
          for (int i = 0; i < x[b].length; i++) {
            if (x[b][i] == mask) {
              masked.add(List.of((long) b, (long) step, (long) i));
              if (!isAncestral || after[b][i] != mask) {
                drawn.add(List.of((long) b, (long) step, (long) i));
              }
            }
          }
        }
        if (isAncestral) {
          float[] values = file.floats(golden.get("draws").get(draw++).textValue());
          assertEquals(masked.size(), values.length);
          for (int i = 0; i < values.length; i++) {
            noise.reveals.put(masked.get(i), values[i]);
          }
        }
        if (isNoisy) {
          noise.addGumbels(file.doubles(golden.get("draws").get(draw++).textValue()), drawn);
        }
      }
      assertEquals(golden.get("draws").size(), draw);
      return noise;
    }

    /** Draws of one sequence, token by token. */
    static Recorded tokens(SafetensorsFile file, JsonNode golden) {
      Recorded noise = new Recorded();
      long position = golden.get("prompt").get(0).size();
      for (int i = 0; i < golden.get("draws").size(); i++) {
        noise.addGumbels(
            file.doubles(golden.get("draws").get(i).textValue()),
            List.of(List.of(0L, (long) i, position + i)));
      }
      return noise;
    }

    private void addGumbels(double[] values, List<List<Long>> keys) {
      if (keys.isEmpty()) {
        assertEquals(0, values.length);
        return;
      }
      int vocab = values.length / keys.size();
      for (int i = 0; i < keys.size(); i++) {
        gumbels.put(keys.get(i), Arrays.copyOfRange(values, i * vocab, (i + 1) * vocab));
      }
    }

    @Override
    public float reveal(long sequence, int step, int position) {
      return reveals.get(List.of(sequence, (long) step, (long) position));
    }

    @Override
    public double token(long sequence, int step, int position) {
      throw new AssertionError("the reference draws by Gumbel noise");
    }

    @Override
    public void gumbel(
        long sequence, int step, int position, double[] into, int offset, int count) {
      double[] values = gumbels.get(List.of(sequence, (long) step, (long) position));
      assertEquals(values.length, count);
      System.arraycopy(values, 0, into, offset, count);
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

  static Stream<String> diffusionSamples() {
    List<String> names = new ArrayList<>();
    Golden.json("sample").get("diff").fieldNames().forEachRemaining(names::add);
    return names.stream();
  }

  private static DrawConfig gumbel(JsonNode args) {
    return new DrawConfig(args.get("temperature").doubleValue(), 0, 1, TokenNoise.GUMBEL);
  }

  @ParameterizedTest
  @MethodSource("diffusionSamples")
  void everyStepEqualsTheReference(String name) {
    JsonNode golden = Golden.json("sample").get("diff").get(name);
    JsonNode args = golden.get("args");
    boolean isAncestral = args.get("alg").textValue().equals("origin");
    SamplingConfig config =
        new SamplingConfig(
                args.get("context_length").intValue(),
                args.get("steps").intValue(),
                args.get("temperature").doubleValue())
            .withOrder(isAncestral ? OrderConfig.ANCESTRAL : OrderConfig.reference())
            .withGuidance(GuidanceConfig.constant(args.get("cfg_scale").doubleValue()))
            .withDraw(gumbel(args));
    int[][] prompts = rows(golden.get("prompt"));
    try (NDManager manager = Torch.newManager("cpu");
        SafetensorsFile draws = Golden.tensors("sample_draws");
        Transformer model = model(manager, golden.get("model").textValue(), ModelFamily.MDM)) {
      MaskedSampler sampler =
          new MaskedSampler(
              model,
              config,
              Recorded.diffusion(draws, golden),
              model.config().paddedVocabSize(),
              -1);
      int[][] x = new int[prompts.length][config.length()];
      for (int b = 0; b < x.length; b++) {
        Arrays.fill(x[b], golden.get("mask_id").intValue());
        System.arraycopy(prompts[b], 0, x[b], 0, prompts[b].length);
      }
      List<DenoisingStep> steps = new ArrayList<>();
      int[][] filled =
          sampler.fill(
              x,
              0,
              new SamplingListener() {
                @Override
                public void stepped(DenoisingStep step) {
                  steps.add(step);
                }
              });
      assertArrayEquals(rows(golden.get("final")), filled);
      // The trajectory has x before each step, then the result.
      for (int step = 0; step < config.steps(); step++) {
        assertArrayEquals(rows(golden.get("trajectory").get(step)), x, "before step " + step);
        for (DenoisingStep taken : steps) {
          for (int i = 0; taken.step() == step && i < taken.asked().length; i++) {
            int position = taken.asked()[i];
            if (Arrays.binarySearch(taken.revealed(), position) >= 0) {
              x[(int) taken.sequence()][position] = taken.candidates()[i];
            }
          }
        }
      }
    }
  }

  @Test
  void numbersOfRevealedTokensEqualTheReference() {
    for (JsonNode entry : Golden.json("transfer_counts").get("table")) {
      RevealTimes times = new RevealTimes(entry.get("steps").intValue(), MaskSchedule.LINEAR);
      int masked = entry.get("n_mask").intValue();
      for (int step = 0; step < times.steps(); step++) {
        int count = times.truncated(step, masked);
        assertEquals(entry.get("revealed_per_step").get(step).intValue(), count, entry.toString());
        masked -= count;
      }
      assertEquals(0, masked);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar_A_T0", "ar_B_T0", "ar_C_T1"})
  void tokenByTokenSamplingEqualsTheReference(String name) {
    JsonNode golden = Golden.json("sample").get("ar").get(name);
    try (NDManager manager = Torch.newManager("cpu");
        SafetensorsFile draws = Golden.tensors("sample_draws");
        Transformer model = model(manager, golden.get("model").textValue(), ModelFamily.ARM)) {
      Recorded noise = Recorded.tokens(draws, golden);
      ModelConfig config = model.config();
      AutoregressiveSampler sampler =
          new AutoregressiveSampler(
              model,
              new SamplingConfig(
                      golden.get("args").get("context_length").intValue(),
                      1,
                      golden.get("args").get("temperature").doubleValue())
                  .withDraw(gumbel(golden.get("args"))),
              noise,
              config.paddedVocabSize(),
              golden.get("eos_token_id").intValue());
      int[][] sampled = sampler.fill(rows(golden.get("prompt")), 0, SamplingListener.NONE);
      assertArrayEquals(rows(golden.get("final"))[0], sampled[0]);
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
      int[][] both = sampler.fill(prompts, 0, SamplingListener.NONE);
      int[][] expected = rows(golden.get("final"));
      assertArrayEquals(expected[0], both[0]);
      for (int i = 0; i < expected[1].length; i++) {
        assertEquals(expected[1][i], both[1][i]);
      }
      int[][] alone = sampler.fill(new int[][] {prompts[1]}, 1, SamplingListener.NONE);
      assertArrayEquals(alone[0], both[1]);
    }
  }

  @Test
  void gumbelNoiseEqualsTheReferenceAtEveryTemperature() {
    try (NDManager manager = Torch.newManager("cpu");
        SafetensorsFile golden = Golden.tensors("gumbel")) {
      Kernels kernels = Kernels.load(manager, "Sampling", Map.of());
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
