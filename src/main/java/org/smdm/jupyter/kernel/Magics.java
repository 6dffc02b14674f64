package org.smdm.jupyter.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.smdm.io.Json;
import org.smdm.io.UserException;
import org.smdm.jupyter.file.MultilineText;

/**
 * The lines of cells that begin with a percent sign: {@code %classpath} and {@code %jars} (files,
 * folders, patterns), {@code %maven} (coordinates), {@code %load} (a file's code), {@code %time}
 * and {@code %%time}, {@code %lsmagic}; the names are IJava's.
 */
final class Magics {

  /** Runs code as the current cell would. */
  interface CodeRunner {
    Object run(String code, int line);
  }

  private static final Set<String> NAMES =
      new TreeSet<>(
          List.of("classpath", "jars", "maven", "addMavenDependency", "load", "time", "lsmagic"));

  private final JavaSession session;
  private final Set<String> known = new HashSet<>();
  private final List<Path> folders = new ArrayList<>(List.of(Path.of("").toAbsolutePath()));

  Magics(JavaSession session) {
    this.session = session;
    for (String path : System.getProperty("java.class.path").split(":|;")) {
      known.add(
          Path.of(path).getFileName() == null ? path : Path.of(path).getFileName().toString());
    }
  }

  static Set<String> names() {
    return NAMES;
  }

  /** Looks for relative paths in that folder too, behind those before. */
  void seenFrom(Path folder) {
    folders.add(folder.toAbsolutePath());
  }

  /**
   * Runs a magic that stands alone.
   *
   * @return its value; null where it has none
   * @throws UserException for one that there is not, or that cannot be done
   */
  Object run(CellParts.Magic magic, CodeRunner runner) {
    String arguments = magic.arguments();
    return switch (magic.name()) {
      case "classpath", "jars" -> addPaths(words(magic));
      case "maven", "addMavenDependency" -> addPaths(MavenArtifacts.fetch(words(magic)));
      case "load" -> load(Path.of(words(magic).get(0)), runner);
      case "time" -> timed(() -> runner.run(arguments, magic.line()));
      case "lsmagic" ->
          NAMES.stream().map(name -> "%" + name).collect(Collectors.joining(" ")) + " %%time";
      default -> throw unknown("%" + magic.name());
    };
  }

  /** Runs the rest of a cell under the magic of its first line. */
  Object runCell(CellParts.Magic magic, java.util.function.Supplier<Object> rest) {
    if (!magic.name().equals("time")) {
      throw unknown("%%" + magic.name());
    }
    return timed(rest);
  }

  private static UserException unknown(String magic) {
    return new UserException(
        "there is no magic %s: %%lsmagic lists those that there are".formatted(magic));
  }

  private static List<String> words(CellParts.Magic magic) {
    if (magic.arguments().isEmpty()) {
      throw new UserException("%%%s needs something behind it".formatted(magic.name()));
    }
    return Arrays.asList(magic.arguments().split("\\s+"));
  }

  private static Object timed(java.util.function.Supplier<Object> work) {
    long begin = System.nanoTime();
    try {
      return work.get();
    } finally {
      System.out.printf(Locale.ROOT, "Wall time: %.3f s%n", (System.nanoTime() - begin) / 1e9);
    }
  }

  private Object addPaths(List<String> paths) {
    for (String path : paths) {
      for (Path found : expand(path)) {
        // The kernel's own jars are there already; a second copy would be other classes.
        if (known.add(found.getFileName().toString())) {
          session.addToClasspath(found);
        }
      }
    }
    return null;
  }

  private List<Path> expand(String name) {
    boolean isPattern = name.indexOf('*') >= 0;
    for (Path folder : folders) {
      Path path = folder.resolve(name).normalize();
      if (!isPattern && Files.exists(path)) {
        return List.of(path);
      }
      if (isPattern && path.getParent() != null && Files.isDirectory(path.getParent())) {
        // A folder without a match adds nothing, as in IJava.
        return matches(path);
      }
    }
    throw new UserException(
        "there is no jar or folder %s: correct the path, seen from %s"
            .formatted(name, folders.get(0)));
  }

  private static List<Path> matches(Path pattern) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> children =
        Files.newDirectoryStream(pattern.getParent(), pattern.getFileName().toString())) {
      children.forEach(found::add);
    } catch (IOException e) {
      throw new UserException(pattern.getParent() + " cannot be read: check its permissions", e);
    }
    found.sort(null);
    return found;
  }

  private static Object load(Path file, CodeRunner runner) {
    try {
      if (!file.toString().endsWith(".ipynb")) {
        return runner.run(Files.readString(file), 1);
      }
      Object value = null;
      for (JsonNode cell : Json.object(file, "a .java, .jshell or .ipynb file").path("cells")) {
        if (Json.textOrEmpty(cell, "cell_type").equals("code")) {
          if (!MultilineText.isText(cell.path("source"))) {
            throw new UserException(
                "%s has a code cell without a source: write a string or a list of strings there"
                    .formatted(file));
          }
          value = runner.run(MultilineText.joined(cell.path("source")), 1);
        }
      }
      return value;
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be loaded (%s): name a .java, .jshell or .ipynb file"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }
}
