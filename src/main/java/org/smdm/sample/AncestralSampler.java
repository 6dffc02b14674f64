package org.smdm.sample;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.smdm.config.ModelFamily;
import org.smdm.config.SamplingConfig;
import org.smdm.config.UserException;
import org.smdm.model.Transformer;

/**
 * Ancestral sampling of a masked diffusion model (paper section 2.1, reference {@code diff_sample}
 * with {@code alg='origin'}): time runs from 1 to 0 in even steps; at a step from t to s each token
 * that is still masked is revealed with probability 1 − s/t, and at the last step all are.
 *
 * <p>Which tokens a step reveals does not depend on the logits, so logits are computed for these
 * alone, and a step that reveals none costs nothing.
 */
public final class AncestralSampler {

  /** The time grid ends here rather than at 0, as the reference's does. */
  private static final float LAST_TIME = 1e-5f;

  private final Transformer model;
  private final SamplingConfig config;
  private final SamplingNoise noise;
  private final TokenDraw draw;

  /**
   * @param model a masked diffusion model
   * @param config length, steps, temperature
   * @param noise random numbers
   * @param vocab ids from this one on are never drawn
   */
  public AncestralSampler(
      Transformer model, SamplingConfig config, SamplingNoise noise, int vocab) {
    if (model.family() != ModelFamily.MDM) {
      throw new UserException(
          "ancestral sampling needs a masked diffusion model: give an MDM checkpoint");
    }
    SequenceLength.check(model, config);
    this.model = model;
    this.config = config;
    this.noise = noise;
    this.draw = new TokenDraw(model.manager(), vocab, config.temperature(), noise);
  }

  /**
   * Completes prompts.
   *
   * @param prompts (batch) rows of token ids at the beginning of each sequence; may be empty
   * @param firstSequence number of the first row among all that are sampled, for its noise
   * @return (batch) rows of {@code length} token ids
   */
  public int[][] sample(int[][] prompts, int firstSequence) {
    int[][] x = new int[prompts.length][config.length()];
    int maskId = model.config().maskId();
    for (int b = 0; b < x.length; b++) {
      SequenceLength.checkPrompt(prompts[b], config);
      Arrays.fill(x[b], maskId);
      System.arraycopy(prompts[b], 0, x[b], 0, prompts[b].length);
    }
    float[] times = times(config.steps());
    for (int step = 0; step < config.steps(); step++) {
      boolean last = step == config.steps() - 1;
      float probability = last ? 1 : 1 - times[step + 1] / times[step];
      reveal(x, firstSequence, step, probability);
    }
    return x;
  }

  private void reveal(int[][] x, int firstSequence, int step, float probability) {
    int length = config.length();
    int maskId = model.config().maskId();
    int[] chosen = new int[x.length * length];
    int count = 0;
    for (int i = 0; i < chosen.length; i++) {
      if (x[i / length][i % length] == maskId
          && noise.reveal(firstSequence + i / length, step, i % length) < probability) {
        chosen[count++] = i;
      }
    }
    if (count == 0) {
      return;
    }
    long[] ids = new long[chosen.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = x[i / length][i % length];
    }
    long[] rows = new long[count];
    int[] sequences = new int[count];
    int[] positions = new int[count];
    for (int i = 0; i < count; i++) {
      rows[i] = chosen[i];
      sequences[i] = firstSequence + chosen[i] / length;
      positions[i] = chosen[i] % length;
    }
    try (NDManager scope = model.manager().newSubManager()) {
      NDArray logits =
          model.logits(scope, scope.create(ids, new Shape(x.length, length)), scope.create(rows));
      long[] drawn = draw.draw(scope, logits, sequences, positions);
      for (int i = 0; i < count; i++) {
        x[chosen[i] / length][chosen[i] % length] = (int) drawn[i];
      }
    }
  }

  /** Even steps from 1 to {@link #LAST_TIME}, (steps + 1), in float32 as the reference's grid. */
  private static float[] times(int steps) {
    float[] times = new float[steps + 1];
    float increment = (LAST_TIME - 1) / steps;
    for (int i = 0; i <= steps; i++) {
      // Counted from the nearer end, as torch.linspace does.
      times[i] = i < (steps + 1) / 2 ? 1 + increment * i : LAST_TIME - increment * (steps - i);
    }
    return times;
  }
}
