package org.smdm.config;

import org.smdm.io.Check;
import org.smdm.io.UserException;

/**
 * How text is drawn from a model.
 *
 * @param length tokens of each sequence, prompt included
 * @param steps denoising steps of an MDM for a whole sequence; an ARM takes one per token
 * @param temperature 1 draws from the model's distribution, 0 takes the most likely token
 * @param topK only the k most likely ids are drawn; 0 for all
 * @param topP only the most likely ids that together have this probability are drawn; 1 for all
 * @param unmasking which blanks an MDM fills first
 * @param schedule how many blanks are left over time
 * @param budget whether steps count the tokens of a sequence or of a batch
 * @param threshold above 0, a step reveals every blank whose token is at least this probable, and
 *     at least one; {@code steps} is not used then
 * @param blockLength above 0, blocks of so many positions are filled one after the other
 *     (semi-autoregressive)
 * @param cache what is not computed at every step; needs blocks
 * @param guidance classifier-free guidance
 * @param noise how single tokens are drawn
 * @param stopAtEndOfText whether a sequence is finished once an end of text stands behind nothing
 *     but decided tokens
 */
public record SamplingConfig(
    int length,
    int steps,
    double temperature,
    int topK,
    double topP,
    Unmasking unmasking,
    MaskSchedule schedule,
    RevealBudget budget,
    double threshold,
    int blockLength,
    CacheConfig cache,
    GuidanceConfig guidance,
    TokenNoise noise,
    boolean stopAtEndOfText) {

  /** Validates the ranges. */
  public SamplingConfig {
    Check.atLeast("length", length, 1);
    Check.atLeast("steps", steps, 1);
    Check.notNegative("temperature", temperature);
    Check.atLeast("topK", topK, 0);
    if (!(topP > 0 && topP <= 1)) {
      throw new UserException("topP is " + topP + ": write a number above 0 and at most 1");
    }
    Check.present("unmasking", unmasking);
    Check.present("schedule", schedule);
    Check.present("budget", budget);
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new UserException("threshold is " + threshold + ": write a number from 0 to 1");
    }
    Check.atLeast("blockLength", blockLength, 0);
    Check.present("cache", cache);
    Check.present("guidance", guidance);
    Check.present("noise", noise);
    if (threshold > 0 && unmasking != Unmasking.CONFIDENCE) {
      throw new UserException(
          "a threshold compares confidences: write the unmasking confidence with it, or threshold 0");
    }
    if (cache.isOn() && blockLength == 0) {
      throw new UserException(
          "a cache belongs to blocks: write a block length with it, as 32, or no cache");
    }
    if (noise == TokenNoise.GUMBEL && (topK > 0 || topP < 1)) {
      throw new UserException(
          "Gumbel noise is the reference's, which has neither top-k nor top-p: write the noise inverse");
    }
    if (budget == RevealBudget.BATCH
        && (unmasking != Unmasking.CONFIDENCE || threshold > 0 || blockLength > 0)) {
      throw new UserException(
          "a budget of the batch is the reference's confidence sampling: write the unmasking"
              + " confidence without threshold and blocks, or the budget sequence");
    }
  }

  /**
   * Ancestral sampling of an MDM or plain sampling of an ARM.
   *
   * @param length tokens of each sequence, prompt included
   * @param steps denoising steps
   * @param temperature 1 for the model's distribution
   */
  public SamplingConfig(int length, int steps, double temperature) {
    this(
        length,
        steps,
        temperature,
        0,
        1,
        Unmasking.ANCESTRAL,
        MaskSchedule.LINEAR,
        RevealBudget.SEQUENCE,
        0,
        0,
        CacheConfig.NONE,
        GuidanceConfig.NONE,
        TokenNoise.INVERSE,
        true);
  }

  /** The same with another length. */
  public SamplingConfig withLength(int value) {
    return new SamplingConfig(
        value,
        steps,
        temperature,
        topK,
        topP,
        unmasking,
        schedule,
        budget,
        threshold,
        blockLength,
        cache,
        guidance,
        noise,
        stopAtEndOfText);
  }

  /** The same with another number of steps. */
  public SamplingConfig withSteps(int value) {
    return new SamplingConfig(
        length,
        value,
        temperature,
        topK,
        topP,
        unmasking,
        schedule,
        budget,
        threshold,
        blockLength,
        cache,
        guidance,
        noise,
        stopAtEndOfText);
  }

  /** The same with another temperature. */
  public SamplingConfig withTemperature(double value) {
    return new SamplingConfig(
        length,
        steps,
        value,
        topK,
        topP,
        unmasking,
        schedule,
        budget,
        threshold,
        blockLength,
        cache,
        guidance,
        noise,
        stopAtEndOfText);
  }

  /** The same with another top-k. */
  public SamplingConfig withTopK(int value) {
    return new SamplingConfig(
        length,
        steps,
        temperature,
        value,
        topP,
        unmasking,
        schedule,
        budget,
        threshold,
        blockLength,
        cache,
        guidance,
        noise,
        stopAtEndOfText);
  }

  /** The same with another top-p. */
  public SamplingConfig withTopP(double value) {
    return new SamplingConfig(
        length,
        steps,
        temperature,
        topK,
        value,
        unmasking,
        schedule,
        budget,
        threshold,
        blockLength,
        cache,
        guidance,
        noise,
        stopAtEndOfText);
  }

  /** The same with another order. */
  public SamplingConfig withUnmasking(Unmasking value) {
    return new SamplingConfig(
        length,
        steps,
        temperature,
        topK,
        topP,
        value,
        schedule,
        budget,
        threshold,
        blockLength,
        cache,
        guidance,
        noise,
        stopAtEndOfText);
  }

  /** The same with another schedule. */
  public SamplingConfig withSchedule(MaskSchedule value) {
    return new SamplingConfig(
        length,
        steps,
        temperature,
        topK,
        topP,
        unmasking,
        value,
        budget,
        threshold,
        blockLength,
        cache,
        guidance,
        noise,
        stopAtEndOfText);
  }

  /** The same with another budget. */
  public SamplingConfig withBudget(RevealBudget value) {
    return new SamplingConfig(
        length,
        steps,
        temperature,
        topK,
        topP,
        unmasking,
        schedule,
        value,
        threshold,
        blockLength,
        cache,
        guidance,
        noise,
        stopAtEndOfText);
  }

  /** The same with another threshold. */
  public SamplingConfig withThreshold(double value) {
    return new SamplingConfig(
        length,
        steps,
        temperature,
        topK,
        topP,
        unmasking,
        schedule,
        budget,
        value,
        blockLength,
        cache,
        guidance,
        noise,
        stopAtEndOfText);
  }

  /** The same with another block length. */
  public SamplingConfig withBlockLength(int value) {
    return new SamplingConfig(
        length,
        steps,
        temperature,
        topK,
        topP,
        unmasking,
        schedule,
        budget,
        threshold,
        value,
        cache,
        guidance,
        noise,
        stopAtEndOfText);
  }

  /** The same with another cache. */
  public SamplingConfig withCache(CacheConfig value) {
    return new SamplingConfig(
        length,
        steps,
        temperature,
        topK,
        topP,
        unmasking,
        schedule,
        budget,
        threshold,
        blockLength,
        value,
        guidance,
        noise,
        stopAtEndOfText);
  }

  /** The same with another guidance. */
  public SamplingConfig withGuidance(GuidanceConfig value) {
    return new SamplingConfig(
        length,
        steps,
        temperature,
        topK,
        topP,
        unmasking,
        schedule,
        budget,
        threshold,
        blockLength,
        cache,
        value,
        noise,
        stopAtEndOfText);
  }

  /** The same with another noise. */
  public SamplingConfig withNoise(TokenNoise value) {
    return new SamplingConfig(
        length,
        steps,
        temperature,
        topK,
        topP,
        unmasking,
        schedule,
        budget,
        threshold,
        blockLength,
        cache,
        guidance,
        value,
        stopAtEndOfText);
  }

  /** The same with another rule for the end. */
  public SamplingConfig withStopAtEndOfText(boolean value) {
    return new SamplingConfig(
        length,
        steps,
        temperature,
        topK,
        topP,
        unmasking,
        schedule,
        budget,
        threshold,
        blockLength,
        cache,
        guidance,
        noise,
        value);
  }
}
