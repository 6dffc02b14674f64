package org.smdm.data.packed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.smdm.io.Sha256;
import org.smdm.io.UserException;

/**
 * Tells sets of packed shards apart by all of their tokens, and finds shards that changed since
 * they were prepared.
 *
 * <p>Shards of up to {@value #READ_WHOLE} bytes together are read whole. Of more, those are read
 * that are younger than their {@code prepare.json}; of the others its hashes are believed, which
 * {@code prepare --verify} checks, and without a {@code prepare.json} nothing is said of their
 * content.
 */
final class PackedContent {

  /** A few seconds' work; whole corpora would take an hour at every start. */
  private static final long READ_WHOLE = 4L << 30;

  private final Path folder;
  private final Map<Path, PrepareManifest.Input> prepared = new HashMap<>();

  private PackedContent(Path folder) {
    this.folder = folder;
  }

  /**
   * SHA-256 over the hashes of the shards' contents; empty where it is not known.
   *
   * @param folder of the shards
   * @param files the shards in their order
   * @param manifest of the folder; null where another program made the shards
   * @throws UserException when a shard is not what was prepared, or cannot be read
   */
  static String of(Path folder, List<Path> files, PrepareManifest manifest) {
    PackedContent content = new PackedContent(folder);
    if (manifest != null) {
      manifest.sources().forEach(source -> content.add(source.shards()));
      content.add(manifest.validation());
    }
    return content.of(files);
  }

  private void add(PrepareManifest.ShardSet set) {
    set.files().forEach(input -> prepared.put(folder.resolve(input.path()), input));
  }

  private String of(List<Path> files) {
    try {
      long bytes = 0;
      for (Path file : files) {
        bytes += Files.size(file);
      }
      StringBuilder hashes = new StringBuilder();
      for (Path file : files) {
        PrepareManifest.Input input = prepared.get(file);
        boolean isRead = bytes <= READ_WHOLE || (input != null && isYounger(file));
        if (!isRead && input == null) {
          return "";
        }
        hashes.append(isRead ? hash(file, input) : input.sha256()).append('\n');
      }
      return Sha256.of(hashes.toString());
    } catch (IOException e) {
      throw PackedHeader.unreadable(folder, e);
    }
  }

  private boolean isYounger(Path file) throws IOException {
    FileTime whenPrepared = Files.getLastModifiedTime(folder.resolve(PrepareManifest.NAME));
    return Files.getLastModifiedTime(file).compareTo(whenPrepared) > 0;
  }

  private static String hash(Path file, PrepareManifest.Input input) {
    String found = Sha256.of(file);
    if (input != null && !found.equals(input.sha256())) {
      throw new UserException(
          "%s is not what was prepared (SHA-256 %.12s… where %s says %.12s…): put it back or prepare it again"
              .formatted(file, found, PrepareManifest.NAME, input.sha256()));
    }
    return found;
  }
}
