package org.smdm.data.prepare;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.smdm.config.ConfigJson;
import org.smdm.config.PrepareConfig;
import org.smdm.data.text.DocumentCounts;
import org.smdm.io.AtomicFile;
import org.smdm.io.AtomicFolder;
import org.smdm.io.UserException;

/**
 * How far a preparation has come: enough to go on with the same result.
 *
 * @param config what is prepared
 * @param tokenizerSha256 fingerprint of the tokenizer
 * @param chunkTokens tokens per shard
 * @param files inputs in order, with their sizes
 * @param sha256 of the files that were read to their end
 * @param file index of the file being read
 * @param documents of it that are in the shards already
 * @param counts per source
 * @param sets training sets of the sources, then the validation set
 */
record PrepareState(
    PrepareConfig config,
    String tokenizerSha256,
    int chunkTokens,
    List<String> files,
    List<String> sha256,
    int file,
    long documents,
    List<DocumentCounts> counts,
    List<ShardSet> sets) {

  /**
   * What was written of a set.
   *
   * @param shards complete ones
   * @param tokens of its documents
   * @param textBytes of its documents
   */
  record ShardSet(int shards, long tokens, long textBytes) {}

  private static final String FOLDER = ".prepare";
  private static final String PREFIX = "state-";

  private static Path folder(Path out) {
    return out.resolve(FOLDER);
  }

  /** Writes the state with the tokens of shards begun; earlier states go when it is safe. */
  void save(Path out, List<int[]> rests) {
    List<Path> old = all(out);
    Path target =
        folder(out).resolve(PREFIX + "%012d".formatted(old.isEmpty() ? 0 : number(old) + 1));
    AtomicFolder.write(
        target,
        hidden -> {
          for (int i = 0; i < rests.size(); i++) {
            ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * rests.get(i).length);
            bytes.asIntBuffer().put(rests.get(i));
            AtomicFile.write(hidden.resolve(i + ".rest"), stream -> stream.write(bytes.array()));
          }
          AtomicFile.writeString(hidden.resolve("state.json"), ConfigJson.write(this));
        });
    old.forEach(AtomicFolder::delete);
  }

  private static long number(List<Path> states) {
    String name = states.get(states.size() - 1).getFileName().toString();
    return Long.parseLong(name.substring(PREFIX.length()));
  }

  /** The last state saved in an output folder. */
  static Optional<PrepareState> last(Path out) {
    AtomicFolder.sweep(folder(out));
    List<Path> all = all(out);
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ConfigJson.read(all.get(all.size() - 1).resolve("state.json"), PrepareState.class));
  }

  /** Tokens of the shards begun, in the order of {@link #sets()}. */
  List<int[]> rests(Path out) {
    List<Path> all = all(out);
    List<int[]> rests = new ArrayList<>();
    for (int i = 0; i < sets.size(); i++) {
      Path file = all.get(all.size() - 1).resolve(i + ".rest");
      try {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        int[] rest = new int[bytes.remaining() / Integer.BYTES];
        bytes.asIntBuffer().get(rest);
        rests.add(rest);
      } catch (IOException e) {
        throw new UserException(
            file + " cannot be read (" + e.getMessage() + "): begin again with --restart", e);
      }
    }
    return rests;
  }

  /** Forgets all states. */
  static void delete(Path out) {
    AtomicFolder.delete(folder(out));
  }

  private static List<Path> all(Path out) {
    if (!Files.isDirectory(folder(out))) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder(out))) {
      return children
          .filter(path -> path.getFileName().toString().startsWith(PREFIX))
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    } catch (IOException e) {
      throw new UserException(
          folder(out) + " cannot be read (" + e.getMessage() + "): give a readable folder", e);
    }
  }
}
