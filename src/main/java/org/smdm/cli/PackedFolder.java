package org.smdm.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Tells folders of packed shards from folders of text. */
final class PackedFolder {

  private PackedFolder() {}

  static boolean is(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.getFileName().toString().endsWith(".bin"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
