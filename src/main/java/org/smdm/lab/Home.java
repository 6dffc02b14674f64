package org.smdm.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where smdm lies and where runs go, also seen from a notebook, whose own folder is its process'
 * working folder.
 *
 * @param folder with the launcher
 * @param results parent of all run folders
 */
public record Home(Path folder, Path results) {

  private static final String RESULTS = "SMDM_RESULTS";

  /** The launcher tells; under another kernel it is looked for from the notebook's folder up. */
  public static Home current() {
    return of(System.getProperty("smdm.home"), System.getenv(), Path.of("").toAbsolutePath());
  }

  public static Home of(String told, Map<String, String> environment, Path working) {
    Path folder = told != null ? Path.of(told) : above(working);
    String results = environment.get(RESULTS);
    return new Home(
        folder,
        results == null || results.isBlank() ? folder.resolve("results") : Path.of(results));
  }

  private static Path above(Path working) {
    for (Path folder = working; folder != null; folder = folder.getParent()) {
      if (Files.isExecutable(folder.resolve("smdm")) && Files.isDirectory(folder.resolve("lib"))) {
        return folder;
      }
    }
    return working;
  }

  Path launcher() {
    return folder.resolve("smdm");
  }
}
