package org.smdm.data.packed;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smdm.config.DataConfig;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.io.UserException;

/**
 * Packed shards as the data of a run, in the order in which the reference's {@code
 * create_dataloader} (pretrain/train_mdm.py) reads them on one device.
 */
final class PackedData {

  private PackedData() {}

  /**
   * Opens the shards. Training mixes the prefixes by weight, each with its files shuffled and its
   * blocks shuffled within windows; validation reads its files, in shuffled order too, from end to
   * end. One seed does all of it. Prefixes of weight 0 are never drawn and need no files.
   *
   * @param config where the shards are
   * @param tokenizer what they must have been packed with
   * @param blockLength tokens per block
   * @param seed of the order, at least 0
   * @throws UserException when shards are missing, damaged, too few, too short or hold ids that the
   *     tokenizer does not have, or when the seed is negative
   */
  static TrainingData open(
      DataConfig.Packed config, Tokenizer tokenizer, int blockLength, long seed) {
    if (seed < 0) {
      throw new UserException(
          "seed is %d, but the shuffling of packed shards knows no negative seeds: write 0 or more"
              .formatted(seed));
    }
    Path folder = folder(config.folder());
    Optional<PrepareManifest> manifest = PrepareManifest.in(folder);
    manifest.ifPresent(prepared -> prepared.check(folder, tokenizer));
    List<List<Path>> files = new ArrayList<>();
    List<BlockSource> sources = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    for (DataConfig.WeightedPrefix prefix : config.train()) {
      if (prefix.weight() > 0) {
        PackedShards shards = shards(folder, prefix.prefix(), tokenizer);
        files.add(shards.files());
        weights.add(prefix.weight());
        // Fewer shards than a window are one window: small preparations have few.
        int windowFiles = Math.min(config.windowFiles(), shards.files().size());
        sources.add(PackedBlocks.shuffled(shards.shuffled(seed), windowFiles, blockLength, seed));
      }
    }
    if (sources.isEmpty()) {
      throw new UserException(
          "the weights of all training prefixes are 0: write a weight above 0 for at least one");
    }
    PackedShards validation = shards(folder, config.validationPrefix(), tokenizer);
    files.add(validation.files());
    return new TrainingData(
        tokenizer,
        new MixedBlocks(sources, weights.stream().mapToDouble(Double::doubleValue).toArray(), seed),
        PackedBlocks.inOrder(validation.shuffled(seed), blockLength),
        manifest.map(prepared -> bytesPerToken(prepared, config)).orElse(Double.NaN),
        PackedFingerprint.of(files)
            + PackedContent.of(
                folder, files.stream().flatMap(List::stream).toList(), manifest.orElse(null)));
  }

  private static double bytesPerToken(PrepareManifest prepared, DataConfig.Packed config) {
    PrepareManifest.ShardSet set = prepared.validation();
    return config.validationPrefix().equals(set.prefix())
        ? (double) set.textBytes() / set.tokens()
        : Double.NaN;
  }

  private static PackedShards shards(Path folder, String prefix, Tokenizer tokenizer) {
    PackedShards shards = PackedShards.inFolder(folder, prefix, tokenizer.vocabSize());
    shards.checkFirstChunk();
    return shards;
  }

  private static Path folder(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new UserException(
          "the folder of packed shards has a character that paths cannot have (%s): correct it"
              .formatted(e.getReason()),
          e);
    }
  }
}
