package org.smdm.data.packed;

import java.util.List;
import org.smdm.data.text.Document;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.io.UserException;

/**
 * Validation blocks of a token sequence held in memory: whole, not overlapping, in reading order
 * and the same in every epoch; the last {@code length mod blockLength} tokens are left out. Safe
 * for use by several threads.
 */
public final class SequentialBlocks implements BlockSource {

  private final TokenSequence sequence;
  private final int blockLength;
  private final int blocks;

  /**
   * Cuts a sequence.
   *
   * @param sequence the validation tokens
   * @param blockLength tokens per block, at least 1
   * @throws UserException if the sequence is shorter than a block
   */
  public SequentialBlocks(TokenSequence sequence, int blockLength) {
    this.sequence = sequence;
    this.blockLength = blockLength;
    this.blocks = sequence.wholeBlocks(blockLength);
  }

  /**
   * Tokenizes documents and cuts their tokens.
   *
   * @param documents the validation documents
   * @param blockLength tokens per block, at least 1
   * @throws UserException if the tokens are fewer than a block or more than memory is meant to hold
   */
  public static SequentialBlocks of(
      Tokenizer tokenizer, List<Document> documents, int blockLength) {
    return new SequentialBlocks(TokenSequence.of(tokenizer, documents), blockLength);
  }

  /** All the tokens that the blocks are cut from, with their number and fingerprint. */
  public TokenSequence sequence() {
    return sequence;
  }

  @Override
  public int blockLength() {
    return blockLength;
  }

  @Override
  public long blocksPerEpoch() {
    return blocks;
  }

  @Override
  public void read(long sequenceNumber, int[] into, int offset) {
    if (sequenceNumber < 0) {
      throw new IndexOutOfBoundsException("block " + sequenceNumber);
    }
    int block = (int) (sequenceNumber % blocks);
    sequence.readCircular(block * blockLength, blockLength, into, offset);
  }
}
