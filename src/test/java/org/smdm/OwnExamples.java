package org.smdm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The architectures of docs/your-own.md. */
public final class OwnExamples {

  private OwnExamples() {}

  /** The examples of the page by their headings. */
  public static Map<String, String> all() {
    try {
      String page = Files.readString(Path.of("docs/your-own.md"));
      Map<String, String> examples = new LinkedHashMap<>();
      Pattern.compile("(?s)### ([^\n]+)\n(?:(?!###).)*?```python\n(.*?)```")
          .matcher(page)
          .results()
          .forEach(found -> examples.put(found.group(1), found.group(2)));
      return examples;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
