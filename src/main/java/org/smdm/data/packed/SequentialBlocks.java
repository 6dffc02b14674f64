package org.smdm.data.packed;

import org.smdm.io.UserException;

/**
 * Validation blocks of a token sequence held in memory: whole, not overlapping, in reading order
 * and the same in every epoch; the last {@code length mod blockLength} tokens are left out. Safe
 * for use by several threads.
 *
 * @param sequence the validation tokens
 * @param blockLength tokens per block, at least 1
 */
public record SequentialBlocks(TokenSequence sequence, int blockLength) implements BlockSource {

  /**
   * Checks that there is a block.
   *
   * @throws UserException if the sequence is shorter than a block
   */
  public SequentialBlocks {
    sequence.wholeBlocks(blockLength);
  }

  @Override
  public long blocksPerEpoch() {
    return sequence.wholeBlocks(blockLength);
  }

  @Override
  public void read(long number, int[] into, int offset) {
    if (number < 0) {
      throw new IndexOutOfBoundsException("block " + number);
    }
    int block = (int) (number % blocksPerEpoch());
    sequence.readCircular(block * blockLength, blockLength, into, offset);
  }
}
