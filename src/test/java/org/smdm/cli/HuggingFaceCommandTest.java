package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.smdm.model.HuggingFaceFixture;
import org.smdm.tensor.safetensors.TensorType;

/** Verbs on checkpoints that are not ours. */
@ResourceLock(Resources.SYSTEM_OUT)
class HuggingFaceCommandTest {

  private static final Path STORIES = Path.of("../shared/data/weights-stories260K");

  @TempDir private Path folder;

  private void addTokenizer() throws Exception {
    Files.copy(
        Path.of(HuggingFaceCommandTest.class.getResource("/tokenizer/tokenizer.json").toURI()),
        folder.resolve("tokenizer.json"));
  }

  @Test
  void aLlamaFolderIsDescribedAndSampled() throws Exception {
    HuggingFaceFixture.llama(true).write(folder, TensorType.BF16);
    addTokenizer();
    Terminal info = Terminal.smdm("info", folder);
    info.assertDone();
    assertTrue(info.out().contains("Llama, head tied to the embedding"), info.out());
    assertTrue(info.out().contains("2 layers, 4 heads (2 query groups), embd 16"), info.out());
    assertTrue(info.out().contains("ARM"), info.out());
    // Two blocks of 16·(32 + 16) + 3·16·24 weights and 2·16 of norms, the last norm, the embedding.
    assertTrue(info.out().contains("8,848"), info.out());

    Terminal one = sample("--seed", 1);
    assertTrue(one.out().startsWith("the cat"), one.out());
    assertEquals(one, sample("--seed", 1));
    assertNotEquals(one, sample("--seed", 2));
  }

  @Test
  void contextsOfALlamaBeginWithABeginOfTextOnlyWhereItIsAskedFor() throws Exception {
    Path model = Files.createDirectory(folder.resolve("model"));
    HuggingFaceFixture.llama(true).write(model, TensorType.F32);
    Files.copy(
        Path.of(HuggingFaceCommandTest.class.getResource("/tokenizer/tokenizer.json").toURI()),
        model.resolve("tokenizer.json"));
    Path questions = Files.createDirectories(folder.resolve("tasks/openbookqa"));
    Files.writeString(
        questions.resolve("test.jsonl"),
        "{\"id\": \"1\", \"question\": {\"stem\": \"Which?\", \"choices\": [{\"text\": \"a\", "
            + "\"label\": \"A\"}, {\"text\": \"b\", \"label\": \"B\"}]}, "
            + "\"answerKey\": \"A\"}\n");
    List<String> answers = new ArrayList<>();
    for (String config : List.of("", "{\"add_bos_token\": true}", "asked")) {
      boolean isAsked = config.equals("asked");
      if (!config.isEmpty() && !isAsked) {
        Files.writeString(model.resolve("tokenizer_config.json"), config);
      }
      Path out = folder.resolve("out" + answers.size());
      List<Object> words =
          new ArrayList<>(List.of("eval", model, "--tasks", "openbookqa", "--samples"));
      words.addAll(List.of("--data", folder.resolve("tasks"), "--out", out));
      if (isAsked) {
        words.add("--add-bos-token");
      }
      Terminal done = Terminal.smdm(words.toArray());
      done.assertDone();
      assertTrue(
          done.out().contains(isAsked ? "A begin of text stands" : "No begin of text stands"),
          done.out());
      String results = written(out, "results");
      assertTrue(results.contains("add_bos_token=" + (isAsked ? "True" : "False")), results);
      answers.add(
          new ObjectMapper().readTree(written(out, "samples")).get("filtered_resps").toString());
    }
    assertEquals(
        answers.get(0), answers.get(1), "what the tokenizer's config says is for sampling");
    assertNotEquals(answers.get(0), answers.get(2));
  }

