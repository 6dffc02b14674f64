package org.smdm.data.packed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.smdm.config.ConfigJson;
import org.smdm.config.PrepareConfig;
import org.smdm.data.text.DocumentCounts;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.io.UserException;

/**
 * {@code prepare.json}: what a folder of shards was made from, written when it is complete.
 *
 * @param config the options
 * @param smdm version of the program
 * @param tokenizer what it was called
 * @param tokenizerSha256 fingerprint of its vocabulary
 * @param vocabSize number of its ids
 * @param chunkTokens tokens per shard
 * @param sources what each gave
 * @param validation its shards
 * @param seconds of the last session
 * @param textMegabytesPerSecond of the last session
 * @param shareOfTokenizer that as a share of what the tokenizer alone does with as many threads
 */
public record PrepareManifest(
    PrepareConfig config,
    String smdm,
    String tokenizer,
    String tokenizerSha256,
    int vocabSize,
    int chunkTokens,
    List<Source> sources,
    ShardSet validation,
    double seconds,
    double textMegabytesPerSecond,
    double shareOfTokenizer) {

  /** Its name in the folder. */
  public static final String NAME = "prepare.json";

  /**
   * A file that was read.
   *
   * @param path as it was found
   * @param bytes its size
   * @param sha256 of its bytes
   */
  public record Input(String path, long bytes, String sha256) {}

  /**
   * What a source gave.
   *
   * @param name of the source
   * @param weight for training
   * @param counts of its documents
   * @param files read
   * @param shards of training tokens
   */
  public record Source(
      String name, double weight, DocumentCounts counts, List<Input> files, ShardSet shards) {}

  /**
   * Shards of one prefix.
   *
   * @param prefix of their names
   * @param tokens of its documents, separators included
   * @param textBytes of its documents in UTF-8
   * @param tokensLeftOut of these, behind the last full shard
   * @param files name, size and SHA-256 of each shard
   */
  public record ShardSet(
      String prefix, long tokens, long textBytes, int tokensLeftOut, List<Input> files) {

    /** Checks that the folder still has the shards, by their sizes. */
    void checkSizes(Path folder) {
      for (Input shard : files) {
        Path file = folder.resolve(shard.path());
        long bytes;
        try {
          bytes = Files.size(file);
        } catch (IOException e) {
          throw PackedHeader.unreadable(file, e);
        }
        if (bytes != shard.bytes()) {
          throw new UserException(
              "%s has %d bytes but had %d when it was prepared: put it back or prepare it again"
                  .formatted(file, bytes, shard.bytes()));
        }
      }
    }
  }

  /**
   * The manifest of a folder.
   *
   * @param folder of shards
   * @return empty where another program made the shards
   * @throws UserException when it cannot be read
   */
  public static Optional<PrepareManifest> in(Path folder) {
    Path file = folder.resolve(NAME);
    return Files.isRegularFile(file)
        ? Optional.of(ConfigJson.read(file, PrepareManifest.class))
        : Optional.empty();
  }

  /**
   * Checks that the folder is read with the tokenizer that it was prepared with and still has its
   * shards.
   *
   * @param folder of the shards
   * @param reader what they are read with
   * @throws UserException when it is not or does not
   */
  void check(Path folder, Tokenizer reader) {
    if (!reader.fingerprint().equals(tokenizerSha256)) {
      throw new UserException(
          "%s was prepared with tokenizer %s, whose vocabulary differs from that of %s: give --tokenizer %s or prepare the data again"
              .formatted(folder, tokenizer, reader.name(), tokenizer));
    }
    for (Source source : sources) {
      source.shards().checkSizes(folder);
    }
    validation.checkSizes(folder);
  }
}
