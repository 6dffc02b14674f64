package org.smdm.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smdm.config.ModelCard;
import org.smdm.config.ModelFamily;
import org.smdm.io.UserException;
import org.smdm.model.ForwardChecks;
import org.smdm.model.HuggingFaceFixture;
import org.smdm.model.PlainForward;
import org.smdm.model.Transformer;
import org.smdm.tensor.Torch;
import org.smdm.tensor.safetensors.TensorType;

class LlamaFolderTest {

  private static final Path STORIES = Path.of("../shared/data/weights-stories260K");

  @TempDir private Path folder;

  private static double[][][] expected(HuggingFaceFixture fixture) {
    return new double[][][] {
      PlainForward.llama(fixture, ForwardChecks.ids(0)),
      PlainForward.llama(fixture, ForwardChecks.ids(1))
    };
  }

  private static LlamaFolder llama(Path path) {
    return assertInstanceOf(LlamaFolder.class, HuggingFaceFolder.at(path).orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({"false,false,F32", "true,false,F16", "false,true,BF16", "true,true,F32"})
  void logitsEqualAForwardPassInPlainDoubles(boolean tied, boolean shards, TensorType type) {
    HuggingFaceFixture fixture = HuggingFaceFixture.llama(tied);
    Path path = shards ? fixture.writeShards(folder, type) : fixture.write(folder, type);
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model = llama(path).read(manager)) {
      assertEquals(ModelFamily.ARM, model.family());
      ForwardChecks.assertComputes(expected(fixture), model);
    }
  }

  @Test
  void aTiedHeadThatIsStoredAllTheSameIsNotUsed() {
    HuggingFaceFixture fixture = HuggingFaceFixture.llama(true);
    fixture.add("lm_head.weight", 308, 16);
    fixture.write(folder, TensorType.F32);
    fixture.remove("lm_head.weight");
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model = llama(folder).read(manager)) {
      ForwardChecks.assertComputes(expected(fixture), model);
    }
  }

