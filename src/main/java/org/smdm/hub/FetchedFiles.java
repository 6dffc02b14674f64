package org.smdm.hub;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.smdm.io.AtomicFile;
import org.smdm.io.Json;

/**
 * What was fetched into a repository's folder and compared with the hub's hashes, so that this need
 * not be done again, and so that the user's own files can be told from ours. It may be deleted at
 * any time: files are then hashed once more.
 */
final class FetchedFiles {

  static final String NAME = ".fetched.json";
  private static final JsonMapper JSON = Json.dialect().build();

  private final Path folder;
  private final Map<String, Entry> entries;

  /** A file as it was when its content was known. */
  private record Entry(String hash, long size, long modified) {}

  private FetchedFiles(Path folder, Map<String, Entry> entries) {
    this.folder = folder;
    this.entries = entries;
  }

  static FetchedFiles in(Path folder) {
    Path file = folder.resolve(NAME);
    Map<String, Entry> entries = new TreeMap<>();
    if (Files.exists(file)) {
      try {
        Map<String, Entry> read =
            JSON.readValue(file.toFile(), new TypeReference<TreeMap<String, Entry>>() {});
        entries.putAll(read == null ? Map.of() : read);
      } catch (IOException e) {
        entries.clear(); // as if it had been deleted
      }
    }
    return new FetchedFiles(folder, entries);
  }

  /** Whether a file's bytes are still those that were last compared with the hub's hash. */
  boolean isUntouched(HubFile file) throws IOException {
    Entry entry = entries.get(file.path());
    Path path = folder.resolve(file.path());
    return entry != null
        && Files.isRegularFile(path)
        && Files.size(path) == entry.size
        && Files.getLastModifiedTime(path).toMillis() == entry.modified;
  }

  /** Whether a file is there with the content that the hub lists. */
  boolean isCurrent(HubFile file) throws IOException {
    if (isUntouched(file)) {
      return file.hash().equals(entries.get(file.path()).hash);
    }
    Path path = folder.resolve(file.path());
    if (Files.isRegularFile(path) && file.matches(path)) {
      add(file);
      return true;
    }
    return false;
  }

  /** Remembers that a file has the content that the hub lists. */
  void add(HubFile file) throws IOException {
    long modified = Files.getLastModifiedTime(folder.resolve(file.path())).toMillis();
    entries.put(file.path(), new Entry(file.hash(), file.size(), modified));
    AtomicFile.write(folder.resolve(NAME), out -> out.write(JSON.writeValueAsBytes(entries)));
  }
}
