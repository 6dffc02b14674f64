package org.smdm.config;

import org.smdm.io.Check;
import org.smdm.io.UserException;

/**
 * Which blanks a masked diffusion model fills first, and how many at a time. An ARM writes from
 * left to right and has no use for it.
 *
 * @param unmasking which blanks come first
 * @param schedule how many blanks are left over time
 * @param budget whether steps count the tokens of a sequence or of a batch
 * @param threshold above 0, a step reveals every blank whose token is at least this probable, and
 *     at least one; the number of steps is not used then
 * @param blockLength above 0, blocks of so many positions are filled one after the other
 *     (semi-autoregressive)
 * @param cache what is not computed at every step; needs blocks
 */
public record OrderConfig(
    @Setting(
            value = "Order of an MDM, confidence being the reference's greedy",
            usual = "ancestral")
        Unmasking unmasking,
    @Setting(value = "Blanks of an MDM that are left over time", usual = "linear")
        MaskSchedule schedule,
    @Setting(value = "Whose tokens a step counts, the batch's as the reference", usual = "sequence")
        RevealBudget budget,
    @Setting("A step reveals all tokens at least this probable (confidence; no --steps)")
        double threshold,
    @Setting(
            value = "Fill blocks of so many positions one after the other",
            otherwise = "no blocks")
        int blockLength,
    CacheConfig cache) {

  /** The reverse process itself. */
  public static final OrderConfig ANCESTRAL = of(Unmasking.ANCESTRAL);

  /** Validates the ranges and refuses what does not go together. */
  public OrderConfig {
    Check.present("unmasking", unmasking);
    Check.present("schedule", schedule);
    Check.present("budget", budget);
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new UserException("threshold is " + threshold + ": write a number from 0 to 1");
    }
    Check.atLeast("blockLength", blockLength, 0);
    Check.present("cache", cache);
    if (threshold > 0 && unmasking != Unmasking.CONFIDENCE) {
      throw new UserException(
          "a threshold compares confidences: write the unmasking confidence with it, or threshold 0");
    }
    if (cache.isOn() && blockLength == 0) {
      throw new UserException(
          "a cache belongs to blocks: write a block length with it, as 32, or no cache");
    }
    if (budget == RevealBudget.BATCH
        && (unmasking != Unmasking.CONFIDENCE || threshold > 0 || blockLength > 0)) {
      throw new UserException(
          "a budget of the batch is the reference's confidence sampling: write the unmasking"
              + " confidence without threshold and blocks, or the budget sequence");
    }
  }

  /** As many tokens at every step, without blocks. */
  public static OrderConfig of(Unmasking unmasking) {
    return new OrderConfig(
        unmasking, MaskSchedule.LINEAR, RevealBudget.SEQUENCE, 0, 0, CacheConfig.NONE);
  }

  /** By confidence, all tokens of some probability at a step. */
  public static OrderConfig above(double threshold) {
    return new OrderConfig(
        Unmasking.CONFIDENCE,
        MaskSchedule.LINEAR,
        RevealBudget.SEQUENCE,
        threshold,
        0,
        CacheConfig.NONE);
  }

  /** By confidence among all blanks of a batch, as the reference. */
  public static OrderConfig reference() {
    return new OrderConfig(
        Unmasking.CONFIDENCE, MaskSchedule.LINEAR, RevealBudget.BATCH, 0, 0, CacheConfig.NONE);
  }

  /** The same order of other blanks first. */
  public OrderConfig with(Unmasking first) {
    return new OrderConfig(first, schedule, budget, threshold, blockLength, cache);
  }

  /** The same order over another time. */
  public OrderConfig with(MaskSchedule over) {
    return new OrderConfig(unmasking, over, budget, threshold, blockLength, cache);
  }

  /** The same order within blocks. */
  public OrderConfig inBlocks(int length, CacheConfig cached) {
    return new OrderConfig(unmasking, schedule, budget, threshold, length, cached);
  }
}
