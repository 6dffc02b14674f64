package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.smdm.io.Check;
import org.smdm.io.UserException;

/**
 * Many ways of sampling, to be compared by the quality of their texts and by what they cost.
 *
 * @param name of the results folder
 * @param judge checkpoint of an autoregressive model, another one than those that are compared
 * @param prompts what the texts begin with
 * @param repeats how often the time is measured
 * @param seed of the draws
 * @param device where to compute
 * @param candidates the ways
 */
public record SweepConfig(
    String name,
    String judge,
    Prompts prompts,
    int repeats,
    long seed,
    String device,
    List<Candidate> candidates) {

  /** Which tokens are blank. */
  public enum Kind {
    /** All behind the prompt. */
    @JsonProperty("continue")
    CONTINUE,

    /** One word in the middle: whether it comes out as it was is known. */
    @JsonProperty("cloze")
    CLOZE
  }

  /**
   * Prompts from text that is held back from training, as runs on the same corpus hold it back.
   *
   * @param corpus {@code sotu}, or a path as in a run's data
   * @param validationFraction share of its documents that is held back
   * @param kind which tokens are blank
   * @param count how many
   * @param promptLength tokens that are given at the beginning
   * @param length tokens in all
   */
  public record Prompts(
      String corpus,
      double validationFraction,
      Kind kind,
      int count,
      int promptLength,
      int length) {

    /** Validates the ranges. */
    public Prompts {
      Check.present("corpus", corpus);
      Check.present("kind", kind);
      Check.atLeast("count", count, 2);
      Check.atLeast("promptLength", promptLength, 1);
      Check.atLeast("length", length, promptLength + 1);
    }
  }

  /**
   * One way of sampling.
   *
   * @param group candidates of a group are joined in charts, as one sampler with several numbers of
   *     steps
   * @param label tells it from others of its group; may be empty
   * @param checkpoint of the model
   * @param sampling how; its length is the prompts'
   */
  public record Candidate(String group, String label, String checkpoint, SamplingConfig sampling) {

    /** Validates that every part is there. */
    public Candidate {
      Check.present("group", group);
      if (label == null) {
        throw new UserException("label is missing: write one, which may be empty");
      }
      Check.present("checkpoint", checkpoint);
      Check.present("sampling", sampling);
    }

    /** Group and label. */
    @JsonIgnore
    public String fullName() {
      return fullName(group, label);
    }

    /** Group and label. */
    public static String fullName(String group, String label) {
      return label.isEmpty() ? group : group + ", " + label;
    }
  }

  /** Validates the ranges and that no two candidates have one name. */
  public SweepConfig {
    Check.present("name", name);
    Check.present("judge", judge);
    Check.present("prompts", prompts);
    Check.atLeast("repeats", repeats, 1);
    Check.present("device", device);
    if (candidates == null || candidates.isEmpty()) {
      throw new UserException("candidates is empty: write at least one way of sampling");
    }
    candidates = List.copyOf(candidates);
    Set<String> names = new HashSet<>();
    for (Candidate candidate : candidates) {
      if (!names.add(candidate.fullName())) {
        throw new UserException(
            "two candidates are called '%s': give each its own group or label"
                .formatted(candidate.fullName()));
      }
      if (candidate.sampling().length() != prompts.length()) {
        throw new UserException(
            "candidate '%s' samples %d tokens where prompts.length is %d: write the same"
                .formatted(candidate.fullName(), candidate.sampling().length(), prompts.length()));
      }
    }
  }
}
