package org.smdm.finetune;

import java.nio.file.Path;
import java.util.List;
import org.smdm.config.ExampleTask;

/**
 * The exchanges of a file.
 *
 * @param entries the file's lines or conversations, each with the exchanges made of it
 * @param passedOver entries without an exchange
 */
public record ExchangeFile(List<List<Exchange>> entries, int passedOver) {

  /** Copies the list. */
  public ExchangeFile {
    entries = List.copyOf(entries);
  }

  /**
   * Reads a file.
   *
   * @param task what it looks like
   * @param file the examples
   * @throws org.smdm.io.UserException naming file and line where it is not so
   */
  public static ExchangeFile read(ExampleTask task, Path file) {
    return switch (task) {
      case PROMPTS, REVERSE -> PromptCompletions.read(file);
      case GSM8K -> Gsm8kLines.read(file);
      case SHAREGPT -> ShareGptFile.read(file);
    };
  }
}
