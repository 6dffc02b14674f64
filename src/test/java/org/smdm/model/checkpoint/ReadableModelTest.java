package org.smdm.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smdm.config.ModelFamily;
import org.smdm.config.ModelSizes;
import org.smdm.config.RopePrecision;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.data.tokenizer.Tokenizers;
import org.smdm.io.UserException;
import org.smdm.model.Gpt2;
import org.smdm.model.HuggingFaceFixture;
import org.smdm.model.ParameterShapes;
import org.smdm.tensor.Torch;
import org.smdm.tensor.safetensors.TensorType;

/** What a path is found to be. */
class ReadableModelTest {

  @TempDir private Path folder;

  /** Weights as they were released, all zero: the file's data is a hole. */
  private Path released(int millions, ModelFamily family) throws IOException {
    List<String> entries = new ArrayList<>();
    long[] end = {0};
    ParameterShapes.of(ModelSizes.named(millions), family)
        .forEach(
            (name, shape) -> {
              long begin = end[0];
              end[0] += 4 * shape.size();
              String sizes = shape.toString().replace('(', '[').replace(')', ']');
              entries.add(
                  "\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                      .formatted(name, sizes, begin, end[0]));
            });
    byte[] header = ("{" + String.join(",", entries) + "}").getBytes(StandardCharsets.UTF_8);
    Path path = folder.resolve("released.safetensors");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.write(
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
      file.write(header);
      file.setLength(8 + header.length + end[0]);
    }
    return path;
  }

  @ParameterizedTest
  @EnumSource(ModelFamily.class)
  void releasedWeightsAreRecognised(ModelFamily family) throws IOException {
    Path path = released(170, family);
    SavedModel saved = assertInstanceOf(SavedModel.class, ReadableModel.of(path));
    assertEquals(family, saved.family());
    assertEquals(ModelSizes.named(170).withRopePrecision(RopePrecision.BF16), saved.card().model());
    assertEquals(2048, saved.blockSize());
    UserException e = assertThrows(UserException.class, saved::tokenizer);
    assertTrue(e.getMessage().contains("tinyllama-tokenizer"), e.getMessage());
    SavedModel told = SavedModel.of(path, 19, ModelFamily.ARM, "bytes");
    assertEquals(ModelSizes.named(19).layers(), told.card().model().layers());
    assertEquals("bytes", told.tokenizer().name());
  }

  @Test
  void aGpt2IsALanguageModelButNoTransformerOfOurs() throws Exception {
    HuggingFaceFixture.gpt2("", true).write(folder, TensorType.F32);
    ReadableModel found = ReadableModel.of(folder);
    assertInstanceOf(SavedGpt2.class, found);
    assertEquals(ModelFamily.ARM, found.family());
    try (NDManager manager = Torch.newManager("cpu");
        Gpt2 model = assertInstanceOf(Gpt2.class, found.load(manager))) {
      assertEquals(found.blockSize(), model.blockSize());
    }
    UserException e = assertThrows(UserException.class, () -> SavedModel.of(folder));
    assertTrue(e.getMessage().contains("is a GPT-2"), e.getMessage());
  }

  @Test
  void textsBeginAsTheFoldersTokenizerSays() throws Exception {
    HuggingFaceFixture.llama(true).write(folder, TensorType.F32);
    assertEquals(ReadableModel.UNKNOWN, ReadableModel.of(folder).tokenizerName());
    Files.copy(
        Path.of(ReadableModelTest.class.getResource("/tokenizer/tokenizer.json").toURI()),
        folder.resolve("tokenizer.json"));
    ReadableModel found = ReadableModel.of(folder);
    Tokenizer tokenizer = found.tokenizer();
    int begin = tokenizer.beginOfText().orElseThrow();
    assertEquals(OptionalInt.of(begin), found.firstToken(tokenizer));
    Path config = folder.resolve("tokenizer_config.json");
    Files.writeString(config, "{\"add_bos_token\": false}");
    assertEquals(OptionalInt.empty(), found.firstToken(tokenizer));
    Files.writeString(config, "{\"add_bos_token\": true}");
    assertEquals(OptionalInt.of(begin), found.firstToken(tokenizer));
    // As in vocabularies of GPT-2's kind, where one token does both.
    Files.writeString(config, "{\"bos_token\": \"</s>\", \"eos_token\": \"</s>\"}");
    ReadableModel same = ReadableModel.of(folder);
    assertEquals(OptionalInt.empty(), same.firstToken(same.tokenizer()));
  }

  @Test
  void aTokenThatWasAddedBehindTheModelsIdsIsTextLikeAnyOther() throws Exception {
    HuggingFaceFixture fixture = HuggingFaceFixture.llama(true);
    fixture.write(folder, TensorType.F32);
    Path json = Path.of(ReadableModelTest.class.getResource("/tokenizer/tokenizer.json").toURI());
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode more = (ObjectNode) mapper.readTree(json.toFile());
    ObjectNode pad = ((ArrayNode) more.get("added_tokens")).addObject();
    pad.put("id", 308).put("content", "[PAD]").put("single_word", false).put("lstrip", false);
    pad.put("rstrip", false).put("normalized", false).put("special", true);
    mapper.writeValue(folder.resolve("tokenizer.json").toFile(), more);
    Tokenizer tokenizer = ReadableModel.of(folder).tokenizer();
    assertEquals(308, tokenizer.vocabSize());
    int[] ids = tokenizer.encode("a [PAD] b");
    assertTrue(Arrays.stream(ids).allMatch(id -> id < 308), Arrays.toString(ids));
    assertEquals("a [PAD] b", tokenizer.decode(ids).strip());
    assertEquals(Tokenizers.load(json.toString()).fingerprint(), tokenizer.fingerprint());
  }

  @Test
  void aSentencePieceModelAloneIsAnsweredWithWhatToDo() throws Exception {
    HuggingFaceFixture.llama(true).write(folder, TensorType.F32);
    Files.write(folder.resolve("tokenizer.model"), new byte[] {10, 14, 10, 5});
    UserException e = assertThrows(UserException.class, () -> ReadableModel.of(folder).tokenizer());
    assertTrue(e.getMessage().contains("tokenizer.model is a SentencePiece"), e.getMessage());
    assertTrue(e.getMessage().contains("save_pretrained"), e.getMessage());
    UserException told =
        assertThrows(
            UserException.class,
            () -> Tokenizers.load(folder.resolve("tokenizer.model").toString()));
    assertEquals(e.getMessage(), told.getMessage());
  }

  @Test
  void tensorsThatAreMissingAreNamedWithoutReadingTheOthers() {
    HuggingFaceFixture llama = HuggingFaceFixture.llama(true);
    llama.config.put("tie_word_embeddings", false);
    llama.write(folder, TensorType.F32);
    assertMissing("lm_head.weight");
    HuggingFaceFixture gpt2 = HuggingFaceFixture.gpt2("", true);
    gpt2.remove("h.1.mlp.c_fc.bias");
    gpt2.write(folder, TensorType.F32);
    assertMissing("h.1.mlp.c_fc.bias");
  }

  private void assertMissing(String tensor) {
    ReadableModel model = ReadableModel.of(folder);
    UserException e = assertThrows(UserException.class, model::checkTensors);
    assertTrue(e.getMessage().contains("no tensor " + tensor), e.getMessage());
  }

  @Test
  void aTokenizerThatIsTooLargeIsRefused() throws Exception {
    HuggingFaceFixture fixture = HuggingFaceFixture.llama(true);
    fixture.write(folder, TensorType.F32);
    String config = Files.readString(folder.resolve("config.json"));
    Files.writeString(folder.resolve("config.json"), config.replace("308", "300"));
    Files.copy(
        Path.of(ReadableModelTest.class.getResource("/tokenizer/tokenizer.json").toURI()),
        folder.resolve("tokenizer.json"));
    // 300 ids are padded to 320 rows in our own models, but not in this one.
    UserException e = assertThrows(UserException.class, () -> ReadableModel.of(folder).tokenizer());
    assertTrue(e.getMessage().contains("307 ids but the model only 300"), e.getMessage());
  }
}
