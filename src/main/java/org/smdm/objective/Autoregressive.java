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
    int batch = blocks.length;
    int time = blocks[0].length - 1;
    int tokens = batch * time;
    long[] ids = new long[tokens];
    long[] rows = new long[tokens];
    long[] targets = new long[tokens];
    for (int b = 0, i = 0; b < batch; b++) {
      for (int t = 0; t < time; t++, i++) {
        ids[i] = blocks[b][t];
        targets[i] = blocks[b][t + 1];
        rows[i] = i;
      }
    }
    float[] weights = new float[tokens];
    Arrays.fill(weights, 1f / tokens);
    return new TrainingBatch(batch, time, ids, rows, targets, weights, weights);
  }
}
