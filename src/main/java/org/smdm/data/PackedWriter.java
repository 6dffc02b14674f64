package org.smdm.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import org.smdm.config.AtomicFile;

/**
 * Writes documents as packed shards {@code PREFIX_NNNNNNNNNN.bin} of one size (TinyLlama's {@code
 * PackedDatasetBuilder}). The caller puts separators between documents; {@link #close} pads the
 * last shard with them. Each shard appears whole or not at all.
 */
public final class PackedWriter implements AutoCloseable {

  /** Vocabularies below this fit 16 bits; the reference's bound. */
  private static final int SIXTEEN_BITS = 65_500;

  private final Path folder;
  private final String prefix;
  private final int separator;
  private final PackedFile.Type type;
  private final int[] chunk;
  private int used;
  private int shards;

  /**
   * @param folder where the shards go
   * @param prefix beginning of their names
   * @param chunkTokens tokens per shard
   * @param separator id that pads the last shard
   * @param vocabSize decides between 16 and 32 bits per token
   */
  public PackedWriter(Path folder, String prefix, int chunkTokens, int separator, int vocabSize) {
    if (chunkTokens < 1) {
      throw new IllegalArgumentException("a shard holds at least one token, not " + chunkTokens);
    }
    this.folder = folder;
    this.prefix = prefix;
    this.separator = separator;
    this.type = vocabSize < SIXTEEN_BITS ? PackedFile.Type.U16 : PackedFile.Type.I32;
    this.chunk = new int[chunkTokens];
  }

  /**
   * Appends tokens; a document may span shards.
   *
   * @param ids token ids
   */
  public void add(int... ids) {
    for (int from = 0; from < ids.length; ) {
      if (used == chunk.length) {
        writeShard();
      }
      int count = Math.min(chunk.length - used, ids.length - from);
      System.arraycopy(ids, from, chunk, used, count);
      used += count;
      from += count;
    }
  }

  /** Number of shards written so far. */
  public int shards() {
    return shards;
  }

  /** Writes the last shard, padded. */
  @Override
  public void close() {
    writeShard();
  }

  private void writeShard() {
    Arrays.fill(chunk, used, chunk.length, separator);
    ByteBuffer body = ByteBuffer.allocate(chunk.length * type.bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int token : chunk) {
      if (type == PackedFile.Type.U16) {
        body.putChar((char) token);
      } else {
        body.putInt(token);
      }
    }
    Path path = folder.resolve("%s_%010d.bin".formatted(prefix, shards));
    AtomicFile.write(
        path,
        out -> {
          out.write(PackedFile.header(type, chunk.length).array());
          out.write(body.array());
        });
    shards++;
    used = 0;
  }
}
