package org.smdm.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.smdm.config.DataConfig;
import org.smdm.config.UserException;

/** A folder of packed shards, read as the reference's {@code create_dataloader} reads it. */
public final class PackedFolder {

  private PackedFolder() {}

  /**
   * Whether a path is a folder with packed shards in it.
   *
   * @param folder any path
   */
  public static boolean is(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.getFileName().toString().endsWith(".bin"));
    } catch (IOException e) {
      throw new UserException(
          folder + " cannot be read (" + e.getMessage() + "): give a readable folder", e);
    }
  }

  /**
   * The training mixture of a folder; prefixes of weight 0 are never drawn and may be missing.
   *
   * @param folder holds the shards
   * @param prefixes beginnings of the shards' names, with weights
   * @param windowFiles shards shuffled together
   * @param blockLength tokens per block
   * @param seed of file order, permutations and choices
   */
  static BlockSource train(
      Path folder,
      List<DataConfig.WeightedPrefix> prefixes,
      int windowFiles,
      int blockLength,
      long seed) {
    List<PackedBlocks> sources = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    for (DataConfig.WeightedPrefix prefix : prefixes) {
      if (prefix.weight() > 0 || !sorted(folder, prefix.prefix()).isEmpty()) {
        sources.add(
            new PackedBlocks(
                shuffled(folder, prefix.prefix(), seed), windowFiles, blockLength, true, seed));
        weights.add(prefix.weight());
      }
    }
    return new MixedBlocks(
        sources, weights.stream().mapToDouble(Double::doubleValue).toArray(), seed);
  }

  /** The validation blocks of a folder: file by file, not permuted. */
  static BlockSource validation(Path folder, String prefix, int blockLength, long seed) {
    return new PackedBlocks(shuffled(folder, prefix, seed), 1, blockLength, false, seed);
  }

  /**
   * SHA-256 of names, sizes and headers of all shards and of the tokens of the first: cheap for
   * terabytes, and enough to notice other data.
   */
  static String fingerprint(Path folder) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      List<Path> files = sorted(folder, "");
      for (Path path : files) {
        digest.update(PackedFile.open(path).identity());
      }
      PackedFile first = PackedFile.open(files.get(0));
      int[] tokens = new int[first.tokens()];
      first.read(0, tokens.length, tokens, 0);
      for (int token : tokens) {
        digest.update(
            new byte[] {
              (byte) token, (byte) (token >> 8), (byte) (token >> 16), (byte) (token >> 24)
            });
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Refuses shards that hold ids the tokenizer does not have; looks at one shard per prefix. */
  static void checkVocabulary(Path folder, String prefix, Tokenizer tokenizer) {
    PackedFile first = PackedFile.open(existing(folder, prefix).get(0));
    int[] tokens = new int[first.tokens()];
    first.read(0, tokens.length, tokens, 0);
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] >= tokenizer.vocabSize()) {
        throw new UserException(
            "%s holds the id %d at token %d but tokenizer %s has only %d ids: give the tokenizer that it was packed with"
                .formatted(first.path(), tokens[i], i, tokenizer.name(), tokenizer.vocabSize()));
      }
    }
  }

  private static List<Path> shuffled(Path folder, String prefix, long seed) {
    return PackedBlocks.shuffledFiles(existing(folder, prefix), seed);
  }

  private static List<Path> existing(Path folder, String prefix) {
    List<Path> files = sorted(folder, prefix);
    if (files.isEmpty()) {
      throw new UserException(
          "%s holds no shard named %s*.bin: give the folder of packed data or another prefix"
              .formatted(folder, prefix));
    }
    return files;
  }

  private static List<Path> sorted(Path folder, String prefix) {
    if (!Files.isDirectory(folder)) {
      throw new UserException(
          folder + " is no folder: give the folder of packed .bin shards with --data");
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .filter(file -> file.getFileName().toString().endsWith(".bin"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UserException(
          folder + " cannot be read (" + e.getMessage() + "): give a readable folder", e);
    }
  }
}
