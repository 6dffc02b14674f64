package org.smdm.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.smdm.config.UserException;

/**
 * Blocks of packed shards in the order of the reference's {@code PackedDataset}: a window of shards
 * is taken after the other, wrapping around when too few are left for another; the blocks of a
 * window are permuted by one generator that goes on from window to window. Blocks of nothing but
 * padding are given out like any other, as there. Safe for several threads.
 */
public final class PackedBlocks implements BlockSource {

  private final List<PackedFile> files;
  private final int windowFiles;
  private final int blockLength;
  private final int blocksPerFile;
  private final boolean shuffled;

  /** State of the generator before the permutation of each window visited so far. */
  private final List<NumpyGenerator> states = new ArrayList<>();

  private long cachedWindow = -1;
  private int[] cachedOrder;

  /**
   * @param paths the shards, in reading order
   * @param windowFiles shards shuffled together (the reference's {@code n_chunks})
   * @param blockLength tokens per block
   * @param shuffled whether the blocks of a window are permuted
   * @param seed of the permutations
   * @throws UserException when a shard is damaged, differs from the first, or they are too few
   */
  public PackedBlocks(
      List<Path> paths, int windowFiles, int blockLength, boolean shuffled, long seed) {
    if (windowFiles > paths.size()) {
      throw new UserException(
          "windowFiles is %d but there are only %d shards: write at most that"
              .formatted(windowFiles, paths.size()));
    }
    this.files = paths.stream().map(PackedFile::open).toList();
    this.windowFiles = windowFiles;
    this.blockLength = blockLength;
    this.shuffled = shuffled;
    PackedFile first = files.get(0);
    for (PackedFile file : files) {
      if (file.tokens() != first.tokens() || file.type() != first.type()) {
        throw new UserException(
            "%s and %s have different sizes or types: pack the data in one go"
                .formatted(first.path(), file.path()));
      }
    }
    this.blocksPerFile = first.tokens() / blockLength;
    if (blocksPerFile == 0) {
      throw new UserException(
          "blocks of %d tokens do not fit shards of %d (%s): lower blockSize or pack larger shards"
              .formatted(blockLength, first.tokens(), first.path()));
    }
    states.add(new NumpyGenerator(seed));
  }

  /**
   * The shards that one rank reads: every {@code worldSize}-th, a remainder left out.
   *
   * @param paths all shards in order
   * @param rank from 0
   * @param worldSize number of ranks
   */
  public static List<Path> shard(List<Path> paths, int rank, int worldSize) {
    List<Path> own = new ArrayList<>();
    int used = paths.size() / worldSize * worldSize;
    for (int i = rank; i < used; i += worldSize) {
      own.add(paths.get(i));
    }
    return own;
  }

  /**
   * The order in which the reference reads files: sorted, then shuffled by Python's generator.
   *
   * @param sorted the files, sorted by name
   * @param seed of {@code random.seed}
   */
  public static List<Path> shuffledFiles(List<Path> sorted, long seed) {
    Path[] order = sorted.toArray(Path[]::new);
    new PythonRandom(seed).shuffle(order);
    return List.of(order);
  }

  /** The shards, in reading order. */
  List<PackedFile> files() {
    return files;
  }

  @Override
  public int blockLength() {
    return blockLength;
  }

  @Override
  public long blocksPerEpoch() {
    return (long) files.size() / windowFiles * windowFiles * blocksPerFile;
  }

  @Override
  public void read(long sequence, int[] into, int offset) {
    int perWindow = windowFiles * blocksPerFile;
    long window = sequence / perWindow;
    int within = (int) (sequence % perWindow);
    int block = shuffled ? order(window, perWindow)[within] : within;
    int windows = files.size() / windowFiles;
    int file = (int) (window % windows) * windowFiles + block / blocksPerFile;
    files.get(file).read(block % blocksPerFile * blockLength, blockLength, into, offset);
  }

  private synchronized int[] order(long window, int perWindow) {
    while (states.size() <= window) {
      NumpyGenerator next = states.get(states.size() - 1).copy();
      next.permutation(perWindow);
      states.add(next);
    }
    if (window != cachedWindow) {
      cachedOrder = states.get((int) window).copy().permutation(perWindow);
      cachedWindow = window;
    }
    return cachedOrder;
  }
}
