package org.smdm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.smdm.Golden;
import org.smdm.config.ModelFamily;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.OptimizerConfig;
import org.smdm.config.WarmupRule;
import org.smdm.model.GradientPass;
import org.smdm.model.GradientSum;
import org.smdm.model.Transformer;
import org.smdm.model.checkpoint.ModelFile;
import org.smdm.objective.Autoregressive;
import org.smdm.objective.MaskedDiffusion;
import org.smdm.objective.Objective;
import org.smdm.objective.TrainingBatch;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;
import org.smdm.tensor.Workers;
import org.smdm.tensor.safetensors.SafetensorsFile;

/** Losses, gradients, learning rates and final weights equal the reference's. */
class GoldenTrainingTest {

  private static final double RELATIVE_LOSS = 1e-6;
  private static final float ABSOLUTE_WEIGHT = 1e-5f;

  private static Transformer model(NDManager manager, String name, ModelFamily family) {
    String file =
        "model_%s_%s.safetensors".formatted(name, family == ModelFamily.MDM ? "mdm" : "ar");
    return ModelFile.read(manager, Golden.path(file), Golden.config(name), family);
  }

  private static int[][] rows(SafetensorsFile file, String name) {
    long[] values = file.longs(name);
    int length = Math.toIntExact(file.tensors().get(name).shape().get(1));
    int[][] rows = new int[values.length / length][length];
    for (int i = 0; i < values.length; i++) {
      rows[i / length][i % length] = (int) values[i];
    }
    return rows;
  }

  private static MaskedDiffusion diffusion(Transformer model) {
    return new MaskedDiffusion(ObjectiveConfig.MaskedDiffusion.standard(), model.config().maskId());
  }

  @ParameterizedTest
  @CsvSource({"A,MDM", "B,MDM", "C,MDM", "A,ARM", "B,ARM", "C,ARM"})
  void lossAndGradientsEqualTheReference(String name, ModelFamily family) {
    String file = "grad_%s_%s".formatted(name, family == ModelFamily.MDM ? "mdm" : "ar");
    try (SafetensorsFile golden = Golden.tensors(file);
        NDManager manager = Torch.newManager("cpu");
        Transformer model = model(manager, name, family)) {
      GradientPass pass = new GradientPass(model, false, 1);
      TrainingBatch batch;
      int[][] ids = rows(golden, "input_ids");
      if (family == ModelFamily.MDM) {
        batch =
            diffusion(model).corrupt(ids, ids[0].length, golden.floats("t"), golden.floats("u"));
        assertArrayEquals(golden.longs("noisy_input"), batch.ids());
      } else {
        int[][] targets = rows(golden, "targets");
        int[][] blocks = new int[ids.length][ids[0].length + 1];
        for (int b = 0; b < ids.length; b++) {
          System.arraycopy(ids[b], 0, blocks[b], 0, ids[b].length);
          System.arraycopy(targets[b], 0, blocks[b], 1, ids[b].length);
          blocks[b][0] = ids[b][0];
        }
        batch = new Autoregressive().prepare(blocks, new RandomStreams(0), 0, 0);
        assertArrayEquals(golden.longs("input_ids"), batch.ids());
        assertArrayEquals(golden.longs("targets"), batch.targets());
      }
      NDArray loss =
          Objective.forwardAndBackward(pass, GradientSum.Share.alone(), manager, batch, 1).head();
      double expected = golden.floats("loss")[0];
      assertEquals(expected, loss.getFloat(), RELATIVE_LOSS * expected);
      int compared = 0;
      for (Map.Entry<String, NDArray> gradient : pass.gradients().entrySet()) {
        String key = "grad." + gradient.getKey();
        if (golden.tensors().containsKey(key)) {
          assertArrayEquals(
              golden.floats(key), gradient.getValue().toFloatArray(), ABSOLUTE_WEIGHT, key);
          compared++;
        }
      }
      assertTrue(compared >= 4, "only " + compared + " gradients compared");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mdm_A,A,MDM",
    "mdm_B,B,MDM",
    "ar_B,B,ARM",
    "mdm_B_accum2,B,MDM",
    "mdm_C_rl,C,MDM",
    "sft_mdm_C,C,MDM",
    "sft_gsm8k_C,C,MDM",
    "sft_reverse_C,C,MDM",
    "sft_ar_C,C,ARM"
  })
  void theTrainingLoopEqualsTheReference(String loop, String name, ModelFamily family) {
    JsonNode expected = Golden.json("loops").get(loop);
    JsonNode h = expected.get("hparams");
    OptimizerConfig config =
        new OptimizerConfig(
            h.get("learning_rate").doubleValue(),
            h.get("min_lr").doubleValue(),
            WarmupRule.REFERENCE,
            h.get("beta1").doubleValue(),
            h.get("beta2").doubleValue(),
            1e-8,
            h.get("weight_decay").doubleValue(),
            h.get("grad_clip").doubleValue(),
            0);
    int accumulation = h.get("gradient_accumulation_steps").intValue();
    LearningRate schedule =
        new LearningRate(
            config.learningRate(),
            config.minLearningRate(),
            h.get("warmup_iters").longValue(),
            h.get("lr_decay_iters").longValue(),
            accumulation);
    try (SafetensorsFile golden = Golden.tensors("loop_" + loop);
        NDManager manager = Torch.newManager("cpu");
        Transformer model = model(manager, name, family)) {
      GradientPass pass = new GradientPass(model, false, 1);
      AdamW optimizer = new AdamW(model, pass, config, new Workers(1));
      Draws draws = new Draws(golden);
      int iterations = h.get("max_iters").intValue();
      for (int it = 0; it < iterations; it++) {
        double scale = 1;
        boolean fineTuning = loop.startsWith("sft");
        TrainingBatch batch =
            fineTuning
                ? fineTuningBatch(loop, it, golden, draws, model)
                : pretrainingBatch(it, golden, draws, model);
        if (loop.equals("sft_gsm8k_C")) {
          // The script counts each sequence as 256 tokens whatever its length.
          long prompts =
              java.util.Arrays.stream(golden.longs("it%d.input_length".formatted(it))).sum();
          scale = (batch.tokens() - prompts) / (double) (256L * batch.batch() - prompts);
        }
        long[] read = golden.longs("it%d.model_input".formatted(it));
        if (loop.equals("sft_ar_C")) {
          // The reference feeds the last token too and drops its logits.
          int time = batch.time();
          for (int i = 0; i < batch.ids().length; i++) {
            assertEquals(read[i / time * (time + 1) + i % time], batch.ids()[i]);
          }
        } else {
          assertArrayEquals(read, batch.ids());
        }
        assertEquals(
            expected.get("lr_per_iter").get(it).doubleValue(), schedule.at(it), 1e-18, "lr " + it);
        try (NDManager scope = model.manager().newSubManager()) {
          NDArray loss =
              Objective.forwardAndBackward(
                      pass, GradientSum.Share.alone(), scope, batch, scale / accumulation)
                  .head();
          double reference = expected.get("loss_per_iter").get(it).doubleValue();
          assertEquals(
              reference, loss.getFloat() * accumulation, RELATIVE_LOSS * reference, "loss " + it);
        }
        if ((it + 1) % accumulation == 0) {
          int step = it / accumulation;
          NDArray norm = optimizer.step(manager, schedule.atStep(step));
          double reference = expected.get("grad_norm_before_clip_per_step").get(step).doubleValue();
          assertEquals(reference, norm.getFloat(0), 1e-5 * reference, "norm " + step);
        }
      }
      compareFinalWeights(golden, expected.get("checksums"), model, optimizer);
    }
  }

