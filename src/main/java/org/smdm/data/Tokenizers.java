package org.smdm.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.smdm.config.UserException;

/** Tokenizers by name or path. */
public final class Tokenizers {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String GPT2_END = "<|endoftext|>";

  private Tokenizers() {}

  /**
   * Loads a tokenizer.
   *
   * @param nameOrPath {@code bytes}; a {@code tokenizer.json}; or a folder that holds one, or the
   *     older {@code vocab.json} and {@code merges.txt} of GPT-2
   * @throws UserException when there is none, or it is damaged
   */
  public static Tokenizer load(String nameOrPath) {
    if (nameOrPath.equals(ByteTokenizer.NAME)) {
      return new ByteTokenizer();
    }
    Path path = Path.of(nameOrPath);
    if (Files.isDirectory(path)) {
      if (Files.exists(path.resolve("tokenizer.json"))) {
        return json(nameOrPath, path.resolve("tokenizer.json"));
      }
      if (Files.exists(path.resolve("vocab.json")) && Files.exists(path.resolve("merges.txt"))) {
        return new JsonTokenizer(nameOrPath, gpt2(path), null);
      }
      throw new UserException(
          nameOrPath
              + " holds neither tokenizer.json nor vocab.json and merges.txt: give the folder or"
              + " file of a HuggingFace tokenizer, or write bytes");
    }
    if (!Files.exists(path)) {
      throw new UserException(
          "tokenizer "
              + nameOrPath
              + " does not exist: give the path of a tokenizer.json, or write bytes");
    }
    return json(nameOrPath, path);
  }

  private static Tokenizer json(String name, Path file) {
    Path config = file.resolveSibling("tokenizer_config.json");
    return new JsonTokenizer(name, read(file), Files.exists(config) ? read(config) : null);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UserException(
          file + " cannot be read as UTF-8 (" + e.getMessage() + "): give a tokenizer.json", e);
    }
  }

  /** The {@code tokenizer.json} that says what GPT-2's two files say. */
  private static String gpt2(Path folder) {
    ObjectNode root = MAPPER.createObjectNode().put("version", "1.0");
    ObjectNode model = MAPPER.createObjectNode().put("type", "BPE");
    ArrayNode merges = model.putArray("merges");
    try {
      model.set("vocab", MAPPER.readTree(read(folder.resolve("vocab.json"))));
    } catch (JsonProcessingException e) {
      throw new UserException(
          folder.resolve("vocab.json") + " is not JSON: give GPT-2's original file", e);
    }
    for (String line : read(folder.resolve("merges.txt")).split("\n", -1)) {
      String merge = line.strip();
      if (!merge.isEmpty() && !merge.startsWith("#version")) {
        merges.add(merge);
      }
    }
    ObjectNode byteLevel =
        MAPPER
            .createObjectNode()
            .put("type", "ByteLevel")
            .put("add_prefix_space", false)
            .put("trim_offsets", true)
            .put("use_regex", true);
    root.set("pre_tokenizer", byteLevel);
    root.set("decoder", byteLevel);
    if (model.path("vocab").has(GPT2_END)) {
      root.putArray("added_tokens")
          .addObject()
          .put("id", model.path("vocab").path(GPT2_END).intValue())
          .put("content", GPT2_END)
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
    }
    root.set("model", model);
    return root.toString();
  }
}
