package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.smdm.model.HuggingFaceFixture;
import org.smdm.model.LanguageModel;
import org.smdm.model.checkpoint.ReadableModel;
import org.smdm.tensor.Torch;
import org.smdm.tensor.safetensors.TensorType;

/** A folder as GPT-2's is published, through zero-shot evaluation from end to end. */
@ResourceLock("System.out")
class Gpt2EvalTest {

  private static final String[] PASSAGES = {"the cat sat", "a dog ran off", "no one came"};

  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void write() throws Exception {
    model = Files.createDirectory(folder.resolve("gpt2"));
    HuggingFaceFixture.gpt2("transformer.", true).write(model, TensorType.F32);
    new ObjectMapper().writeValue(model.resolve("tokenizer.json").toFile(), tokenizer());
    Path tasks = Files.createDirectories(folder.resolve("tasks/lambada_standard"));
    Files.writeString(
        tasks.resolve("lambada_test_plain_text.txt"), String.join("\n", PASSAGES) + "\n");
    Path questions = Files.createDirectories(folder.resolve("tasks/openbookqa"));
    Files.writeString(
        questions.resolve("test.jsonl"),
        "{\"id\": \"1\", \"question\": {\"stem\": \"Which?\", \"choices\": [{\"text\": \"a\", "
            + "\"label\": \"A\"}, {\"text\": \"much longer\", \"label\": \"B\"}]}, "
            + "\"answerKey\": \"A\"}\n");
  }

  /** Byte-level as GPT-2's: an id for each byte, one merge, and one end of text for everything. */
  private static ObjectNode tokenizer() {
    ObjectNode root = new ObjectMapper().createObjectNode().put("version", "1.0");
    root.putArray("added_tokens")
        .addObject()
        .put("id", 257)
        .put("content", "<|endoftext|>")
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", true)
        .put("special", true);
    root.putNull("normalizer");
    root.putObject("pre_tokenizer")
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true);
    root.putObject("decoder")
        .put("type", "ByteLevel")
        .put("add_prefix_space", true)
        .put("trim_offsets", true);
    ObjectNode bpe = root.putObject("model").put("type", "BPE");
    bpe.putNull("dropout").putNull("unk_token");
    bpe.put("fuse_unk", false);
    ObjectNode vocabulary = bpe.putObject("vocab");
    int substitute = 0x100;
    for (int value = 0; value < 256; value++) {
      boolean prints = (value > ' ' && value < 0x7F) || (value > 0xA0 && value != 0xAD);
      vocabulary.put(Character.toString(prints ? value : substitute++), value);
    }
    vocabulary.put("\u0120s", 256).put("<|endoftext|>", 257);
    bpe.putArray("merges").add("\u0120 s");
    return root;
  }

  private static long[] ids(String text) {
    // The merge makes one id of a space and an s.
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long[] ids = new long[bytes.length];
    int n = 0;
    for (int i = 0; i < bytes.length; i++) {
      boolean merged = bytes[i] == ' ' && i + 1 < bytes.length && bytes[i + 1] == 's';
      ids[n++] = merged ? 256 : bytes[i];
      i += merged ? 1 : 0;
    }
    return java.util.Arrays.copyOf(ids, n);
  }

  @Test
  void itsPerplexityIsThatOfItsOwnLogits() throws Exception {
    Path out = folder.resolve("out");
    Terminal done =
        Terminal.smdm(
            "eval",
            model,
            "--tasks",
            "lambada_standard,openbookqa",
            "--data",
            folder.resolve("tasks"),
            "--out",
            out,
            "--bootstrap",
            100);
    done.assertDone();
    assertTrue(done.out().contains("gpt2") && done.out().contains("exact"), done.out());
    double logLikelihood = 0;
    try (NDManager manager = Torch.newManager("cpu");
        LanguageModel loaded = ReadableModel.of(model).load(manager)) {
      for (String passage : PASSAGES) {
        int context = ids(passage.substring(0, passage.lastIndexOf(' '))).length;
        long[] whole = ids(passage);
        int n = whole.length - context;
        long[] rows = new long[n];
        long[] targets = new long[n];
        for (int i = 0; i < n; i++) {
          rows[i] = context - 1L + i;
          targets[i] = whole[context + i];
        }
        float[] nll =
            loaded
                .nll(
                    manager,
                    manager.create(whole, new Shape(1, whole.length)),
                    manager.create(rows),
                    manager.create(targets))
                .toFloatArray();
        for (float value : nll) {
          logLikelihood -= value;
        }
      }
    }
    double expected = Math.exp(-logLikelihood / PASSAGES.length);
    JsonNode rows =
        new ObjectMapper().readTree(out.resolve("evaluation.json").toFile()).get("rows");
    assertEquals(4, rows.size());
    assertEquals("perplexity", rows.get(0).get("metric").asText());
    assertEquals(expected, rows.get(0).get("value").doubleValue(), 1e-4 * expected);
    assertEquals(3, rows.get(0).get("items").asInt());
  }
}
