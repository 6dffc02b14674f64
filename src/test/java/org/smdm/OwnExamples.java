package org.smdm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The examples of docs/your-own.md by their headings. */
public final class OwnExamples {

  private OwnExamples() {}

  /** Models in TorchScript. */
  public static Map<String, String> all() {
    return blocks("python");
  }

  /** Objectives in Java. */
  public static Map<String, String> objectives() {
    return javaOf("TrainingBatch prepare(");
  }

  /** Tasks in Java. */
  public static Map<String, String> tasks() {
    return javaOf("Item item(");
  }

  private static Map<String, String> javaOf(String method) {
    Map<String, String> examples = blocks("java");
    examples.values().removeIf(code -> !code.startsWith(method));
    return examples;
  }

  private static Map<String, String> blocks(String language) {
    try {
      String page = Files.readString(Path.of("docs/your-own.md"));
      Map<String, String> examples = new LinkedHashMap<>();
      Pattern.compile("(?s)#### ([^\n]+)\n(?:(?!####).)*?```" + language + "\n(.*?)```")
          .matcher(page)
          .results()
          .forEach(found -> examples.put(found.group(1), found.group(2)));
      return examples;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
