package org.smdm.data.prepare;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.smdm.config.PrepareConfig;
import org.smdm.data.text.SotuCorpus;
import org.smdm.io.UserException;

/**
 * A file to read, or the embedded speeches.
 *
 * @param source index of its source
 * @param path where it is
 * @param bytes its size
 */
record InputFile(int source, Path path, long bytes) {

  private static final List<String> EXTENSIONS =
      List.of(".txt", ".jsonl", ".ndjson", ".json", ".parquet");

  /**
   * The files of all sources, those of a source sorted by path.
   *
   * @throws UserException when a path leads nowhere or a folder holds nothing that can be read
   */
  static List<InputFile> of(List<PrepareConfig.Source> sources) {
    List<InputFile> files = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      List<Path> paths = new ArrayList<>();
      for (String name : sources.get(i).paths()) {
        paths.addAll(name.equals(SotuCorpus.NAME) ? List.of(Path.of(name)) : expand(name));
      }
      paths.sort(Comparator.comparing(Path::toString));
      for (Path path : paths) {
        files.add(new InputFile(i, path, size(path)));
      }
    }
    return files;
  }

  private static long size(Path path) {
    if (isEmbedded(path)) {
      return SotuReader.bytes();
    }
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static List<Path> expand(String name) {
    Path path = Path.of(name);
    if (Files.isRegularFile(path)) {
      if (kind(path).isEmpty()) {
        throw new UserException(
            path
                + " is none of "
                + String.join(", ", EXTENSIONS)
                + " (or these with .gz or .zst): convert or rename it");
      }
      return List.of(path);
    }
    if (Files.isDirectory(path)) {
      try (Stream<Path> all = Files.walk(path)) {
        List<Path> found =
            all.filter(f -> Files.isRegularFile(f) && !kind(f).isEmpty())
                .filter(f -> !isHidden(path.relativize(f)))
                .toList();
        if (found.isEmpty()) {
          throw new UserException(
              path
                  + " holds no file that can be read: put "
                  + String.join(", ", EXTENSIONS)
                  + " files there, or these with .gz or .zst");
        }
        return found;
      } catch (IOException e) {
        throw unreadable(path, e);
      }
    }
    if (Files.exists(path)) {
      throw new UserException(path + " is a device or pipe: save its text to a regular file");
    }
    return glob(path, name);
  }

  private static List<Path> glob(Path path, String name) {
    Path parent = path.getParent() == null ? Path.of(".") : path.getParent();
    List<Path> found = new ArrayList<>();
    if (name.matches(".*[*?\\[{].*") && Files.isDirectory(parent)) {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + path.getFileName());
      try (DirectoryStream<Path> children = Files.newDirectoryStream(parent)) {
        for (Path child : children) {
          if (matcher.matches(child.getFileName()) && Files.isRegularFile(child)) {
            found.addAll(expand(child.toString()));
          }
        }
      } catch (IOException e) {
        throw unreadable(parent, e);
      }
    }
    if (found.isEmpty()) {
      throw new UserException(
          "there is no file, folder or match for " + name + ": correct the path");
    }
    return found;
  }

  /** Whether a part of a path below a folder is hidden, as copies are that Jupyter keeps. */
  private static boolean isHidden(Path below) {
    return StreamSupport.stream(below.spliterator(), false)
        .anyMatch(part -> part.toString().startsWith("."));
  }

  private static boolean isEmbedded(Path path) {
    return path.toString().equals(SotuCorpus.NAME);
  }

  /** The extension that says what is inside, without the one of compression; empty if unknown. */
  private static String kind(Path path) {
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    String inner = name.replaceFirst("\\.(gz|zst)$", "");
    for (String extension : EXTENSIONS) {
      if (inner.endsWith(extension) && !(extension.equals(".parquet") && !inner.equals(name))) {
        return extension;
      }
    }
    return "";
  }

  /** Whether a document is an object of JSON. */
  boolean isJson() {
    return kind(path).contains("json");
  }

  /**
   * Where a document is, for messages.
   *
   * @param number its line or row; 0 for the whole file
   */
  String place(long number) {
    String unit = isEmbedded(path) ? "Speech" : kind(path).equals(".parquet") ? "Row" : "Line";
    return number == 0 ? path.toString() : "%s %d of %s".formatted(unit, number, path);
  }

  /** Opens the file. */
  DocumentReader open(PrepareConfig config) {
    if (isEmbedded(path)) {
      return new SotuReader();
    }
    try {
      return switch (kind(path)) {
        case ".parquet" -> new ParquetReader(path, config.textColumn(), config.dateColumn());
        case ".txt" -> new TextDocuments(path, config.linesAreDocuments());
        default -> new TextDocuments(path, true);
      };
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** The sentence for a file that cannot be read, or is damaged at about {@code position}. */
  UserException damaged(long position, IOException e) {
    return new UserException(
        "%s cannot be read on after byte %d of %d (%s): fetch the file again"
            .formatted(
                path,
                position,
                bytes,
                e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
        e);
  }

  private static UserException unreadable(Path path, IOException e) {
    return new UserException(
        "%s cannot be read (%s): check that it exists, is whole and that you may read it"
            .formatted(
                path, e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
        e);
  }
}
