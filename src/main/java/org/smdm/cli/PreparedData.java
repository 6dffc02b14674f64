package org.smdm.cli;

import java.util.ArrayList;
import java.util.List;
import org.smdm.config.DataConfig;
import org.smdm.config.UserException;
import org.smdm.data.PrepareManifest;

/** How a run reads a folder that {@code prepare} made. */
final class PreparedData {

  /** The reference shuffles the blocks of so many shards together. */
  private static final int WINDOW_FILES = 8;

  private PreparedData() {}

  /** All sources by their weights, and the documents held back. */
  static DataConfig config(String folder, String tokenizer, PrepareManifest prepared) {
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
}
