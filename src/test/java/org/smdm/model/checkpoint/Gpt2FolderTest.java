package org.smdm.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smdm.io.UserException;
import org.smdm.model.ForwardChecks;
import org.smdm.model.Gpt2;
import org.smdm.model.HuggingFaceFixture;
import org.smdm.model.PlainForward;
import org.smdm.tensor.Torch;
import org.smdm.tensor.safetensors.TensorType;

class Gpt2FolderTest {

  @TempDir private Path folder;

  private static double[][][] expected(HuggingFaceFixture fixture, String prefix) {
    return new double[][][] {
      PlainForward.gpt2(fixture, prefix, ForwardChecks.ids(0)),
      PlainForward.gpt2(fixture, prefix, ForwardChecks.ids(1))
    };
  }

  private static Gpt2Folder gpt2(Path path) {
    return assertInstanceOf(Gpt2Folder.class, HuggingFaceFolder.at(path).orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({"'',true,false,F32", "transformer.,true,true,BF16", "transformer.,false,false,F16"})
  void logitsEqualAForwardPassInPlainDoubles(
      String prefix, boolean tied, boolean shards, TensorType type) {
    HuggingFaceFixture fixture = HuggingFaceFixture.gpt2(prefix, tied);
    Path path = shards ? fixture.writeShards(folder, type) : fixture.write(folder, type);
    try (NDManager manager = Torch.newManager("cpu");
        Gpt2 model = gpt2(path).read(manager)) {
      ForwardChecks.assertComputes(expected(fixture, prefix), model);
    }
  }

  @Test
  void itsParametersAreAsManyAsTheirArraysHold() {
    for (boolean tied : new boolean[] {true, false}) {
      Gpt2Folder files = gpt2(HuggingFaceFixture.gpt2("", tied).write(folder, TensorType.F32));
      try (NDManager manager = Torch.newManager("cpu");
          Gpt2 model = files.read(manager)) {
        assertEquals(
            model.parameters().values().stream().mapToLong(NDArray::size).sum(),
            files.config().parameters());
      }
    }
  }

  @Test
  void theWidthInsideTheFeedForwardLayerMayBeTold() {
    HuggingFaceFixture fixture = HuggingFaceFixture.gpt2("", true);
    fixture.config.put("n_inner", 48);
    assertEquals(48, gpt2(fixture.writeConfig(folder)).config().ffn());
    fixture.config.put("n_inner", 40);
    fixture.write(folder, TensorType.F32);
    assertRefused("h.0.mlp.c_fc.weight as (12, 48)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "activation_function | \"relu\"",
        "scale_attn_weights | false",
        "scale_attn_by_inverse_layer_idx | true",
        "add_cross_attention | true",
        "n_embd | 1.5",
        "n_layer | null",
      })
  void fieldsThatAreNotSupportedOrWrongAreNamed(String field, String value) throws Exception {
    HuggingFaceFixture fixture = HuggingFaceFixture.gpt2("", true);
    fixture.config.set(field, new ObjectMapper().readTree(value));
    fixture.writeConfig(folder);
    UserException e = assertThrows(UserException.class, () -> HuggingFaceFolder.at(folder));
    assertTrue(e.getMessage().startsWith(folder.resolve("config.json").toString()), e.getMessage());
    assertTrue(e.getMessage().contains(field), e.getMessage());
  }

  @Test
  void tensorsThatDoNotFitAreNamed() {
    HuggingFaceFixture missing = HuggingFaceFixture.gpt2("transformer.", true);
    missing.remove("transformer.ln_f.bias");
    missing.write(folder, TensorType.F32);
    assertRefused("no tensor ln_f.bias");

    HuggingFaceFixture extra = HuggingFaceFixture.gpt2("", true);
    extra.add("h.2.ln_1.weight", 12);
    extra.write(folder, TensorType.F32);
    assertRefused("h.2.ln_1.weight");

    HuggingFaceFixture twice = HuggingFaceFixture.gpt2("", true);
    twice.add("transformer.ln_f.bias", 12);
    twice.write(folder, TensorType.F32);
    assertRefused("ln_f.bias");
  }

  @Test
  void sequencesLongerThanTheModelReadsAreRefused() {
    HuggingFaceFixture.gpt2("", true).write(folder, TensorType.F32);
    try (NDManager manager = Torch.newManager("cpu");
        Gpt2 model = gpt2(folder).read(manager)) {
      assertThrows(IllegalArgumentException.class, () -> model.newCache(1, 33));
      NDArray ids = manager.zeros(new ai.djl.ndarray.types.Shape(1, 33));
      assertThrows(IllegalArgumentException.class, () -> model.logits(manager, ids, ids));
    }
  }

  private void assertRefused(String part) {
    try (NDManager manager = Torch.newManager("cpu")) {
      UserException e = assertThrows(UserException.class, () -> gpt2(folder).read(manager));
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }
}
