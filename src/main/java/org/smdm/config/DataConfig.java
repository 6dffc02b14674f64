package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.smdm.io.Check;
import org.smdm.io.UserException;

/** Where the tokens come from. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = DataConfig.Text.class, name = "text"),
  @JsonSubTypes.Type(value = DataConfig.Packed.class, name = "packed"),
  @JsonSubTypes.Type(value = DataConfig.Examples.class, name = "examples")
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
   * @param windowFiles training shards shuffled together (the reference's {@code n_chunks}); all
   *     where there are fewer
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
   * Prompts with their answers, for supervised fine-tuning (reference {@code sft/}).
   *
   * @param task what the file looks like
   * @param file the examples
   * @param tokenizer {@code bytes} or the path of a HuggingFace tokenizer
   * @param start weights to begin with; null draws them
   * @param format how prompt and answer become one sequence
   * @param length most tokens of a sequence, its end of text included; longer answers are cut
   * @param isFixedLength whether every sequence is padded to {@code length}; otherwise to the
   *     longest of its batch
   * @param learnsPrompts whether prompts count as answers do; otherwise they are never masked and
   *     never in the loss
   * @param promptDropout probability per batch that an MDM sees masks in the place of all prompts,
   *     as standard classifier-free guidance needs (the reference's {@code --cfg}); 0 never
   * @param validationFraction share of the file's entries that is held back; 0 holds back none and
   *     validates on what is learnt
   */
  record Examples(
      ExampleTask task,
      String file,
      String tokenizer,
      StartConfig start,
      SegmentFormat format,
      int length,
      @JsonProperty("isFixedLength") boolean isFixedLength,
      boolean learnsPrompts,
      double promptDropout,
      double validationFraction)
      implements DataConfig {

    /** Validates the ranges. */
    public Examples {
      Check.present("task", task);
      Check.present("file", file);
      Check.present("tokenizer", tokenizer);
      Check.present("format", format);
      Check.atLeast("length", length, 2);
      if (!(promptDropout >= 0 && promptDropout <= 1)) {
        throw new UserException(
            "promptDropout is " + promptDropout + ": write a probability from 0 to 1");
      }
      if (learnsPrompts && promptDropout > 0) {
        throw new UserException(
            "promptDropout is %s where prompts are learnt: set one of the two, as dropped prompts cannot be learnt"
                .formatted(promptDropout));
      }
      Check.within("validationFraction", validationFraction, 0, 1);
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
