package org.smdm.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.smdm.Golden;
import org.smdm.io.UserException;

/** Parameter counts and step counts equal what the reference's scripts derive. */
class AccountingTest {

  @Test
  void allThirtySizesHaveTheReferencesParameterCounts() {
    JsonNode configs = Golden.json("flops").get("configs");
    assertEquals(30, configs.size());
    assertEquals(30, ModelSizes.all().size());
    for (JsonNode c : configs) {
      String name = c.get("name").textValue().replaceAll("\\D", "");
      ModelConfig config = ModelSizes.named(Integer.parseInt(name));
      assertEquals(c.get("non_embedding").longValue(), config.nonEmbeddingParameters(), name);
      assertEquals(
          c.get("num_parameters_mdm").longValue(), config.parameters(ModelFamily.MDM), name);
      assertEquals(
          c.get("num_parameters_ar").longValue(), config.parameters(ModelFamily.ARM), name);
    }
  }

  @Test
  void flopsPerTokenCountAttentionThreeTimesWhereTheReferenceCountsFive() {
    for (JsonNode c : Golden.json("flops").get("configs")) {
      String name = c.get("name").textValue().replaceAll("\\D", "");
      ModelConfig config = ModelSizes.named(Integer.parseInt(name));
      // The reference: 6 per weight (norms and embeddings too) and 4·time·embd·5 per layer.
      double attention = 4.0 * config.layers() * config.blockSize() * config.embd();
      double reference =
          c.get("estimate_flops_mdm_train").doubleValue() / config.blockSize()
              - 6.0 * config.embeddingRows(ModelFamily.MDM) * config.embd()
              - 6.0 * (2L * config.layers() + 1) * config.embd();
      double ours = config.trainingFlopsPerToken(config.blockSize(), 1);
      double referenceAttention = reference - (ours - 3 * attention);
      assertEquals(5 * attention, referenceAttention, 1e-6 * referenceAttention, name);
    }
  }

  @Test
  void allCommandLinesGiveTheReferencesSteps() {
    JsonNode lines = Golden.json("flops").get("max_steps");
    assertEquals(173, lines.size());
    for (JsonNode line : lines) {
      if (line.has("error")) {
        assertThrows(UserException.class, () -> plan(line), line::toString);
        continue;
      }
      ReferencePlan plan = plan(line);
      assertEquals(line.get("max_step").longValue(), plan.steps(), line::toString);
      assertEquals(line.get("warmup_steps").longValue(), plan.warmupSteps(), line::toString);
      assertEquals(line.get("micro_batch_size").intValue(), plan.microBatchSize(), line::toString);
      assertEquals(
          line.get("gradient_accumulation_steps").intValue(), plan.accumulation(), line::toString);
      assertEquals(line.get("max_iters").longValue(), plan.iterations(), line::toString);
      assertEquals(line.get("warmup_iters").longValue(), plan.warmupIterations(), line::toString);
      if (line.has("eval_iters")) {
        assertEquals(line.get("eval_iters").longValue(), plan.validationBatches(), line::toString);
      }
    }
  }

  private static ReferencePlan plan(JsonNode line) {
    Map<String, String> options = new HashMap<>();
    String[] words = line.get("argv").textValue().split(" ");
    for (int i = 0; i < words.length; i += 2) {
      options.put(words[i], words[i + 1]);
    }
    String script = line.get("script").textValue();
    int millions = Integer.parseInt(options.get("--model"));
    ModelFamily family = script.contains("_ar") ? ModelFamily.ARM : ModelFamily.MDM;
    return switch (script) {
      // 384620 lines of two examples each.
      case "sft/finetune_mdm_gsm8k.py" -> ReferencePlan.fineTuning(769_240, 40, 256, 16);
      case "sft/finetune_mdm_reverse.py" -> ReferencePlan.fineTuning(3600, 10, 64, 4);
      // 651 steps of 256 in 3 epochs.
      case "sft/finetune_mdm.py", "sft/finetune_ar.py" ->
          ReferencePlan.fineTuning(55_552, 3, 256, ReferencePlan.microBatchSize(millions, family));
      default ->
          ReferencePlan.pretraining(
              millions,
              family,
              Double.parseDouble(options.get("--flops")) * 1e18,
              Integer.parseInt(options.getOrDefault("--batch_size", "256")),
              Integer.parseInt(options.getOrDefault("--nodes_num", "1")),
              Double.parseDouble(options.getOrDefault("--ssl_ratio", "0")));
    };
  }
}
