package org.smdm.data.prepare;

import java.util.List;
import org.smdm.config.PrepareConfig;

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
      String name, double weight, Counts counts, List<Input> files, ShardSet shards) {}

  /**
   * Shards of one prefix.
   *
   * @param prefix of their names
   * @param tokensLeftOut tokens behind the last full shard, which were left out
   * @param files name, size and SHA-256 of each
   */
  public record ShardSet(String prefix, int tokensLeftOut, List<Input> files) {}
}
