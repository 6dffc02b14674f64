package org.smdm.data.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.smdm.config.PrepareConfig;
import org.smdm.data.packed.PackedWriter;
import org.smdm.data.packed.PrepareManifest;
import org.smdm.io.UserException;

/** The shards being written: a set for each source, and the validation set behind them. */
final class ShardSets {

  private final PrepareConfig config;
  private final List<PackedWriter> writers = new ArrayList<>();
  private final List<Long> tokens = new ArrayList<>();
  private final List<Long> textBytes = new ArrayList<>();

  /**
   * Begins the sets, or goes on with them.
   *
   * @param last state of what was written before, if anything was
   * @throws UserException when shards are in the way, or missing
   */
  ShardSets(
      PrepareConfig config,
      Path out,
      int chunkTokens,
      int separator,
      int vocabSize,
      Optional<PrepareState> last) {
    this.config = config;
    List<int[]> rests = last.map(state -> state.rests(out)).orElse(List.of());
    for (int i = 0; i <= config.sources().size(); i++) {
      if (last.isEmpty()) {
        writers.add(new PackedWriter(out, prefix(i), chunkTokens, separator, vocabSize));
        tokens.add(0L);
        textBytes.add(0L);
      } else {
        PrepareState.ShardSet set = last.get().sets().get(i);
        writers.add(
            PackedWriter.resumed(
                out, prefix(i), chunkTokens, separator, vocabSize, set.shards(), rests.get(i)));
        tokens.add(set.tokens());
        textBytes.add(set.textBytes());
      }
    }
  }

  /** Prefix of a source's training shards, or behind them that of the validation shards. */
  private String prefix(int set) {
    return set < config.sources().size()
        ? "train_" + config.sources().get(set).name()
        : "validation";
  }

  void add(int source, DocumentTokenizer.Kept document) {
    int set = document.isHeldBack() ? config.sources().size() : source;
    writers.get(set).add(document.ids());
    tokens.set(set, tokens.get(set) + document.ids().length);
    textBytes.set(set, textBytes.get(set) + document.textBytes());
  }

  /** What to save of each set. */
  List<PrepareState.ShardSet> states() {
    List<PrepareState.ShardSet> states = new ArrayList<>();
    for (int i = 0; i < writers.size(); i++) {
      states.add(
          new PrepareState.ShardSet(writers.get(i).shards(), tokens.get(i), textBytes.get(i)));
    }
    return states;
  }

  /** Tokens of the shards begun, which are not written yet. */
  List<int[]> rests() {
    return writers.stream().map(PackedWriter::rest).toList();
  }

  /**
   * Ends all sets. What is behind the last full shard of each is left out; a set that is smaller
   * than a shard is one short shard.
   */
  List<PrepareManifest.ShardSet> finish() {
    for (int i = 0; i < writers.size(); i++) {
      boolean wanted = i < config.sources().size() || config.validationFraction() > 0;
      if (wanted && tokens.get(i) == 0) {
        throw new UserException(
            "no document is left for %s: give more of them, or another --validation-fraction with --restart"
                .formatted(prefix(i)));
      }
    }
    List<PrepareManifest.ShardSet> sets = new ArrayList<>();
    for (int i = 0; i < writers.size(); i++) {
      sets.add(finish(i));
    }
    return sets;
  }

  private PrepareManifest.ShardSet finish(int set) {
    PackedWriter writer = writers.get(set);
    int rest = writer.rest().length;
    int before = writer.shards();
    List<Path> shards = writer.finishUnpadded();
    int leftOut = shards.size() > before ? 0 : rest;
    List<PrepareManifest.Input> inputs = new ArrayList<>();
    for (Path shard : shards) {
      try (HashedInput bytes = HashedInput.uncompressed(shard)) {
        inputs.add(
            new PrepareManifest.Input(
                shard.getFileName().toString(), Files.size(shard), bytes.sha256()));
      } catch (IOException e) {
        throw new UserException(
            shard + " cannot be read back (" + e.getMessage() + "): check the disk", e);
      }
    }
    return new PrepareManifest.ShardSet(
        prefix(set), tokens.get(set), textBytes.get(set), leftOut, inputs);
  }
}
