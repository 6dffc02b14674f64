package org.smdm.data.packed;

import java.util.List;
import org.smdm.io.UserException;

/**
 * Blocks of packed shards in the order of the reference's {@code PackedDataset}: windows of so many
 * files in turn, and within a window one permutation of all its blocks by numpy's generator. Safe
 * for use by several threads.
 *
 * <p>A block lies in one file; the {@code chunkTokens mod blockLength} tokens at a file's end are
 * left out. So are the {@code files mod windowFiles} files at the end of the list, in every epoch:
 * the reference begins anew where no whole window is left. The generator runs on over the epochs,
 * so that every epoch has permutations of its own. Blocks that consist of padding are given out
 * like any other.
 */
public final class PackedBlocks implements BlockSource {

  /** Generators kept to go back to; each is some 50 bytes. */
  private static final int KEPT_GENERATORS = 1024;

  /** Blocks in a window at most; their permutation then takes 1 GiB. */
  private static final long MAX_WINDOW_BLOCKS = 1L << 28;

  private final PackedShards shards;
  private final int windowFiles;
  private final int blockLength;
  private final long blocksPerFile;
  private final long blocksPerWindow;

  /** State before each window's permutation; null where the order is not shuffled. */
  private final ReplayedChain<NumpyGenerator> generators;

  private final LastTwo<Window> windows = new LastTwo<>(this::window);

  private PackedBlocks(PackedShards shards, int windowFiles, int blockLength, Long seed) {
    int files = shards.files().size();
    if (windowFiles < 1 || windowFiles > files) {
      throw new UserException(
          "windowFiles is %d but there are only %d shards like %s: write a number from 1 to %d"
              .formatted(windowFiles, files, shards.files().get(0), files));
    }
    if (blockLength < 1 || blockLength > shards.chunkTokens()) {
      throw new UserException(
          "a block of %d tokens (the model's block size + 1) does not fit into %s, which holds %d tokens: choose a smaller block size or pack larger shards"
              .formatted(blockLength, shards.files().get(0), shards.chunkTokens()));
    }
    this.shards = shards;
    this.windowFiles = windowFiles;
    this.blockLength = blockLength;
    this.blocksPerFile = shards.chunkTokens() / blockLength;
    this.blocksPerWindow = blocksPerFile * windowFiles;
    this.generators = seed == null ? null : generators(seed);
  }

  /**
   * Blocks shuffled within windows, as for training.
   *
   * @param shards the files in their order
   * @param windowFiles files per window (the reference's {@code n_chunks}), at least 1
   * @param blockLength tokens per block, at least 1
   * @param seed of numpy's {@code default_rng}, at least 0
   * @throws UserException when there are fewer files than a window has, a block exceeds a file or a
   *     window has more than 2<sup>28</sup> blocks
   */
  public static PackedBlocks shuffled(
      PackedShards shards, int windowFiles, int blockLength, long seed) {
    return new PackedBlocks(shards, windowFiles, blockLength, seed);
  }

  /**
   * Blocks in reading order, file by file, as for validation.
   *
   * @param shards the files in their order
   * @param blockLength tokens per block, at least 1
   * @throws UserException when a block exceeds a file
   */
  public static PackedBlocks inOrder(PackedShards shards, int blockLength) {
    return new PackedBlocks(shards, 1, blockLength, null);
  }

  private ReplayedChain<NumpyGenerator> generators(long seed) {
    if (blocksPerWindow > MAX_WINDOW_BLOCKS) {
      throw new UserException(
          "%d shards like %s hold %d blocks, more than the %d that are shuffled together: write a smaller windowFiles"
              .formatted(windowFiles, shards.files().get(0), blocksPerWindow, MAX_WINDOW_BLOCKS));
    }
    return new ReplayedChain<>(
        NumpyGenerator.seeded(seed),
        generator -> {
          NumpyGenerator after = generator.copy();
          // How much a permutation draws depends on what it draws, so it has to be made.
          after.permutation((int) blocksPerWindow);
          return after;
        },
        KEPT_GENERATORS);
  }

  @Override
  public int blockLength() {
    return blockLength;
  }

  @Override
  public long blocksPerEpoch() {
    return windowsPerEpoch() * blocksPerWindow;
  }

  private int windowsPerEpoch() {
    return shards.files().size() / windowFiles;
  }

  @Override
  public void read(long sequence, int[] into, int offset) {
    if (sequence < 0) {
      throw new IndexOutOfBoundsException("block " + sequence);
    }
    Window window = windows.get(sequence / blocksPerWindow);
    long block = sequence % blocksPerWindow;
    if (window.order != null) {
      block = window.order[(int) block];
    }
    PackedFile file = window.files.get((int) (block / blocksPerFile));
    shards.read(file, block % blocksPerFile * blockLength, blockLength, into, offset);
  }

  private Window window(long number) {
    int first = (int) (number % windowsPerEpoch()) * windowFiles;
    List<PackedFile> files =
        shards.files().subList(first, first + windowFiles).stream().map(PackedFile::open).toList();
    if (generators == null) {
      return new Window(files, null);
    }
    return new Window(files, generators.at(number).copy().permutation((int) blocksPerWindow));
  }

  private static final class Window {
    final List<PackedFile> files;
    final int[] order;

    Window(List<PackedFile> files, int[] order) {
      this.files = files;
      this.order = order;
    }
  }
}
