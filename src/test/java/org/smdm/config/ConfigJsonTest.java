package org.smdm.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smdm.io.UserException;

class ConfigJsonTest {

  static RunConfig example(ObjectiveConfig objective) {
    return new RunConfig(
        "example",
        1,
        "cpu",
        Precision.BF16,
        ModelConfig.of(32, 256, 2, 2, 16, 32),
        objective,
        new DataConfig.Text("sotu", "bytes", 0.05),
        OptimizerConfig.reference(),
        BudgetConfig.steps(10),
        new BatchConfig(4, 2),
        new ValidationConfig(5, 8, 4),
        new CheckpointConfig(3, 2, 1),
        true);
  }

  @Test
  void everyKindOfRunSurvivesJson() {
    RunConfig mdm =
        example(
            new ObjectiveConfig.MaskedDiffusion(
                1e-3, TimeSampling.UNIFORM, MaskCount.STRATIFIED, LossWeighting.BOUND, 0.01));
    RunConfig packed =
        new RunConfig(
            "example",
            1,
            "cuda:1",
            Precision.FP32,
            ModelSizes.named(170),
            new ObjectiveConfig.Autoregressive(),
            new DataConfig.Packed(
                "shards",
                "tokenizer.json",
                List.of(new DataConfig.WeightedPrefix("train_slim", 1)),
                "validation",
                8),
            OptimizerConfig.reference(),
            BudgetConfig.flops(10e18),
            new BatchConfig(256, 8),
            new ValidationConfig(0, 8, 128),
            CheckpointConfig.atEnd(),
            false);
    for (RunConfig config : List.of(mdm, packed)) {
      assertEquals(config, ConfigJson.read(ConfigJson.write(config), RunConfig.class, "a test"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"layers\" : 2     | \"layers\" : 0      | model.layers is 0: write a whole number of at"
            + " least 1",
        "\"layers\" : 2     | \"layer\" : 2       | model.layers is missing: add it (layer is not a field here)",
        "\"layers\" : 2     | \"layers\" : \"two\" | model.layers: ",
        "\"layers\" : 2     | \"layers\" : 2, \"extra\" : 1 | model.extra is not a field here",
        "\"layers\" : 2     | \"layers\" : 2.5    | model.layers: ",
        "\"layers\" : 2,    | ''                | model.layers is missing: add it",
        "\"beta2\" : 0.95   | \"beta2\" : 1.5     | optimizer.beta2 is 1.5",
        "\"learningRate\" : 2.0E-4 | \"learningRate\" : -1 | optimizer.learningRate is -1.0",
        "\"type\" : \"mdm\" | \"type\" : \"gan\"  | objective has the type 'gan'",
        "\"steps\" : 10     | \"steps\" : null    | budget.flops and steps are both missing",
        "\"microBatchSize\" : 2 | \"microBatchSize\" : 3 | batch.microBatchSize is 3",
        "\"sslRatio\" : 0.0 | \"sslRatio\" : 2    | objective.sslRatio is 2.0",
        "\"seed\" : 1       | \"seed\" : 1, \"seed\" : 2 | Duplicate",
        "\"embd\" : 16      | \"embd\" : 15       | embd is 15 with 2 heads",
        "\"name\" : \"example\" | \"name\" : \"../x\" | name is '../x'",
      })
  void aWrongFieldIsRefusedByItsPath(String from, String to, String message) {
    String json = ConfigJson.write(example(ObjectiveConfig.MaskedDiffusion.standard()));
    assertTrue(json.contains(from), json);
    UserException e =
        assertThrows(
            UserException.class,
            () -> ConfigJson.read(json.replace(from, to), RunConfig.class, "run.json"));
    assertTrue(e.getMessage().startsWith("run.json"), e.getMessage());
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
  }

  @Test
  void aFileThatIsMissingEmptyOrNotJsonIsSaidInOneSentence(@TempDir Path folder) throws Exception {
    Path missing = folder.resolve("missing.json");
    Path empty = Files.writeString(folder.resolve("empty.json"), "");
    Path broken = Files.writeString(folder.resolve("broken.json"), "{\n  \"name\": \n}");
    for (Path path : List.of(missing, empty, broken, folder)) {
      UserException e =
          assertThrows(UserException.class, () -> ConfigJson.read(path, RunConfig.class));
      assertTrue(e.getMessage().startsWith(path.toString()), e.getMessage());
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }
  }

  @Test
  void aBudgetBelowOneStepIsRefused() {
    UserException e =
        assertThrows(UserException.class, () -> BudgetConfig.flops(1e3).steps(1_000_000, 4096));
    assertTrue(e.getMessage().contains("raise flops"), e.getMessage());
  }
}
