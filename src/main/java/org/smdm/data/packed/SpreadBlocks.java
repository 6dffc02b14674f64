package org.smdm.data.packed;

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
    long within = sequence % count;
    source.read((long) ((double) within / count * source.blocksPerEpoch()), into, offset);
  }
}
