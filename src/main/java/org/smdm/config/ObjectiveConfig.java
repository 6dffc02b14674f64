package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.smdm.io.Check;
import org.smdm.io.Sha256;
import org.smdm.io.UserException;

/** What a run optimises (paper section 2). */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ObjectiveConfig.Autoregressive.class, name = "arm"),
  @JsonSubTypes.Type(value = ObjectiveConfig.MaskedDiffusion.class, name = "mdm"),
  @JsonSubTypes.Type(value = ObjectiveConfig.Own.class, name = "own")
})
public sealed interface ObjectiveConfig {

  /** The family of model that this objective trains. */
  @JsonIgnore
  ModelFamily family();

  /** Expected tokens per sequence for a block size: less than it where batches are cut short. */
  double averageLength(int blockSize);

  /** Next-token cross-entropy. */
  record Autoregressive() implements ObjectiveConfig {
    @Override
    @JsonIgnore
    public ModelFamily family() {
      return ModelFamily.ARM;
    }

    @Override
    public double averageLength(int blockSize) {
      return blockSize;
    }
  }

  /**
   * The masked-diffusion bound, one Monte-Carlo sample per sequence. Times, mask count and
   * weighting are those of training; validation always is of the paper's bound.
   *
   * @param minMaskRatio ε of p = (1 − ε)·t + ε, the probability of masking a token at time t
   * @param times how t is drawn
   * @param maskCount how many tokens are masked at t
   * @param weighting how masked tokens count in the training loss
   * @param sslRatio probability that a micro-batch is cut to a length drawn from 1 to the block
   *     size (stochastic sequence length; 0 turns it off)
   */
  record MaskedDiffusion(
      double minMaskRatio,
      TimeSampling times,
      MaskCount maskCount,
      LossWeighting weighting,
      double sslRatio)
      implements ObjectiveConfig {

    /** Validates the ranges. */
    public MaskedDiffusion {
      if (!(minMaskRatio > 0 && minMaskRatio < 1)) {
        throw new UserException(
            "minMaskRatio is " + minMaskRatio + ": write a number above 0 and below 1, as 0.001");
      }
      Check.present("times", times);
      Check.present("maskCount", maskCount);
      Check.present("weighting", weighting);
      if (!(sslRatio >= 0 && sslRatio <= 1)) {
        throw new UserException("sslRatio is " + sslRatio + ": write a number from 0 to 1");
      }
    }

    /** The paper's setting without stochastic length: ε = 0.001, uniform times, the bound. */
    public static MaskedDiffusion standard() {
      return new MaskedDiffusion(
          1e-3, TimeSampling.UNIFORM, MaskCount.BERNOULLI, LossWeighting.BOUND, 0);
    }

    @Override
    @JsonIgnore
    public ModelFamily family() {
      return ModelFamily.MDM;
    }

    @Override
    public double averageLength(int blockSize) {
      return blockSize * (1 - sslRatio) + sslRatio * (1 + blockSize) / 2.0;
    }
  }

  /**
   * Batches that a researcher's own code makes, in Java: a method {@code TrainingBatch
   * prepare(int[][] blocks, Draw draw)} and what it needs. Validation is the family's: exact for an
   * ARM, of the paper's bound for an MDM, which holds for a model however it was trained.
   *
   * @param trains the family of its model
   * @param version of the interface
   * @param sha256 of the source
   * @param source in Java
   */
  record Own(ModelFamily trains, int version, String sha256, String source)
      implements ObjectiveConfig {

    /** The interface that this version of the program offers. */
    public static final int VERSION = 1;

    /** Validates that the source is the one that was saved. */
    public Own {
      Check.present("trains", trains);
      Check.present("sha256", sha256);
      Check.present("source", source);
      if (version != VERSION) {
        throw new UserException(
            "the objective's source is written for interface %d where this version of smdm has %d: use the version that saved it"
                .formatted(version, VERSION));
      }
      if (!Sha256.of(source).equals(sha256)) {
        throw new UserException(
            "the objective's source is not what its sha256 was computed from: save the config anew from the notebook that wrote it");
      }
    }

    /**
     * An objective of this version.
     *
     * @param family whose model it trains
     * @param source in Java
     */
    public static Own of(ModelFamily family, String source) {
      String lines = source.replace("\r\n", "\n").stripTrailing() + "\n";
      return new Own(family, VERSION, Sha256.of(lines), lines);
    }

    @Override
    @JsonIgnore
    public ModelFamily family() {
      return trains;
    }

    @Override
    public double averageLength(int blockSize) {
      return blockSize;
    }
  }
}
