package org.smdm.objective;

import java.util.Arrays;
import org.smdm.tensor.RandomStreams;

/**
 * Mean cross-entropy of each token given those before it (paper equation 1, reference {@code
 * pretrain/train_ar.py}).
 */
public final class Autoregressive implements Objective {

  @Override
  public TrainingBatch prepare(int[][] blocks, RandomStreams streams, long step, int microBatch) {
    int[] ends = new int[blocks.length];
    Arrays.fill(ends, blocks[0].length);
    return answers(blocks, blocks[0].length, new int[blocks.length], ends);
  }

  /**
   * The mean cross-entropy of the tokens behind prompts (reference {@code sft/finetune_ar.py}).
   *
   * @param blocks (batch) rows of at least {@code length} token ids
   * @param length tokens taken of each row, the last target included
   * @param promptLengths tokens of each row's prompt, (batch); the first token is never a target
   * @param ends where each row's padding begins, (batch)
   */
  public TrainingBatch answers(int[][] blocks, int length, int[] promptLengths, int[] ends) {
    int batch = blocks.length;
    int time = length - 1;
    int count = 0;
    for (int b = 0; b < batch; b++) {
      count += ends[b] - Math.max(1, promptLengths[b]);
    }
    long[] ids = new long[batch * time];
    long[] rows = new long[count];
    long[] targets = new long[count];
    for (int b = 0, n = 0; b < batch; b++) {
      for (int t = 0; t < time; t++) {
        ids[b * time + t] = blocks[b][t];
        if (t + 1 >= promptLengths[b] && t + 1 < ends[b]) {
          rows[n] = (long) b * time + t;
          targets[n++] = blocks[b][t + 1];
        }
      }
    }
    float[] weights = new float[count];
    Arrays.fill(weights, 1f / count);
    return new TrainingBatch(batch, time, ids, rows, targets, weights, weights);
  }
}
