package org.smdm.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.smdm.config.DataConfig;
import org.smdm.data.packed.PrepareManifest;
import org.smdm.data.text.SotuCorpus;
import org.smdm.io.UserException;

/** How a run reads the data that one names by a word or a path. */
final class DataSource {

  /** Where the paper's packed data is expected. */
  static final String PACKED_FOLDER = "data/slim_star_combined";

  private static final String PACKED_TOKENIZER = "data/llama-2/tokenizer.json";

  /** The embedded speeches. */
  static final String SPEECHES = "sotu";

  /** The tokenizer that needs no file. */
  static final String BYTES = "bytes";

  /** The reference shuffles the blocks of so many shards together. */
  private static final int WINDOW_FILES = 8;

  private static final double VALIDATION_FRACTION = 0.05;

  private DataSource() {}

  /**
   * Finds out what a source is.
   *
   * @param source {@value #SPEECHES}, also with years as {@code sotu:1790-1989}, a text or JSONL
   *     file, a folder of them, or of packed shards
   * @param tokenizer its name or path; null for the source's own
   */
  static DataConfig of(String source, String tokenizer) {
    String reads = tokenizer != null ? tokenizer : BYTES;
    if (SotuCorpus.isNamed(source)) {
      return new DataConfig.Text(source, reads, VALIDATION_FRACTION);
    }
    Optional<PrepareManifest> prepared = PrepareManifest.in(Path.of(source));
    if (prepared.isPresent()) {
      String own = prepared.get().tokenizer();
      return prepared(source, tokenizer != null ? tokenizer : own, prepared.get());
    }
    if (source.equals(PACKED_FOLDER) || holdsShards(Path.of(source))) {
      return new DataConfig.Packed(
          source,
          tokenizer != null ? tokenizer : PACKED_TOKENIZER,
          List.of(
              new DataConfig.WeightedPrefix("train_slim", 1),
              new DataConfig.WeightedPrefix("train_star", 0)),
          "validation",
          WINDOW_FILES);
    }
    return new DataConfig.Text(source, reads, VALIDATION_FRACTION);
  }

  /** A prepared folder: all sources by their weights, and the documents held back. */
  private static DataConfig prepared(String folder, String tokenizer, PrepareManifest prepared) {
    List<DataConfig.WeightedPrefix> train = new ArrayList<>();
    int fewest = WINDOW_FILES;
    for (PrepareManifest.Source source : prepared.sources()) {
      train.add(new DataConfig.WeightedPrefix(source.shards().prefix() + "_", source.weight()));
      fewest = Math.min(fewest, source.shards().files().size());
    }
    if (prepared.validation().files().isEmpty()) {
      throw new UserException(
          folder
              + " has no validation shards: prepare it with a --validation-fraction above 0, or"
              + " name other shards in a config");
    }
    return new DataConfig.Packed(folder, tokenizer, train, prepared.validation().prefix(), fewest);
  }

  /** Tells a folder of packed shards from a folder of text. */
  private static boolean holdsShards(Path folder) {
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
}
