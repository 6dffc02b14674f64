package org.smdm.finetune;

import org.smdm.config.ExampleTask;
import org.smdm.config.OptimizerConfig;
import org.smdm.config.WarmupRule;

/**
 * How the reference fine-tunes on a task ({@code sft/} and the paper's appendix).
 *
 * @param epochs times that each example is read
 * @param batchSize examples per step
 * @param length most tokens of a sequence; 0 stands for the model's block size
 * @param isFixedLength whether all are padded to it
 * @param learnsPrompts whether prompts are masked and learnt too
 * @param validationFraction share of the entries that is held back
 */
public record TaskDefaults(
    double epochs,
    int batchSize,
    int length,
    boolean isFixedLength,
    boolean learnsPrompts,
    double validationFraction) {

  /**
   * The settings of a task; those of one's own prompts are ours.
   *
   * @param task what is learnt
   */
  public static TaskDefaults of(ExampleTask task) {
    return switch (task) {
      case GSM8K -> new TaskDefaults(40, 256, 256, true, false, 0.01);
      case SHAREGPT -> new TaskDefaults(3, 256, 0, false, false, 0.01);
      // Holding facts back would leave nothing to test their reversal with.
      case REVERSE -> new TaskDefaults(10, 64, 0, false, true, 0);
      case PROMPTS -> new TaskDefaults(3, 16, 0, false, false, 0.05);
    };
  }

  /** The reference's optimiser; it warms up over 1% of the steps, without a least number. */
  public static OptimizerConfig optimizer(double learningRate) {
    OptimizerConfig reference = OptimizerConfig.reference().withPeak(learningRate);
    return new OptimizerConfig(
        reference.learningRate(),
        reference.minLearningRate(),
        WarmupRule.PERCENT,
        reference.beta1(),
        reference.beta2(),
        reference.eps(),
        reference.weightDecay(),
        reference.gradientClip(),
        reference.skipAboveNorm());
  }
}
