package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.smdm.io.Check;
import org.smdm.io.UserException;

/** What a run optimises (paper section 2). */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ObjectiveConfig.Autoregressive.class, name = "arm"),
  @JsonSubTypes.Type(value = ObjectiveConfig.MaskedDiffusion.class, name = "mdm")
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
}
