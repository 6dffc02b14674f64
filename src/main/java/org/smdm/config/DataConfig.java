package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** Where the tokens come from. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = DataConfig.Text.class, name = "text"),
  @JsonSubTypes.Type(value = DataConfig.Packed.class, name = "packed")
})
public sealed interface DataConfig {

  /** {@code bytes}, a {@code tokenizer.json}, or a folder that holds one. */
  String tokenizer();

  /**
   * Text that is tokenized when the run starts and split by document.
   *
   * @param corpus {@code sotu} (the embedded speeches), or a path: text file, JSONL or a folder
   * @param tokenizer {@code bytes} or the path of a HuggingFace tokenizer
   * @param validationFraction share of the documents held back for validation
   */
  record Text(String corpus, String tokenizer, double validationFraction) implements DataConfig {

    /** Validates the ranges. */
    public Text {
      Check.present("corpus", corpus);
      Check.present("tokenizer", tokenizer);
      if (!(validationFraction > 0 && validationFraction < 1)) {
        throw new UserException(
            "validationFraction is " + validationFraction + ": write a number between 0 and 1");
      }
    }
  }

  /**
   * TinyLlama's packed shards, read in the reference's order.
   *
   * @param folder holds the {@code .bin} files
   * @param tokenizer what they were packed with
   * @param train prefixes of training shards and their weights
   * @param validationPrefix prefix of the validation shards
   * @param windowFiles training shards shuffled together (the reference's {@code n_chunks})
   */
  record Packed(
      String folder,
      String tokenizer,
      List<WeightedPrefix> train,
      String validationPrefix,
      int windowFiles)
      implements DataConfig {

    /** Validates the ranges. */
    public Packed {
      Check.present("folder", folder);
      Check.present("tokenizer", tokenizer);
      Check.present("validationPrefix", validationPrefix);
      Check.atLeast("windowFiles", windowFiles, 1);
      if (train == null || train.isEmpty()) {
        throw new UserException("train is empty: name at least one prefix of training shards");
      }
      train = List.copyOf(train);
    }
  }

  /**
   * Shards whose names begin alike, and how often a block is taken from them.
   *
   * @param prefix beginning of the file names
   * @param weight relative probability
   */
  record WeightedPrefix(String prefix, double weight) {

    /** Validates the ranges. */
    public WeightedPrefix {
      Check.present("prefix", prefix);
      Check.notNegative("weight", weight);
    }
  }
}
