package org.smdm.data.prepare;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.PatternSyntaxException;
import org.smdm.config.PrepareConfig;
import org.smdm.data.text.SotuCorpus;
import org.smdm.io.FolderFiles;
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
   * What sources have.
   *
   * @param files to read, those of a source sorted by path
   * @param leftOut what folders of them hold besides
   */
  record Found(List<InputFile> files, List<Path> leftOut) {}

  /**
   * The files of all sources.
   *
   * @throws UserException when a path leads nowhere or a folder holds nothing that can be read
   */
  static Found of(List<PrepareConfig.Source> sources) {
    List<InputFile> files = new ArrayList<>();
    List<Path> leftOut = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      List<Path> paths = new ArrayList<>();
      for (String name : sources.get(i).paths()) {
        if (name.equals(SotuCorpus.NAME)) {
          paths.add(Path.of(name));
        } else {
          expand(path(name), name, paths, leftOut);
        }
      }
      paths.sort(Comparator.comparing(Path::toString));
      for (Path path : paths) {
        files.add(new InputFile(i, path, size(path)));
      }
    }
    return new Found(files, leftOut);
  }

  private static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new UserException(
          "the path of an input has a character that paths cannot have (%s): correct it"
              .formatted(e.getReason()),
          e);
    }
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

  private static void expand(Path path, String name, List<Path> files, List<Path> leftOut) {
    if (Files.isRegularFile(path)) {
      if (kind(path).isEmpty()) {
        throw new UserException(
            "%s is none of %s (or these with .gz or .zst): convert or rename it"
                .formatted(path, String.join(", ", EXTENSIONS)));
      }
      files.add(path);
    } else if (Files.isDirectory(path)) {
      FolderFiles found =
          FolderFiles.in(path, Integer.MAX_VALUE, f -> !kind(f).isEmpty(), "a folder of text");
      if (found.taken().isEmpty()) {
        throw new UserException(
            "%s holds no file that can be read: put %s files there, or these with .gz or .zst"
                .formatted(path, String.join(", ", EXTENSIONS)));
      }
      for (Path file : found.taken()) {
        expand(file, file.toString(), files, leftOut);
      }
      leftOut.addAll(found.leftOut());
    } else if (Files.exists(path)) {
      throw new UserException(path + " is a device or pipe: save its text to a regular file");
    } else {
      for (Path match : matches(path, name)) {
        expand(match, match.toString(), files, leftOut);
      }
    }
  }

  /** What a pattern matches; as in a shell, nothing that is hidden unless it says so. */
  private static List<Path> matches(Path path, String name) {
    Path parent = path.getParent() == null ? Path.of(".") : path.getParent();
    List<Path> found = new ArrayList<>();
    if (name.matches(".*[*?\\[{].*") && Files.isDirectory(parent)) {
      String pattern = path.getFileName().toString();
      try (DirectoryStream<Path> children = Files.newDirectoryStream(parent)) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        for (Path child : children) {
          boolean isHidden = child.getFileName().toString().startsWith(".");
          if (matcher.matches(child.getFileName()) && (!isHidden || pattern.startsWith("."))) {
            found.add(child);
          }
        }
      } catch (PatternSyntaxException e) {
        throw new UserException(
            "%s is no pattern (%s): correct it".formatted(name, e.getDescription()), e);
      } catch (IOException e) {
        throw unreadable(parent, e);
      }
    }
    if (found.isEmpty()) {
      throw new UserException(
          "there is no file, folder or match for %s: correct the path".formatted(name));
    }
    return found;
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