  @Test
  void theRotaryBaseMayBeInTheNewerPlace() {
    HuggingFaceFixture fixture = HuggingFaceFixture.llama(false);
    double[][][] expected = expected(fixture);
    fixture.config.remove("rope_theta");
    fixture
        .config
        .putObject("rope_parameters")
        .put("rope_type", "default")
        .put("rope_theta", 500.0);
    fixture.write(folder, TensorType.F32);
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model = llama(folder).read(manager)) {
      ForwardChecks.assertComputes(expected, model);
    }
  }

  @Test
  void headsOfAWidthOfTheirOwnAndStretchedAnglesAreComputedAndKeptInOurFormat() {
    HuggingFaceFixture fixture = HuggingFaceFixture.llama(false).withHeadDim(8);
    // Waves of 6, 30, 140 and 660 positions: one short, one between, two long.
    fixture
        .config
        .putObject("rope_scaling")
        .put("rope_type", "llama3")
        .put("factor", 8.0)
        .put("low_freq_factor", 1.0)
        .put("high_freq_factor", 4.0)
        .put("original_max_position_embeddings", 64);
    LlamaFolder llama = llama(fixture.write(folder, TensorType.F32));
    llama.checkTensors();
    ModelCard card = new ModelCard(ModelFamily.ARM, llama.config(), "bytes", "none", 0, 0);
    Path ours = folder.resolve("ours.safetensors");
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model = llama.read(manager)) {
      ForwardChecks.assertComputes(expected(fixture), model);
      ModelFile.write(ours, model, card);
      assertEquals(card, ModelFile.card(ours).orElseThrow());
      try (Transformer again = ModelFile.read(manager, ours, llama.config(), ModelFamily.ARM)) {
        ForwardChecks.assertComputes(expected(fixture), again);
      }
    }
  }

  @Test
  void aWindowBoundsTheContextsThatAreRead() {
    HuggingFaceFixture fixture = HuggingFaceFixture.llama(true);
    fixture.config.put("sliding_window", 4096);
    fixture.writeConfig(folder);
    assertEquals(32, llama(folder).config().blockSize());
    fixture.config.put("sliding_window", 20);
    fixture.writeConfig(folder);
    assertEquals(20, llama(folder).config().blockSize());
    fixture.config.put("use_sliding_window", false);
    fixture.writeConfig(folder);
    assertEquals(32, llama(folder).config().blockSize());
  }

  @Test
  void aHeadDimThatIsTheUsualOneIsNothingOfItsOwn() {
    HuggingFaceFixture fixture = HuggingFaceFixture.llama(true);
    fixture.writeConfig(folder);
    LlamaFolder usual = llama(folder);
    fixture.config.put("head_dim", 4);
    fixture.writeConfig(folder);
    assertEquals(usual.config(), llama(folder).config());
  }

  @Test
  void writtenInOurFormatItIsTheSameModel() {
    HuggingFaceFixture fixture = HuggingFaceFixture.llama(false);
    LlamaFolder llama = llama(fixture.write(folder, TensorType.F32));
    Path ours = folder.resolve("ours.safetensors");
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model = llama.read(manager)) {
      ModelFile.write(
          ours, model, new ModelCard(ModelFamily.ARM, llama.config(), "bytes", "none", 0, 0));
      try (Transformer again = ModelFile.read(manager, ours, llama.config(), ModelFamily.ARM)) {
        ForwardChecks.assertComputes(expected(fixture), again);
      }
    }
  }

  @Test
  void theFolderItsConfigItsWeightsAndItsIndexNameTheSameModel() {
    Path path = HuggingFaceFixture.llama(false).write(folder, TensorType.F32);
    LlamaFolder llama = llama(path);
    assertEquals(llama.config(), llama(path.resolve("config.json")).config());
    assertEquals(llama.config(), llama(path.resolve("model.safetensors")).config());
    assertEquals(llama.config(), llama(path.resolve("model.safetensors.index.json")).config());
    assertTrue(HuggingFaceFolder.at(path.resolve("other.safetensors")).isEmpty());
    assertTrue(HuggingFaceFolder.at(folder.resolve("none")).isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hidden_act | \"gelu\"",
        "attention_bias | true",
        "attention_bias | \"false\"",
        "rope_scaling | \"llama3\"",
        "rope_scaling | 2.0",
        "mlp_bias | true",
        "sliding_window | \"wide\"",
        "rope_scaling | {\"type\":\"linear\",\"factor\":2.0}",
        "rope_scaling | {\"rope_type\":\"llama3\",\"factor\":8.0}",
        "rope_parameters | {\"rope_type\":\"yarn\",\"rope_theta\":1e4}",
        "partial_rotary_factor | 0.5",
        "head_dim | 7",
        "rope_parameters | {\"full_attention\":{\"rope_type\":\"default\"}}",
        "rope_scaling | {\"rope_type\":\"longrope\",\"short_factor\":[1.0]}",
        "rope_scaling | {\"rope_type\":\"dynamic\",\"factor\":2.0}",
        "quantization_config | {\"bits\":4}",
        "architectures | [\"MixtralForCausalLM\"]",
        "hidden_size | \"16\"",
        "vocab_size | null",
        "rms_norm_eps | 0",
        "num_key_value_heads | 3",
        "tie_word_embeddings | \"no\"",
      })
  void fieldsThatAreNotSupportedOrWrongAreNamed(String field, String value) throws Exception {
    HuggingFaceFixture fixture = HuggingFaceFixture.llama(false);
    fixture.config.set(field, new ObjectMapper().readTree(value));
    fixture.writeConfig(folder);
    UserException e = assertThrows(UserException.class, () -> HuggingFaceFolder.at(folder));
    assertTrue(e.getMessage().startsWith(folder.resolve("config.json").toString()), e.getMessage());
    String ours =
        switch (field) {
          case "rms_norm_eps" -> "normEps";
          case "head_dim" -> "headDim";
          case "num_key_value_heads" -> "queryGroups";
          default -> field;
        };
    assertTrue(e.getMessage().contains(ours), e.getMessage());
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
  }

  @Test
  void tensorsThatDoNotFitAreNamed() {
    HuggingFaceFixture missing = HuggingFaceFixture.llama(false);
    missing.remove("model.layers.1.mlp.up_proj.weight");
    assertRefused(missing, "no tensor model.layers.1.mlp.up_proj.weight");

    HuggingFaceFixture extra = HuggingFaceFixture.llama(false);
    extra.add("model.layers.1.self_attn.q_proj.bias", 16);
    assertRefused(extra, "model.layers.1.self_attn.q_proj.bias");

    HuggingFaceFixture other = HuggingFaceFixture.llama(false);
    other.remove("model.norm.weight");
    other.add("model.norm.weight", 17);
    assertRefused(other, "model.norm.weight as (17)");

    HuggingFaceFixture headless = HuggingFaceFixture.llama(true);
    headless.config.put("tie_word_embeddings", false);
    assertRefused(headless, "no tensor lm_head.weight");
  }

  private void assertRefused(HuggingFaceFixture fixture, String part) {
    LlamaFolder llama = llama(fixture.write(folder, TensorType.F32));
    assertRefused(llama, part);
  }

  private static void assertRefused(LlamaFolder llama, String part) {
    try (NDManager manager = Torch.newManager("cpu")) {
      UserException e = assertThrows(UserException.class, () -> llama.read(manager));
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  @Test
  void weightsAndIndexesThatAreDamagedAreRefused() throws Exception {
    LlamaFolder llama = llama(HuggingFaceFixture.llama(false).writeShards(folder, TensorType.F32));
    Path index = folder.resolve("model.safetensors.index.json");
    String good = Files.readString(index);
    Files.writeString(index, good.replace("model-00002", "../model-00002"));
    assertRefused(llama, "write the name of a .safetensors file beside it");
    Files.writeString(index, good.replace("00001-of", "00002-of"));
    assertRefused(llama, "looks for tensor");
    Files.writeString(index, good.substring(0, good.length() / 2));
    assertRefused(llama, "not valid JSON");
    Files.writeString(index, "{}");
    assertRefused(llama, "no weight_map");
    Files.writeString(index, good);
    Files.delete(folder.resolve("model-00003-of-00003.safetensors"));
    assertRefused(llama, "model-00003-of-00003.safetensors does not exist");
    Files.delete(index);
    assertRefused(llama, "holds neither model.safetensors nor");
  }

  /** A real trained model: its reference forward pass was made outside this project. */
  @Test
  void storiesEqualTheirReferenceForwardPass() throws Exception {
    assumeTrue(Files.exists(STORIES), "no folder " + STORIES + " here: nothing to compare with");
    JsonNode reference =
        new ObjectMapper().readTree(STORIES.resolve("reference_forward.json").toFile());
    long[] ids = longs(reference.get("ids"));
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model = llama(STORIES).read(manager)) {
      NDArray input = manager.create(ids, new Shape(1, ids.length));
      NDArray rows = manager.create(LongStream.range(0, ids.length).toArray());
      NDArray logits = model.logits(manager, input, rows);
      assertArrayEquals(
          longs(reference.get("argmax_per_position")), logits.argMax(1).toLongArray());
      float[] last = logits.get(ids.length - 1).toFloatArray();
      JsonNode expected = reference.get("last_logits_first8");
      for (int i = 0; i < expected.size(); i++) {
        assertEquals(expected.get(i).doubleValue(), last[i], 2e-5);
      }
      long[] targets = LongStream.of(ids).skip(1).toArray();
      float[] nll =
          model
              .nll(
                  manager,
                  input,
                  manager.create(LongStream.range(0, targets.length).toArray()),
                  manager.create(targets))
              .toFloatArray();
      double sum = 0;
      for (float value : nll) {
        sum -= value;
      }
      assertEquals(reference.get("sum_logprob_of_ids_1..60").doubleValue(), sum, 1e-3);
    }
  }

  private static long[] longs(JsonNode array) {
    long[] values = new long[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).longValue();
    }
    return values;
  }
}
