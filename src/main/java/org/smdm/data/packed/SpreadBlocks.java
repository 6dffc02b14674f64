package org.smdm.data.packed;

import java.util.stream.LongStream;
import org.smdm.data.tokenizer.Tokenizer;

/**
 * A few blocks of a source, evenly spaced over its first pass: a small sample that is not all from
 * the beginning, where the oldest documents are.
 */
public final class SpreadBlocks implements BlockSource {

  private final BlockSource source;
  private final long count;

  /**
   * @param source where the blocks come from
   * @param count how many; all where the source has fewer
   */
  public SpreadBlocks(BlockSource source, long count) {
    this.source = source;
    this.count = Math.min(count, source.blocksPerEpoch());
  }

  @Override
  public int blockLength() {
    return source.blockLength();
  }

  @Override
  public long blocksPerEpoch() {
    return count;
  }

  @Override
  public void read(long sequence, int[] into, int offset) {
    source.read(number(sequence % count), into, offset);
  }

  private long number(long within) {
    return (long) ((double) within / count * source.blocksPerEpoch());
  }

  /**
   * Which document each token of the blocks is of.
   *
   * @param tokenizer that made the tokens
   */
  public BlockDocuments documents(Tokenizer tokenizer) {
    long[] numbers = LongStream.range(0, count).map(this::number).toArray();
    return BlockDocuments.of(source, numbers, tokenizer);
  }
}
