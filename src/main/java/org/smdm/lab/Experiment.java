package org.smdm.lab;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.smdm.config.CheckpointConfig;
import org.smdm.config.LossWeighting;
import org.smdm.config.MaskCount;
import org.smdm.config.ModelFamily;
import org.smdm.config.Precision;
import org.smdm.config.RunConfig;
import org.smdm.config.TimeSampling;
import org.smdm.io.UserException;

/**
 * A run described by what differs from the usual: {@code mdm().layers(6).embd(256).steps(2000)}.
 * Every method gives another experiment and leaves this one as it is.
 */
public final class Experiment implements Cloneable {

  final ModelFamily family;
  Integer millions;
  int layers = 4;
  int heads = 4;
  Integer queryGroups;
  int embd = 128;
  Integer ffn;
  Integer blockSize;
  double sslRatio;
  TimeSampling times = TimeSampling.UNIFORM;
  MaskCount maskCount = MaskCount.BERNOULLI;
  LossWeighting weighting = LossWeighting.BOUND;
  Double flops;
  Long steps;
  String data;
  String tokenizer;
  Integer batchSize;
  Integer microBatchSize;
  Double learningRate;
  boolean isReferenceWarmup;
  long seed = RunConfig.DEFAULT_SEED;
  String device = "cpu";
  Precision precision = Precision.FP32;
  boolean isCheckpointing;
  double skipAboveNorm;
  long validateEvery;
  int validationSequences = 256;
  int monteCarloSamples = 16;
  long saveEvery;
  int keepLast = CheckpointConfig.atEnd().keepLast();
  int keepBest;
  String name;
  boolean isAbsolute;

  private Experiment(ModelFamily family) {
    this.family = family;
  }

  /**
   * The usual run of a family: a small model on the embedded speeches.
   *
   * @param family ARM or MDM
   */
  public static Experiment of(ModelFamily family) {
    return new Experiment(family);
  }

  private Experiment with(Consumer<Experiment> change) {
    try {
      Experiment copy = (Experiment) clone();
      change.accept(copy);
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this class is cloneable", e);
    }
  }

  /** A named size in millions of non-embedding parameters, 6 to 2121; it sets the shape. */
  public Experiment model(int value) {
    return with(e -> e.millions = value);
  }

  /** Layers of a free shape (4 unless set). */
  public Experiment layers(int value) {
    return with(e -> e.layers = value);
  }

  /** Attention heads of a free shape (4 unless set). */
  public Experiment heads(int value) {
    return with(e -> e.heads = value);
  }

  /** Key/value heads of a free shape (as many as heads unless set). */
  public Experiment queryGroups(int value) {
    return with(e -> e.queryGroups = value);
  }

  /** Width of a free shape (128 unless set). */
  public Experiment embd(int value) {
    return with(e -> e.embd = value);
  }

  /** Feed-forward width (4 times the width unless set). */
  public Experiment ffn(int value) {
    return with(e -> e.ffn = value);
  }

  /** Tokens per sequence (2048 for named sizes, 256 for free shapes unless set). */
  public Experiment blockSize(int value) {
    return with(e -> e.blockSize = value);
  }

  /** Share of MDM batches cut to a random length (0 unless set). */
  public Experiment sslRatio(double value) {
    return with(e -> e.sslRatio = value);
  }

  /** How an MDM draws the times of a batch (the paper's unless set). */
  public Experiment times(TimeSampling value) {
    return with(e -> e.times = value);
  }

  /** How an MDM draws the number of masks (the paper's unless set). */
  public Experiment maskCount(MaskCount value) {
    return with(e -> e.maskCount = value);
  }

  /** How an MDM weights masked tokens in training (the paper's unless set). */
  public Experiment weighting(LossWeighting value) {
    return with(e -> e.weighting = value);
  }

  /** Budget: 6·N·D floating-point operations. */
  public Experiment flops(double value) {
    return with(e -> e.flops = value);
  }

