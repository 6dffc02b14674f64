package org.smdm.data.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.smdm.data.packed.PrepareManifest;
import org.smdm.io.UserException;

/** The folder that a preparation writes to. */
public final class PreparedFolder {

  private PreparedFolder() {}

  /** Removes what earlier preparations left there. */
  static void clear(Path folder) {
    try (Stream<Path> children = Files.list(folder)) {
      for (Path child : children.toList()) {
        String name = child.getFileName().toString();
        boolean shard = name.matches("(train_[A-Za-z0-9.-]+|validation)_\\d{10}\\.bin");
        if (shard || name.equals(PrepareManifest.NAME)) {
          Files.delete(child);
        }
      }
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be cleared (%s): remove it yourself".formatted(folder, e.getMessage()), e);
    }
    PrepareState.delete(folder);
  }

  /**
   * Reads all shards of a folder and compares them with what {@code prepare.json} says.
   *
   * @param folder that was prepared
   * @return its manifest
   * @throws UserException naming the shards that changed or are missing
   */
  public static PrepareManifest verify(Path folder) {
    PrepareManifest manifest =
        PrepareManifest.in(folder)
            .orElseThrow(
                () ->
                    new UserException(
                        "%s has no %s: name a folder that was prepared to its end"
                            .formatted(folder, PrepareManifest.NAME)));
    List<PrepareManifest.ShardSet> sets = new ArrayList<>();
    manifest.sources().forEach(source -> sets.add(source.shards()));
    sets.add(manifest.validation());
    List<String> wrong = new ArrayList<>();
    for (PrepareManifest.ShardSet set : sets) {
      for (PrepareManifest.Input shard : set.files()) {
        if (!matches(folder.resolve(shard.path()), shard)) {
          wrong.add(shard.path());
        }
      }
    }
    if (!wrong.isEmpty()) {
      throw new UserException(
          "%s is not as it was prepared (%s): put these shards back or prepare it again"
              .formatted(folder, String.join(", ", wrong)));
    }
    return manifest;
  }

  private static boolean matches(Path file, PrepareManifest.Input shard) {
    try (HashedInput bytes = HashedInput.uncompressed(file)) {
      return bytes.sha256().equals(shard.sha256());
    } catch (IOException e) {
      // A shard that cannot be read is as wrong as a changed one.
      return false;
    }
  }
}
