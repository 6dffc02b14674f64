package org.smdm.data.packed;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.smdm.io.UserException;

/** Packed files of one size in an order, whose headers were checked. Immutable. */
public final class PackedShards {

  private static final String EXTENSION = ".bin";

  private final List<Path> files;
  private final long chunkTokens;
  private final int vocabSize;

  private PackedShards(List<Path> files, long chunkTokens, int vocabSize) {
    this.files = List.copyOf(files);
    this.chunkTokens = chunkTokens;
    this.vocabSize = vocabSize;
  }

  /**
   * Checks the headers of files.
   *
   * @param files at least one
   * @param vocabSize number of ids of the tokenizer that they were packed with
   * @throws UserException when one is missing, foreign or damaged, or of another size than the
   *     first
   */
  public static PackedShards of(List<Path> files, int vocabSize) {
    if (files.isEmpty()) {
      throw new IllegalArgumentException("no files");
    }
    long chunkTokens = PackedHeader.read(files.get(0)).tokens();
    for (Path file : files) {
      long tokens = PackedHeader.read(file).tokens();
      if (tokens != chunkTokens) {
        throw new UserException(
            "%s has %d tokens (byte 16) but %s has %d: pack both alike or give them different prefixes"
                .formatted(file, tokens, files.get(0), chunkTokens));
      }
    }
    return new PackedShards(files, chunkTokens, vocabSize);
  }

  /**
   * The {@code .bin} files of a folder whose names begin with a prefix, sorted by name.
   *
   * @param folder holds them
   * @param prefix beginning of the names
   * @param vocabSize number of ids of the tokenizer that they were packed with
   * @throws UserException when there is no such folder or file, or as {@link #of}
   */
  public static PackedShards inFolder(Path folder, String prefix, int vocabSize) {
    if (!Files.isDirectory(folder)) {
      throw new UserException(
          "there is no folder of packed shards at %s: correct the path or pack a corpus into it"
              .formatted(folder));
    }
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
      for (Path child : children) {
        String name = child.getFileName().toString();
        if (name.startsWith(prefix) && name.endsWith(EXTENSION)) {
          files.add(child);
        }
      }
    } catch (IOException e) {
      throw PackedHeader.unreadable(folder, e);
    }
    if (files.isEmpty()) {
      throw new UserException(
          "%s holds no %s file whose name begins with %s: correct the prefix or the folder"
              .formatted(folder, EXTENSION, prefix));
    }
    files.sort(Comparator.comparing(file -> file.getFileName().toString()));
    return of(files, vocabSize);
  }

  /** The files in their order, at least one. */
  public List<Path> files() {
    return files;
  }

  /** Tokens in each file. */
  public long chunkTokens() {
    return chunkTokens;
  }

  /**
   * The same files in the order that Python's {@code random.seed(seed); random.shuffle(files)} puts
   * them in.
   *
   * @param seed any
   */
  public PackedShards shuffled(long seed) {
    List<Path> shuffled = new ArrayList<>();
    for (int from : PythonRandom.seeded(seed).shuffle(files.size())) {
      shuffled.add(files.get(from));
    }
    return new PackedShards(shuffled, chunkTokens, vocabSize);
  }

  /**
   * One rank's files: every {@code ranks}-th from {@code rank} on. The {@code size mod ranks} files
   * at the end belong to nobody, so that all have equally many.
   *
   * @param rank from 0
   * @param ranks how many share the files, at least 1
   * @throws UserException when there are fewer files than ranks
   */
  public PackedShards shard(int rank, int ranks) {
    int each = files.size() / ranks;
    if (each == 0) {
      throw new UserException(
          "%s and its neighbours are %d packed files for %d ranks: use at most %d ranks"
              .formatted(files.get(0), files.size(), ranks, files.size()));
    }
    List<Path> mine = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      mine.add(files.get(rank + i * ranks));
    }
    return new PackedShards(mine, chunkTokens, vocabSize);
  }

  /**
   * Copies ids of one file after checking them.
   *
   * @param file one of the files, mapped
   * @throws UserException if an id is not below the vocabulary size
   */
  void read(PackedFile file, long first, int count, int[] into, int offset) {
    file.read(first, count, into, offset);
    for (int i = 0; i < count; i++) {
      if (into[offset + i] >= vocabSize) {
        throw new UserException(
            "%s holds token id %d (byte %d) but the tokenizer has %d ids: name the tokenizer that the shards were packed with"
                .formatted(file.path(), into[offset + i], file.byteOf(first + i), vocabSize));
      }
    }
  }

  /**
   * Reads the whole first file, so that a tokenizer that does not fit is noticed before training.
   *
   * @throws UserException if an id is not below the vocabulary size
   */
  void checkFirstChunk() {
    PackedFile file = PackedFile.open(files.get(0));
    int[] ids = new int[1 << 16];
    for (long at = 0; at < file.length(); at += ids.length) {
      read(file, at, (int) Math.min(ids.length, file.length() - at), ids, 0);
    }
  }
}