  private static TrainingBatch pretrainingBatch(
      int it, SafetensorsFile golden, Draws draws, Transformer model) {
    int[][] blocks = rows(golden, "it%d.train_data".formatted(it));
    int time = rows(golden, "it%d.model_input".formatted(it))[0].length;
    if (model.family() == ModelFamily.ARM) {
      return new Autoregressive().prepare(blocks, new RandomStreams(0), 0, 0);
    }
    draws.skipLengthDraw();
    return diffusion(model).corrupt(blocks, time, draws.next(), draws.next());
  }

  private static TrainingBatch fineTuningBatch(
      String loop, int it, SafetensorsFile golden, Draws draws, Transformer model) {
    int[][] blocks = rows(golden, "it%d.data".formatted(it));
    int time = rows(golden, "it%d.model_input".formatted(it))[0].length;
    int[] prompts = new int[blocks.length];
    if (!loop.equals("sft_reverse_C")) {
      long[] lengths = golden.longs("it%d.input_length".formatted(it));
      java.util.Arrays.setAll(prompts, b -> (int) lengths[b]);
    }
    if (model.family() == ModelFamily.ARM) {
      int[] ends = new int[blocks.length];
      long[] lengths = golden.longs("it%d.length".formatted(it));
      java.util.Arrays.setAll(ends, b -> (int) lengths[b]);
      return new Autoregressive().answers(blocks, time, prompts, ends);
    }
    MaskedDiffusion diffusion = diffusion(model);
    TrainingBatch batch =
        diffusion.corruptAnswers(blocks, time, prompts, draws.next(), draws.next());
    // finetune_mdm.py --cfg 0.5 then draws whether the prompts are dropped.
    return loop.equals("sft_mdm_C") && draws.next()[0] < 0.5
        ? diffusion.withoutPrompts(batch, prompts)
        : batch;
  }

