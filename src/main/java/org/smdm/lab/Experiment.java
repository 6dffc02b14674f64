package org.smdm.lab;

import java.nio.file.Path;
import java.util.Collections;
import org.smdm.config.LossWeighting;
import org.smdm.config.MaskCount;
import org.smdm.config.ModelFamily;
import org.smdm.config.Precision;
import org.smdm.config.RunConfig;
import org.smdm.config.Settings;
import org.smdm.config.TimeSampling;
import org.smdm.io.UserException;

/**
 * A run described by what differs from the usual: {@code mdm().layers(6).embd(256).steps(2000)}.
 * Every method gives another experiment and leaves this one as it is. What can be said is in {@link
 * RunSettings}; each method here names one of its components.
 */
public final class Experiment {

  private final RunSettings said;
  private final boolean isAbsolute;

  private Experiment(RunSettings said, boolean isAbsolute) {
    this.said = said;
    this.isAbsolute = isAbsolute;
  }

  /**
   * The usual run of a family: a small model on the embedded speeches.
   *
   * @param family ARM or MDM
   */
  public static Experiment of(ModelFamily family) {
    return new Experiment(Settings.none(RunSettings.class), false).with("objective", family);
  }

  private Experiment with(String setting, Object value) {
    return new Experiment(
        Settings.with(said, Collections.singletonMap(setting, value)), isAbsolute);
  }

  /** A named size in millions of non-embedding parameters, 6 to 2121; it sets the shape. */
  public Experiment model(int value) {
    return with("model", value);
  }

  /**
   * Functions in TorchScript that replace those of the model, or are added to them, and what they
   * declare; see {@link org.smdm.config.Architecture}.
   *
   * @param value the source, or a file of it
   */
  public Experiment architecture(String value) {
    return with("architecture", value);
  }

  /**
   * Makes the training batches by code of one's own: a method {@code TrainingBatch prepare(int[][]
   * blocks, Draw draw)} in Java; see {@link org.smdm.objective.Draw}.
   *
   * @param value the source, or a file of it
   */
  public Experiment objectiveCode(String value) {
    return with("objectiveCode", value);
  }

  /** Layers of a free shape (4 unless set). */
  public Experiment layers(int value) {
    return with("layers", value);
  }

  /** Attention heads of a free shape (4 unless set). */
  public Experiment heads(int value) {
    return with("heads", value);
  }

  /** Key/value heads of a free shape (as many as heads unless set). */
  public Experiment queryGroups(int value) {
    return with("queryGroups", value);
  }

  /** Width of a free shape (128 unless set). */
  public Experiment embd(int value) {
    return with("embd", value);
  }

  /** Feed-forward width (4 times the width unless set). */
  public Experiment ffn(int value) {
    return with("ffn", value);
  }

  /** Tokens per sequence (2048 for named sizes, 256 for free shapes unless set). */
  public Experiment blockSize(int value) {
    return with("blockSize", value);
  }

  /** Share of MDM batches cut to a random length (0 unless set). */
  public Experiment sslRatio(double value) {
    return with("sslRatio", value);
  }

  /** How an MDM draws the times of a batch (the paper's unless set). */
  public Experiment times(TimeSampling value) {
    return with("times", value);
  }

  /** How an MDM draws the number of masks (the paper's unless set). */
  public Experiment maskCount(MaskCount value) {
    return with("maskCount", value);
  }

  /** How an MDM weights masked tokens in training (the paper's unless set). */
  public Experiment weighting(LossWeighting value) {
    return with("weighting", value);
  }

  /** Budget: 6·N·D floating-point operations. */
  public Experiment flops(double value) {
    return with("flops", value);
  }

  /** Budget: optimiser steps. */
  public Experiment steps(long value) {
    return with("steps", value);
  }

  /**
   * The embedded speeches ({@code sotu}), a text or JSONL file, a folder of them, or one of packed
   * shards.
   */
  public Experiment data(String value) {
    return with("data", value);
  }

  /** {@code bytes}, a {@code tokenizer.json} or its folder. */
  public Experiment tokenizer(String value) {
    return with("tokenizer", value);
  }

  /** Sequences per step (256 for named sizes, 16 for free shapes unless set). */
  public Experiment batchSize(int value) {
    return with("batchSize", value);
  }

  /** Sequences per forward pass. */
  public Experiment microBatchSize(int value) {
    return with("microBatchSize", value);
  }

  /** Peak learning rate (2e-4 for named sizes, 2e-3 for free shapes unless set). */
  public Experiment lr(double value) {
    return with("lr", value);
  }

  /** Whether to warm up over at least 100 steps even in short runs, as the reference. */
  public Experiment referenceWarmup(boolean value) {
    return with("referenceWarmup", value);
  }

  /** Root of all random streams. */
  public Experiment seed(long value) {
    return with("seed", value);
  }

  /** {@code cpu}, {@code cuda} or {@code cuda:N}. */
  public Experiment device(String value) {
    return with("device", value);
  }

  /** Type of the matrix products. */
  public Experiment precision(Precision value) {
    return with("precision", value);
  }

  /** Whether to compute activations twice instead of keeping them. */
  public Experiment activationCheckpointing(boolean value) {
    return with("activationCheckpointing", value);
  }

  /** Skips steps whose gradient norm is above so many times its running mean; 0: none. */
  public Experiment skipAboveNorm(double value) {
    return with("skipAboveNorm", value);
  }

  /** Steps between validations; 0: at the end. */
  public Experiment validateEvery(long value) {
    return with("validateEvery", value);
  }

  /** Sequences per validation. */
  public Experiment validationSequences(int value) {
    return with("validationSequences", value);
  }

  /** Monte-Carlo samples per MDM validation sequence. */
  public Experiment mcSamples(int value) {
    return with("mcSamples", value);
  }

  /** Steps between checkpoints; 0: at the end. */
  public Experiment saveEvery(long value) {
    return with("saveEvery", value);
  }

  /** Latest checkpoints that stay. */
  public Experiment keepLast(int value) {
    return with("keepLast", value);
  }

  /** Checkpoints of the lowest validation losses that stay. */
  public Experiment keepBest(int value) {
    return with("keepBest", value);
  }

  /** Name of the run's folder. */
  public Experiment name(String value) {
    return with("name", value);
  }

  /**
   * With paths that mean the same from everywhere: a notebook's folder is seldom the launcher's.
   */
  public Experiment withAbsolutePaths() {
    return new Experiment(said, true);
  }

  /**
   * The complete config.
   *
   * @throws UserException when there is no budget, or parts do not fit together
   */
  public RunConfig config() {
    return Expansion.ofWords(said, isAbsolute);
  }

  /**
   * Writes the config, for {@code ./smdm run FILE}.
   *
   * @param file where to
   * @return the file
   * @throws UserException when it cannot be written
   */
  public Path save(String file) {
    return OwnCode.trusted(config()).save(file);
  }

  /** Whether a name was given; the default one may be taken already. */
  boolean isNamed() {
    return said.name() != null;
  }

  /** Family and shape. */
  @Override
  public String toString() {
    RunSettings is = Settings.usual(said);
    return is.model() != null
        ? "%s of the paper's %dM".formatted(is.objective(), is.model())
        : "%s of %d layers, %d heads, embd %d"
            .formatted(is.objective(), is.layers(), is.heads(), is.embd());
  }
}
