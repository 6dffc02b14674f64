package org.smdm.data.packed;

/**
 * Fixed-length blocks of token ids in an order that depends on nothing but the source and its seed.
 *
 * <p>Blocks are addressed by their number in the endless sequence over all epochs, so a run can
 * resume anywhere and ranks can share a sequence without talking to each other.
 */
public interface BlockSource {

  /** Tokens per block: the model's block size + 1. */
  int blockLength();

  /** Number of different blocks in one pass over the data; at least 1. */
  long blocksPerEpoch();

  /**
   * Copies one block.
   *
   * @param sequence the block's number over all epochs, from 0
   * @param into receives {@link #blockLength()} ids
   * @param offset where in {@code into} the first id goes
   */
  void read(long sequence, int[] into, int offset);
}
