package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.smdm.io.Check;

/**
 * How text is drawn from a model. In JSON the fields of order and draw stand beside the others, as
 * in files of all versions.
 *
 * @param length tokens of each sequence, prompt included
 * @param steps denoising steps of an MDM for a whole sequence; an ARM takes one per token
 * @param order which blanks an MDM fills first, and how many at a time
 * @param draw how single tokens are drawn
 * @param guidance classifier-free guidance
 * @param stopAtEndOfText whether a sequence is finished once an end of text stands behind nothing
 *     but decided tokens
 */
public record SamplingConfig(
    @Setting(value = "Tokens per sample, prompt included", otherwise = "the model's block size")
        int length,
    @Setting(value = "Denoising steps of an MDM", otherwise = "one per token") int steps,
    DrawConfig draw,
    OrderConfig order,
    GuidanceConfig guidance,
    boolean stopAtEndOfText) {

  /** Validates the ranges. */
  public SamplingConfig {
    Check.atLeast("length", length, 1);
    Check.atLeast("steps", steps, 1);
    Check.present("order", order);
    Check.present("draw", draw);
    Check.present("guidance", guidance);
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
        DrawConfig.of(temperature),
        OrderConfig.ANCESTRAL,
        GuidanceConfig.NONE,
        true);
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static SamplingConfig of(SamplingJson json) {
    return json.config();
  }

  @JsonValue
  SamplingJson json() {
    return SamplingJson.of(this);
  }

  /** The same with another length. */
  public SamplingConfig withLength(int value) {
    return new SamplingConfig(value, steps, draw, order, guidance, stopAtEndOfText);
  }

  /** The same with another number of steps. */
  public SamplingConfig withSteps(int value) {
    return new SamplingConfig(length, value, draw, order, guidance, stopAtEndOfText);
  }

  /** The same with tokens drawn otherwise. */
  public SamplingConfig withDraw(DrawConfig value) {
    return new SamplingConfig(length, steps, value, order, guidance, stopAtEndOfText);
  }

  /** The same with another temperature. */
  public SamplingConfig withTemperature(double value) {
    return withDraw(new DrawConfig(value, draw.topK(), draw.topP(), draw.noise()));
  }

  /** The same with another top-p. */
  public SamplingConfig withTopP(double value) {
    return withDraw(new DrawConfig(draw.temperature(), draw.topK(), value, draw.noise()));
  }

  /** The same with another order. */
  public SamplingConfig withOrder(OrderConfig value) {
    return new SamplingConfig(length, steps, draw, value, guidance, stopAtEndOfText);
  }

  /** The same with other blanks first. */
  public SamplingConfig withUnmasking(Unmasking value) {
    return withOrder(order.with(value));
  }

  /** The same with another guidance. */
  public SamplingConfig withGuidance(GuidanceConfig value) {
    return new SamplingConfig(length, steps, draw, order, value, stopAtEndOfText);
  }

  /** The same, whether it stops at an end of text or not. */
  public SamplingConfig withStopAtEndOfText(boolean value) {
    return new SamplingConfig(length, steps, draw, order, guidance, value);
  }
}
