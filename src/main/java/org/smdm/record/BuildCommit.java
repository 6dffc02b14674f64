package org.smdm.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The git commit that this program was built from, which the build writes beside this class. */
public final class BuildCommit {

  private static final String RESOURCE = "commit.txt";

  private BuildCommit() {}

  /** Its hash, with {@code -dirty} where the sources differed from it; {@code unknown} without. */
  public static String name() {
    try (InputStream in = BuildCommit.class.getResourceAsStream(RESOURCE)) {
      return in == null ? name("") : name(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the program's own jar cannot be read", e);
    }
  }

  static String name(String resource) {
    String text = resource.strip();
    return text.matches("[0-9a-f]{40,64}(-dirty)?") ? text : "unknown";
  }
}
