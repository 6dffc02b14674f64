package org.smdm.objective;

import java.util.Arrays;
import org.smdm.config.ModelFamily;
import org.smdm.io.UserException;

/**
 * Makes a batch position by position. An MDM reads the first blockSize tokens of each block, and
 * predicts some of them at their own places, most often hidden behind masks; an ARM reads the same
 * and predicts at each the token behind it.
 */
public final class BatchBuilder {

  private final Draw draw;
  private final int[][] blocks;
  private final int time;
  private final long[] ids;
  private final float[] weights;
  private final float[] boundWeights;
  private final boolean[] isPredicted;

  BatchBuilder(Draw draw, int[][] blocks) {
    this.draw = draw;
    this.blocks = blocks;
    this.time = blocks[0].length - 1;
    int tokens = blocks.length * time;
    ids = new long[tokens];
    for (int i = 0; i < tokens; i++) {
      ids[i] = blocks[i / time][i % time];
    }
    weights = new float[tokens];
    boundWeights = new float[tokens];
    isPredicted = new boolean[tokens];
  }

  /** How many sequences. */
  public int sequences() {
    return blocks.length;
  }

  /** Tokens that the model reads of each. */
  public int length() {
    return time;
  }

  /**
   * Hides a token behind a mask and has the model predict it.
   *
   * @param sequence from 0
   * @param position from 0
   * @param weight of its cross-entropy in the loss, which is divided by all tokens of the batch; 1
   *     / (probability of being hidden) gives the paper's bound
   * @return this
   */
  public BatchBuilder mask(int sequence, int position, double weight) {
    return mask(sequence, position, weight, weight);
  }

  /**
   * The same where what is trained is not the bound.
   *
   * @param boundWeight of its cross-entropy in the loss that is shown
   */
  public BatchBuilder mask(int sequence, int position, double weight, double boundWeight) {
    if (draw.family() == ModelFamily.ARM) {
      throw new UserException(
          "the objective masks tokens of an ARM, which has no masks: predict them");
    }
    predict(sequence, position, weight, boundWeight);
    ids[sequence * time + position] = draw.maskId();
    return this;
  }

  /**
   * Has the model predict a token that it may see: of an MDM the one at this position, of an ARM
   * the one behind it.
   *
   * @param sequence from 0
   * @param position from 0
   * @param weight of its cross-entropy in the loss, which is divided by all tokens of the batch
   * @param boundWeight of its cross-entropy in the loss that is shown
   * @return this
   * @throws UserException when it is predicted already, or a weight is no number
   */
  public BatchBuilder predict(int sequence, int position, double weight, double boundWeight) {
    if (sequence < 0 || sequence >= blocks.length || position < 0 || position >= time) {
      throw new UserException(
          "the objective predicts position %d of sequence %d: there are %d positions of %d sequences"
              .formatted(position, sequence, time, blocks.length));
    }
    int at = sequence * time + position;
    if (isPredicted[at]) {
      throw new UserException(
          "the objective predicts position %d of sequence %d twice: once is enough"
              .formatted(position, sequence));
    }
    weights[at] = weight(weight, sequence, position);
    boundWeights[at] = weight(boundWeight, sequence, position);
    isPredicted[at] = true;
    return this;
  }

  private float weight(double weight, int sequence, int position) {
    float share = (float) (weight / ids.length);
    if (!Float.isFinite(share)) {
      throw new UserException(
          "the objective weights position %d of sequence %d by %s: give a finite number"
              .formatted(position, sequence, weight));
    }
    return share;
  }

  /** The batch. */
  public TrainingBatch done() {
    int count = 0;
    for (boolean each : isPredicted) {
      count += each ? 1 : 0;
    }
    long[] rows = new long[count];
    long[] targets = new long[count];
    float[] own = new float[count];
    float[] bound = new float[count];
    int behind = draw.family() == ModelFamily.ARM ? 1 : 0;
    int n = 0;
    for (int i = 0; i < ids.length; i++) {
      if (isPredicted[i]) {
        rows[n] = i;
        targets[n] = blocks[i / time][i % time + behind];
        own[n] = weights[i];
        bound[n++] = boundWeights[i];
      }
    }
    return new TrainingBatch(
        blocks.length, time, ids, rows, targets, own, Arrays.equals(own, bound) ? own : bound);
  }
}
