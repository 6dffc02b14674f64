package org.smdm.jupyter.install;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The folders in which a user's programs are. */
final class SearchPath {

  private final Set<Path> folders = new LinkedHashSet<>();

  SearchPath(Map<String, String> environment) {
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      if (!folder.isEmpty()) {
        folders.add(Path.of(folder).toAbsolutePath().normalize());
      }
    }
    String home = environment.getOrDefault("HOME", "");
    if (!home.isEmpty()) {
      // Where pip puts programs of a user, which is not always searched.
      folders.add(Path.of(home).resolve(".local").resolve("bin"));
    }
  }

  /** All programs of a name, those first that come first. */
  List<Path> all(String name) {
    List<Path> found = new ArrayList<>();
    for (Path folder : folders) {
      Path program = folder.resolve(name);
      if (Files.isRegularFile(program) && Files.isExecutable(program)) {
        found.add(program);
      }
    }
    return found;
  }

  boolean has(String name) {
    return !all(name).isEmpty();
  }
}