  /** Budget: optimiser steps. */
  public Experiment steps(long value) {
    return with(e -> e.steps = value);
  }

  /**
   * The embedded speeches ({@code sotu}), a text or JSONL file, a folder of them, or one of packed
   * shards.
   */
  public Experiment data(String value) {
    return with(e -> e.data = value);
  }

  /** {@code bytes}, a {@code tokenizer.json} or its folder. */
  public Experiment tokenizer(String value) {
    return with(e -> e.tokenizer = value);
  }

  /** Sequences per step (256 for named sizes, 16 for free shapes unless set). */
  public Experiment batchSize(int value) {
    return with(e -> e.batchSize = value);
  }

  /** Sequences per forward pass. */
  public Experiment microBatchSize(int value) {
    return with(e -> e.microBatchSize = value);
  }

  /** Peak learning rate (2e-4 for named sizes, 2e-3 for free shapes unless set). */
  public Experiment lr(double value) {
    return with(e -> e.learningRate = value);
  }

  /** Whether to warm up over at least 100 steps even in short runs, as the reference. */
  public Experiment referenceWarmup(boolean value) {
    return with(e -> e.isReferenceWarmup = value);
  }

  /** Root of all random streams. */
  public Experiment seed(long value) {
    return with(e -> e.seed = value);
  }

  /** {@code cpu}, {@code cuda} or {@code cuda:N}. */
  public Experiment device(String value) {
    return with(e -> e.device = value);
  }

  /** Type of the matrix products. */
  public Experiment precision(Precision value) {
    return with(e -> e.precision = value);
  }

  /** Whether to compute activations twice instead of keeping them. */
  public Experiment activationCheckpointing(boolean value) {
    return with(e -> e.isCheckpointing = value);
  }

  /** Skips steps whose gradient norm is above so many times its running mean; 0: none. */
  public Experiment skipAboveNorm(double value) {
    return with(e -> e.skipAboveNorm = value);
  }

  /** Steps between validations; 0: at the end. */
  public Experiment validateEvery(long value) {
    return with(e -> e.validateEvery = value);
  }

  /** Sequences per validation. */
  public Experiment validationSequences(int value) {
    return with(e -> e.validationSequences = value);
  }

  /** Monte-Carlo samples per MDM validation sequence. */
  public Experiment mcSamples(int value) {
    return with(e -> e.monteCarloSamples = value);
  }

  /** Steps between checkpoints; 0: at the end. */
  public Experiment saveEvery(long value) {
    return with(e -> e.saveEvery = value);
  }

  /** Latest checkpoints that stay. */
  public Experiment keepLast(int value) {
    return with(e -> e.keepLast = value);
  }

  /** Checkpoints of the lowest validation losses that stay. */
  public Experiment keepBest(int value) {
    return with(e -> e.keepBest = value);
  }

  /** Name of the run's folder. */
  public Experiment name(String value) {
    return with(e -> e.name = value);
  }

  /**
   * With paths that mean the same from everywhere: a notebook's folder is seldom the launcher's.
   */
  public Experiment withAbsolutePaths() {
    return with(e -> e.isAbsolute = true);
  }

  /**
   * The complete config.
   *
   * @throws UserException when there is no budget, or parts do not fit together
   */
  public RunConfig config() {
    return new Expansion(this).config();
  }

  /**
   * Writes the config, for {@code ./smdm run FILE}.
   *
   * @param file where to
   * @return the file
   * @throws UserException when it cannot be written
   */
  public Path save(String file) {
    return config().save(file);
  }

  /** Whether a name was given; the default one may be taken already. */
  boolean isNamed() {
    return name != null;
  }

  /** Family and shape. */
  @Override
  public String toString() {
    return millions != null
        ? "%s of the paper's %dM".formatted(family, millions)
        : "%s of %d layers, %d heads, embd %d".formatted(family, layers, heads, embd);
  }
}
