package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.smdm.io.Check;

/**
 * Classifier-free guidance (paper section 4, equation 8): logits = u + (1 + w)(c − u), where c are
 * the logits given everything and u those with the given tokens masked (for an ARM: without the
 * prompt).
 *
 * <p>Sampling is the same for <em>unsupervised</em> guidance, which takes a model as it was
 * pretrained, and for <em>standard</em> guidance, whose model was fine-tuned on sequences with the
 * whole prompt masked now and then: what differs is the model.
 *
 * @param scale w; 0 turns guidance off and costs nothing
 * @param schedule how w changes while sampling
 */
public record GuidanceConfig(
    @Setting(
            name = "guidance",
            alias = "--cfg-scale",
            value = "Scale w of classifier-free guidance; 0: none",
            otherwise = "0")
        double scale,
    @Setting(name = "guidanceSchedule", value = "How it changes while sampling", usual = "constant")
        GuidanceSchedule schedule) {

  /** No guidance. */
  public static final GuidanceConfig NONE = constant(0);

  /** Validates the ranges. */
  public GuidanceConfig {
    Check.notNegative("guidance scale", scale);
    Check.present("guidance schedule", schedule);
  }

  /**
   * The same scale at every step.
   *
   * @param scale w
   */
  public static GuidanceConfig constant(double scale) {
    return new GuidanceConfig(scale, GuidanceSchedule.CONSTANT);
  }

  /** Whether there is any guidance. */
  @JsonIgnore
  public boolean isOn() {
    return scale > 0;
  }

  /**
   * The scale at some point of sampling.
   *
   * @param t share of the sequence's blanks that are still masked
   */
  public double scaleAt(double t) {
    return scale * schedule.factor(t);
  }
}
