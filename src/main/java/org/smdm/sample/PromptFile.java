package org.smdm.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.smdm.io.LineReader;
import org.smdm.io.UserException;

/**
 * Prompts as JSON lines: each line an object with a {@code "prompt"}, which may hold blanks ({@link
 * BlankText}), and whatever else its owner wants to find beside the result.
 *
 * @param prompts in the order of the lines
 */
public record PromptFile(List<Prompt> prompts) {

  /**
   * One line.
   *
   * @param line its number, from 1
   * @param text what to begin with or fill in
   * @param fields the whole object
   */
  public record Prompt(int line, String text, ObjectNode fields) {}

  /** Copies the list. */
  public PromptFile {
    prompts = List.copyOf(prompts);
  }

  /**
   * Reads a file; blank lines are skipped.
   *
   * @param file JSON lines in UTF-8
   * @throws UserException naming file and line
   */
  public static PromptFile read(Path file) {
    List<Prompt> prompts = new ArrayList<>();
    LineReader.read(
        file,
        "a file of JSON lines",
        line -> {
          ObjectNode object = line.object();
          JsonNode prompt = object.path("prompt");
          if (!prompt.isTextual()) {
            throw new UserException(
                "%s has no \"prompt\": give it that field as a string, which may be empty"
                    .formatted(line.where()));
          }
          prompts.add(new Prompt(Math.toIntExact(line.number()), prompt.textValue(), object));
        });
    if (prompts.isEmpty()) {
      throw new UserException(file + " has no prompts: write a JSON object per line");
    }
    return new PromptFile(prompts);
  }
}