  private static void compareFinalWeights(
      SafetensorsFile golden, JsonNode checksums, Transformer model, AdamW optimizer) {
    for (Map.Entry<String, NDArray> parameter : model.parameters().entrySet()) {
      float[] values = parameter.getValue().toFloatArray();
      String key = "final." + parameter.getKey();
      if (golden.tensors().containsKey(key)) {
        assertArrayEquals(golden.floats(key), values, ABSOLUTE_WEIGHT, key);
      }
      JsonNode sums = checksums.get(parameter.getKey());
      double sum = 0;
      double weighted = 0;
      for (int i = 0; i < values.length; i++) {
        sum += values[i];
        weighted += values[i] * (i + 1.0) / values.length;
      }
      double bound = 1e-6 * values.length;
      assertEquals(sums.get("sum").doubleValue(), sum, bound, parameter.getKey());
      assertEquals(sums.get("weighted_sum").doubleValue(), weighted, bound, parameter.getKey());
      for (int i = 0; i < 4; i++) {
        assertEquals(
            sums.get("first").get(i).doubleValue(), values[i], ABSOLUTE_WEIGHT, parameter.getKey());
      }
    }
    Map<String, NDArray> moments = optimizer.moments();
    assertArrayEquals(
        golden.floats("adam.norm_1.exp_avg"),
        moments.get("exp_avg.transformer.h.0.norm_1.weight").toFloatArray(),
        ABSOLUTE_WEIGHT);
    assertArrayEquals(
        golden.floats("adam.norm_1.exp_avg_sq"),
        moments.get("exp_avg_sq.transformer.h.0.norm_1.weight").toFloatArray(),
        ABSOLUTE_WEIGHT);
  }

  @Test
  void validationLossesEqualTheReference() {
    JsonNode expected = Golden.json("validate_C");
    try (SafetensorsFile golden = Golden.tensors("validate_C");
        NDManager manager = Torch.newManager("cpu");
        Transformer mdm = model(manager, "C", ModelFamily.MDM);
        Transformer arm = model(manager, "C", ModelFamily.ARM)) {
      GradientPass mdmPass = new GradientPass(mdm, false, 1);
      GradientPass armPass = new GradientPass(arm, false, 1);
      float[] t = golden.floats("t");
      float[] u = golden.floats("u");
      double bound = 0;
      double exact = 0;
      for (int batch = 0; batch < 2; batch++) {
        int[][] blocks = rows(golden, "val" + batch);
        TrainingBatch clean = new Autoregressive().prepare(blocks, new RandomStreams(0), 0, 0);
        exact +=
            Objective.forwardAndBackward(armPass, GradientSum.Share.alone(), manager, clean, 1)
                    .get(1)
                    .getFloat()
                / 2;
        for (int draw = batch * 128; draw < (batch + 1) * 128; draw++) {
          TrainingBatch noisy =
              diffusion(mdm)
                  .corrupt(
                      blocks,
                      32,
                      java.util.Arrays.copyOfRange(t, draw * 2, draw * 2 + 2),
                      java.util.Arrays.copyOfRange(u, draw * 64, draw * 64 + 64));
          try (NDManager scope = manager.newSubManager()) {
            bound +=
                Objective.forwardAndBackward(mdmPass, GradientSum.Share.alone(), scope, noisy, 1)
                        .get(1)
                        .getFloat()
                    / 256;
          }
        }
      }
      assertEquals(expected.get("mdm_val_loss").doubleValue(), bound, 3e-6);
      assertEquals(expected.get("ar_val_loss").doubleValue(), exact, 1e-6);
    }
  }

  static Iterable<Map.Entry<String, JsonNode>> schedules() {
    return Golden.json("get_lr").properties();
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void learningRatesEqualTheReferencesTables(Map.Entry<String, JsonNode> schedule) {
    JsonNode table = schedule.getValue();
    LearningRate rate =
        new LearningRate(
            2e-4,
            2e-5,
            table.get("warmup_iters").longValue(),
            table.get("lr_decay_iters").longValue(),
            1);
    for (JsonNode row : table.get("table")) {
      assertEquals(
          row.get(1).doubleValue(),
          rate.at(row.get(0).longValue()),
          1e-18,
          schedule.getKey() + " at " + row.get(0));
    }
  }

  /** The reference's random tensors in the order they were drawn, the unused first one left out. */
  private static final class Draws {
    private final SafetensorsFile golden;
    private int next = 1;

    Draws(SafetensorsFile golden) {
      this.golden = golden;
    }

    float[] next() {
      return golden.floats("draw%03d.rand".formatted(next++));
    }

    /** Stochastic-length scripts draw whether to cut, and if so to which length. */
    void skipLengthDraw() {
      String name = "draw%03d.rand".formatted(next);
      if (golden.tensors().get(name).shape().size() == 1) {
        next++;
        if (golden.tensors().containsKey("draw%03d.randint".formatted(next))) {
          next++;
        }
      }
    }
  }
}
