package org.smdm.eval.reversal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.smdm.io.AtomicFile;
import org.smdm.io.Json;

/** Writes a {@code tokenizer.json} whose tokens are the words of a text, divided by spaces. */
final class WordTokenizer {

  private static final String UNKNOWN = "<unk>";
  private static final String END = "</s>";

  private WordTokenizer() {}

  /**
   * Writes it.
   *
   * @param file to make
   * @param words in the order of their ids, which follow those of the unknown word and the end
   */
  static void write(Path file, Iterable<String> words) {
    ObjectNode root = Json.newObject();
    root.put("version", "1.0");
    root.putNull("truncation");
    root.putNull("padding");
    root.putArray("added_tokens").add(added(0, UNKNOWN)).add(added(1, END));
    root.putNull("normalizer");
    root.putObject("pre_tokenizer").put("type", "WhitespaceSplit");
    root.putNull("post_processor");
    root.putNull("decoder");
    ObjectNode model = root.putObject("model");
    model.put("type", "WordLevel");
    ObjectNode vocabulary = model.putObject("vocab");
    vocabulary.put(UNKNOWN, 0).put(END, 1);
    int next = 2;
    for (String word : words) {
      vocabulary.put(word, next++);
    }
    model.put("unk_token", UNKNOWN);
    AtomicFile.writeString(file, root.toString() + "\n");
  }

  private static ObjectNode added(int id, String content) {
    ObjectNode token = Json.newObject();
    token.put("id", id).put("content", content);
    token.put("single_word", false).put("lstrip", false).put("rstrip", false);
    return token.put("normalized", false).put("special", true);
  }
}
