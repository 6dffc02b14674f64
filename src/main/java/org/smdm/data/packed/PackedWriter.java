package org.smdm.data.packed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.smdm.io.AtomicFile;
import org.smdm.io.UserException;

/**
 * Packs token ids into shards {@code PREFIX_0000000000.bin}, {@code PREFIX_0000000001.bin}, …, byte
 * for byte as TinyLlama's {@code PackedDatasetBuilder} does: all of one size, tokens run on from
 * one to the next, the last is filled up with the separator.
 *
 * <p>Every shard appears whole or not at all. Closing before {@link #finish()} takes the shards
 * away again, so that a failed packing does not pass for a small one. Not safe for use by several
 * threads.
 */
public final class PackedWriter implements AutoCloseable {

  private final Path folder;
  private final String prefix;
  private final int separator;
  private final int vocabSize;
  private final PackedHeader header;
  private final ByteBuffer chunk;
  private final List<Path> files = new ArrayList<>();
  private int filled;
  private boolean finished;

  /**
   * Begins a set of shards; nothing is written yet.
   *
   * @param folder where they go; made when missing
   * @param prefix beginning of their names
   * @param chunkTokens tokens per shard, at least 1; a multiple of block size + 1 wastes none
   * @param separator id that the last shard is filled up with
   * @param vocabSize number of ids there are; below 65500 they take 2 bytes each, else 4
   * @throws UserException when the folder has shards of that prefix already or a shard would exceed
   *     2 GiB
   */
  public PackedWriter(Path folder, String prefix, int chunkTokens, int separator, int vocabSize) {
    this(folder, prefix, chunkTokens, separator, vocabSize, List.of());
    refuseOldShards();
  }

  private PackedWriter(
      Path folder,
      String prefix,
      int chunkTokens,
      int separator,
      int vocabSize,
      List<Path> written) {
    this.folder = folder;
    this.prefix = prefix;
    this.vocabSize = vocabSize;
    this.separator = Objects.checkIndex(separator, vocabSize);
    PackedType type = PackedType.forVocabulary(vocabSize);
    long bytes = (long) chunkTokens * type.width();
    if (chunkTokens < 1 || bytes > Integer.MAX_VALUE - Long.BYTES) {
      throw new UserException(
          "shards of %d tokens cannot be written: choose a number from 1 to %d"
              .formatted(chunkTokens, (Integer.MAX_VALUE - Long.BYTES) / type.width()));
    }
    this.files.addAll(written);
    this.header = new PackedHeader(type, chunkTokens);
    this.chunk = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Goes on with a set of shards that was being written when the process ended.
   *
   * @param folder as before
   * @param prefix as before
   * @param chunkTokens as before
   * @param separator as before
   * @param vocabSize as before
   * @param shards full shards to keep; later ones are removed
   * @param rest tokens of the shard that was begun, as {@link #rest()} gave them
   * @throws UserException when a shard to keep is missing
   */
  public static PackedWriter resumed(
      Path folder,
      String prefix,
      int chunkTokens,
      int separator,
      int vocabSize,
      int shards,
      int[] rest) {
    List<Path> kept = new ArrayList<>();
    for (int i = 0; i < shards; i++) {
      Path file = shard(folder, prefix, i);
      if (!Files.isRegularFile(file)) {
        throw new UserException(file + " is missing: put it back, or begin again with --restart");
      }
      kept.add(file);
    }
    try {
      int i = shards;
      while (Files.deleteIfExists(shard(folder, prefix, i))) {
        i++;
      }
    } catch (IOException e) {
      throw PackedHeader.unreadable(folder, e);
    }
    PackedWriter writer = new PackedWriter(folder, prefix, chunkTokens, separator, vocabSize, kept);
    writer.add(rest);
    return writer;
  }

  private static Path shard(Path folder, String prefix, int number) {
    return folder.resolve("%s_%010d.bin".formatted(prefix, number));
  }

  /** Full shards written so far. */
  public int shards() {
    return files.size();
  }

  /** Tokens of the shard begun, which is not written yet. */
  public int[] rest() {
    int[] ids = new int[filled];
    for (int i = 0; i < filled; i++) {
      ids[i] = (int) header.type().get(chunk, i * header.type().width());
    }
    return ids;
  }

  /**
   * Ends the set without padding: before the shard begun, whose tokens are left out, or where it is
   * the only one, by a shard that is as short as its tokens.
   *
   * @return the shards in order
   * @throws UserException when a shard cannot be written
   */
  public List<Path> finishUnpadded() {
    if (!finished && filled > 0 && (files.isEmpty() || filled == header.tokens())) {
      write(new PackedHeader(header.type(), filled));
    }
    finished = true;
    return List.copyOf(files);
  }

  private void refuseOldShards() {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> old = Files.newDirectoryStream(folder, this::isShard)) {
      for (Path file : old) {
        throw new UserException(
            "%s is there already: remove the old shards or choose another prefix or folder"
                .formatted(file));
      }
    } catch (IOException e) {
      throw PackedHeader.unreadable(folder, e);
    }
  }

  private boolean isShard(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(prefix + "_") && name.substring(prefix.length()).matches("_\\d+\\.bin");
  }

  /**
   * Adds the tokens of a document; a separator between documents is for the caller to add.
   *
   * @param ids token ids, each in {@code [0, vocabSize)}
   * @throws UserException when a shard cannot be written
   * @throws IndexOutOfBoundsException if an id is out of range
   */
  public void add(int... ids) {
    if (finished) {
      throw new IllegalStateException("already finished");
    }
    for (int id : ids) {
      Objects.checkIndex(id, vocabSize);
      // A full shard waits for the next token: the last one may end exactly at its end.
      if (filled == header.tokens()) {
        writeChunk();
      }
      header.type().put(chunk, filled++ * header.type().width(), id);
    }
  }

  /**
   * Writes what is left, filled up with separators; a second call changes nothing.
   *
   * @return the shards in order; empty if no token was ever added, where the reference would write
   *     a shard of padding
   * @throws UserException when a shard cannot be written
   */
  public List<Path> finish() {
    if (!finished && filled > 0) {
      writeChunk();
    }
    finished = true;
    return List.copyOf(files);
  }

  private void writeChunk() {
    for (int i = filled; i < header.tokens(); i++) {
      header.type().put(chunk, i * header.type().width(), separator);
    }
    write(header);
  }

  private void write(PackedHeader head) {
    Path file = shard(folder, prefix, files.size());
    int bytes = (int) head.tokens() * head.type().width();
    AtomicFile.write(
        file,
        out -> {
          out.write(head.toBytes());
          out.write(chunk.array(), 0, bytes);
        });
    files.add(file);
    filled = 0;
  }

  /** Removes the shards written so far unless they were finished. */
  @Override
  public void close() {
    if (finished) {
      return;
    }
    finished = true;
    for (Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
