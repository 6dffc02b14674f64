package org.smdm.data.packed;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.config.ModelConfig;
import org.smdm.io.UserException;
import org.smdm.tensor.RandomStreams;

/**
 * Shuffled training blocks of a token sequence held in memory; safe for use by several threads.
 *
 * <p>The sequence is read as a ring. Every epoch starts cutting at an offset of its own in {@code
 * [0, blockLength)}, from the stream ("epoch-offset", epoch), so that block borders fall elsewhere
 * each time, and visits its blocks in a permutation of its own, from ("epoch-order", epoch). One
 * epoch reads no token twice and leaves out at most {@code blockLength - 1} tokens, before its
 * offset.
 */
public final class TokenBlocks implements BlockSource {

  private final TokenSequence sequence;
  private final int blockLength;
  private final RandomStreams streams;
  private final int blocks;
  private volatile Epoch cached;

  /**
   * Cuts a sequence.
   *
   * @param sequence the training tokens
   * @param blockLength tokens per block, at least 1
   * @param streams the run's random streams
   * @throws UserException if the sequence is shorter than a block
   */
  public TokenBlocks(TokenSequence sequence, int blockLength, RandomStreams streams) {
    this.sequence = sequence;
    this.blockLength = blockLength;
    this.streams = streams;
    this.blocks = sequence.wholeBlocks(blockLength);
    this.cached = epoch(0);
  }

  /**
   * Blocks of drawn tokens, to time steps with.
   *
   * @param shape of the model that is to read them
   * @param blocks how many
   * @param streams of the run
   * @param draw name of the stream that the tokens are drawn from
   */
  public static TokenBlocks random(
      ModelConfig shape, int blocks, RandomStreams streams, String draw) {
    UniformRandomProvider random = streams.stream(draw);
    int[] ids = new int[blocks * (shape.blockSize() + 1)];
    Arrays.setAll(ids, i -> random.nextInt(shape.vocabSize()));
    return new TokenBlocks(
        TokenSequence.of(ids, shape.vocabSize(), ids.length), shape.blockSize() + 1, streams);
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
    long number = sequenceNumber / blocks;
    Epoch epoch = cached;
    if (epoch.number != number) {
      // Threads that race here make equal epochs: whichever stays is right.
      epoch = epoch(number);
      cached = epoch;
    }
    int block = epoch.order[(int) (sequenceNumber % blocks)];
    long start = ((long) block * blockLength + epoch.offset) % sequence.length();
    sequence.readCircular((int) start, blockLength, into, offset);
  }

  private Epoch epoch(long number) {
    int offset = streams.stream("epoch-offset", number).nextInt(blockLength);
    UniformRandomProvider random = streams.stream("epoch-order", number);
    int[] order = new int[blocks];
    for (int i = 1; i < blocks; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return new Epoch(number, offset, order);
  }

  private record Epoch(long number, int offset, int[] order) {}
}
