package org.smdm.hub;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.smdm.io.UserException;

/**
 * Files to bring from a repository.
 *
 * @param repo where they are
 * @param patterns paths, with * for a part of a name, ** for folders too, and the rest of Java's
 *     globs; each must match a file. None for what a model needs to be used here
 */
public record HubRequest(HubRepo repo, List<String> patterns) {

  /** What a model's folder needs here, whatever else a repository holds beside it. */
  private static final List<String> MODEL_FILES =
      List.of(
          "*.safetensors",
          "*.safetensors.index.json",
          "*config.json",
          "tokenizer*",
          "special_tokens_map.json",
          "vocab.json",
          "merges.txt",
          "README*",
          "LICENSE*");

  private static final int SHOWN = 6;

  /** Copies the patterns. */
  public HubRequest {
    patterns = List.copyOf(patterns);
  }

  /** Whether the names of all files are known without asking the hub. */
  boolean namesFiles() {
    return !patterns.isEmpty() && patterns.stream().noneMatch(HubRequest::isPattern);
  }

  private static boolean isPattern(String text) {
    return text.chars().anyMatch(c -> "*?[]{}\\".indexOf(c) >= 0);
  }

  /**
   * The files that are asked for.
   *
   * @param files of the repository
   * @throws UserException when a pattern matches none, or one that leads out of the folder or that
   *     a file system does not take, or everything of a data set would be meant
   */
  List<HubFile> chosen(List<HubFile> files) {
    if (patterns.isEmpty() && repo.isDataset()) {
      throw new UserException(
          "%s has %d files of %s: choose some with --file (** for all), it has %s"
              .formatted(repo, files.size(), size(HubFile.bytes(files)), shown(files)));
    }
    List<HubFile> chosen = new ArrayList<>();
    List<String> wanted = patterns.isEmpty() ? MODEL_FILES : patterns;
    for (String pattern : wanted) {
      List<HubFile> matching = files.stream().filter(f -> matches(pattern, f)).toList();
      if (matching.isEmpty() && !patterns.isEmpty()) {
        throw new UserException(
            "%s has no file %s: choose among its %d files, it has %s"
                .formatted(repo, pattern, files.size(), shown(closest(pattern, files))));
      }
      matching.stream().filter(f -> !chosen.contains(f)).forEach(chosen::add);
    }
    if (chosen.isEmpty()) {
      throw new UserException(
          "%s has no model files in its top folder: choose some with --file, it has %s"
              .formatted(repo, shown(files)));
    }
    for (HubFile file : chosen) {
      if (!file.isKeepable()) {
        throw new UserException(
            "the hub lists a file '%.100s', which cannot be kept here: choose others with --file"
                .formatted(file.shown()));
      }
    }
    return chosen;
  }

  private static boolean matches(String pattern, HubFile file) {
    if (!isPattern(pattern)) {
      return pattern.equals(file.path());
    }
    PathMatcher matcher;
    try {
      matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    } catch (IllegalArgumentException e) {
      throw new UserException(
          "--file is '%s', which is no pattern: write as '*.safetensors' or 'data/**'"
              .formatted(pattern),
          e);
    }
    return matcher.matches(Path.of(file.shown()));
  }

  /** Those in the pattern's own folder first, if there are any. */
  private static List<HubFile> closest(String pattern, List<HubFile> files) {
    String folder = pattern.substring(0, pattern.lastIndexOf('/') + 1);
    List<HubFile> beside = files.stream().filter(f -> f.path().startsWith(folder)).toList();
    return beside.isEmpty() ? files : beside;
  }

  private static String shown(List<HubFile> files) {
    return files.isEmpty()
        ? "none"
        : files.stream().limit(SHOWN).map(HubFile::shown).collect(Collectors.joining(", "))
            + (files.size() > SHOWN ? ", …" : "");
  }

  /** Bytes for people. */
  static String size(long bytes) {
    return bytes < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