  private static String written(Path folder, String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return Files.readString(
          files
              .filter(file -> file.getFileName().toString().startsWith(name))
              .filter(Files::isRegularFile)
              .findFirst()
              .orElseThrow());
    }
  }

  @Test
  void aGpt2FolderIsDescribedAndSampled() throws Exception {
    HuggingFaceFixture.gpt2("transformer.", true).write(folder, TensorType.F16);
    addTokenizer();
    Terminal info = Terminal.smdm("info", folder.resolve("config.json"));
    info.assertDone();
    assertTrue(info.out().contains("GPT-2, head tied to the embedding"), info.out());
    assertTrue(info.out().contains("2 layers, 3 heads, embd 12, ffn 48"), info.out());
    Terminal one = sample("--seed", 1);
    assertTrue(one.out().startsWith("the cat"), one.out());
  }

  private Terminal sample(Object... more) {
    List<Object> words = new ArrayList<>(List.of("sample", folder, "--prompt", "the cat"));
    words.addAll(List.of("--length", 24));
    words.addAll(List.of(more));
    Terminal result = Terminal.smdm(words.toArray());
    result.assertDone();
    return result;
  }

  @Test
  void whatIsMissingOrDoesNotFitIsSaidInOneSentence() throws Exception {
    HuggingFaceFixture.llama(false).write(folder, TensorType.F32);
    Terminal.smdm("sample", folder).assertRefused("--tokenizer");
    Terminal.smdm("info", folder).assertDone();
    Terminal.smdm("sample", folder, "--tokenizer", "bytes", "--length", 33)
        .assertRefused("at most 32 tokens");
    Files.writeString(folder.resolve("config.json"), "{\"architectures\": [\"BertModel\"]}");
    Terminal.smdm("info", folder).assertRefused("BertModel");
    Files.writeString(folder.resolve("config.json"), "{\"architectures\": ");
    Terminal.smdm("info", folder).assertRefused("not valid JSON");
  }

  /** The text that its author's own program writes with these weights. */
  @Test
  void storiesAreContinuedGreedilyAsByTheirAuthorsProgram() throws Exception {
    assumeTrue(Files.exists(STORIES), "no folder " + STORIES + " here: nothing to compare with");
    Path tokenizer = storiesTokenizer(Files.readAllBytes(STORIES.resolve("tok512.bin")));
    String expected = Files.readString(STORIES.resolve("expected_greedy_200.txt"));
    for (String prompt : new String[] {"", "Once upon a time, there was a"}) {
      Terminal greedy =
          Terminal.smdm(
              "sample",
              STORIES,
              "--tokenizer",
              tokenizer,
              "--prompt",
              prompt,
              "--temperature",
              0,
              // The begin of text and 200 tokens.
              "--length",
              201);
      greedy.assertDone();
      assertEquals(expected.strip(), greedy.out().strip());
    }
  }

  /** The same vocabulary as a tokenizer.json: a piece's rank in the list is that of its merges. */
  private Path storiesTokenizer(byte[] file) throws Exception {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    in.getInt(); // length of the longest piece
    Map<String, Integer> pieces = new LinkedHashMap<>();
    while (in.hasRemaining()) {
      in.getFloat(); // score, falling in the order of the list
      byte[] piece = new byte[in.getInt()];
      in.get(piece);
      String text = new String(piece, StandardCharsets.UTF_8).replace(' ', '\u2581');
      pieces.put(pieces.size() < 3 ? text.strip() : text, pieces.size());
    }
    ObjectMapper json = new ObjectMapper();
    ObjectNode root = json.createObjectNode().put("version", "1.0");
    ArrayNode added = root.putArray("added_tokens");
    for (String name : new String[] {"<unk>", "<s>", "</s>"}) {
      ObjectNode token = added.addObject().put("id", pieces.get(name)).put("content", name);
      for (String flag : new String[] {"single_word", "lstrip", "rstrip", "normalized"}) {
        token.put(flag, false);
      }
      token.put("special", true);
    }
    ObjectNode normalizer = root.putObject("normalizer").put("type", "Sequence");
    ArrayNode steps = normalizer.putArray("normalizers");
    steps.addObject().put("type", "Prepend").put("prepend", "\u2581");
    steps
        .addObject()
        .put("type", "Replace")
        .put("content", "\u2581")
        .putObject("pattern")
        .put("String", " ");
    ArrayNode decoders = root.putObject("decoder").put("type", "Sequence").putArray("decoders");
    decoders
        .addObject()
        .put("type", "Replace")
        .put("content", " ")
        .putObject("pattern")
        .put("String", "\u2581");
    decoders.addObject().put("type", "ByteFallback");
    decoders.addObject().put("type", "Fuse");
    decoders.addObject().put("type", "Strip").put("content", " ").put("start", 1).put("stop", 0);
    ObjectNode model = root.putObject("model").put("type", "BPE").put("unk_token", "<unk>");
    model.put("fuse_unk", true).put("byte_fallback", true);
    ObjectNode vocab = model.putObject("vocab");
    ArrayNode merges = model.putArray("merges");
    pieces.forEach(
        (piece, id) -> {
          vocab.put(piece, id);
          for (int cut = 1; id > 258 && cut < piece.length(); cut++) {
            String left = piece.substring(0, cut);
            String right = piece.substring(cut);
            if (pieces.containsKey(left) && pieces.containsKey(right)) {
              merges.addArray().add(left).add(right);
            }
          }
        });
    Path tokenizer = folder.resolve("tokenizer.json");
    json.writeValue(tokenizer.toFile(), root);
    return tokenizer;
  }
}
