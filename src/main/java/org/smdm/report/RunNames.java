package org.smdm.report;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Short names of runs for a legend. */
public final class RunNames {

  private RunNames() {}

  /**
   * Names every folder by its last parts, as few as tell it from the others: {@code arm} alone, but
   * {@code quickstart/arm} beside {@code quickstart-2/arm}.
   *
   * @param folders of runs, none twice
   * @return names by folder, in the same order
   */
  public static Map<Path, String> of(Collection<Path> folders) {
    List<Path> full = folders.stream().map(folder -> folder.toAbsolutePath().normalize()).toList();
    Map<Path, String> names = new LinkedHashMap<>();
    int i = 0;
    for (Path folder : folders) {
      Path path = full.get(i++);
      int parts = 1;
      while (parts < path.getNameCount() && isShared(full, end(path, parts))) {
        parts++;
      }
      names.put(folder, end(path, parts).toString().replace('\\', '/'));
    }
    return names;
  }

  private static boolean isShared(List<Path> paths, Path end) {
    return paths.stream().filter(path -> path.endsWith(end)).count() > 1;
  }

  private static Path end(Path path, int parts) {
    return path.subpath(path.getNameCount() - parts, path.getNameCount());
  }
}
