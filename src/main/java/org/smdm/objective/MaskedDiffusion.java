package org.smdm.objective;

import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.TimeSampling;
import org.smdm.tensor.RandomStreams;

/**
 * The masked-diffusion bound with one Monte-Carlo sample per sequence (paper equation 5, reference
 * {@code pretrain/train_mdm.py}): t uniform in [0, 1), each token is masked with probability p = (1
 * − ε)·t + ε, and the loss is the sum over masked tokens of cross-entropy / p, divided by batch ·
 * time. With stochastic sequence length ({@code train_mdm_rl.py}) some batches are cut short first.
 */
public final class MaskedDiffusion implements Objective {

  private final ObjectiveConfig.MaskedDiffusion config;
  private final int maskId;

  /**
   * @param config ε, times and stochastic length
   * @param maskId id that replaces masked tokens
   */
  public MaskedDiffusion(ObjectiveConfig.MaskedDiffusion config, int maskId) {
    this.config = config;
    this.maskId = maskId;
  }

  @Override
  public TrainingBatch prepare(int[][] blocks, RandomStreams streams, long step, int microBatch) {
    int time = length(blocks[0].length - 1, streams.stream("ssl", step, microBatch));
    UniformRandomProvider random = streams.stream("mask", step, microBatch);
    float[] t = times(blocks.length, config.times(), random);
    float[] u = new float[blocks.length * time];
    for (int i = 0; i < u.length; i++) {
      u[i] = random.nextFloat();
    }
    return corrupt(inputs(blocks, time), blocks.length, time, t, u);
  }

  /**
   * Masks tokens with given draws.
   *
   * @param ids clean tokens, (batch · time) row by row
   * @param batch number of sequences
   * @param time tokens per sequence
   * @param t diffusion time of each sequence in [0, 1), (batch)
   * @param u uniform draws in [0, 1), (batch · time): a token is masked where u is below p
   * @return the noisy batch; no row counts where nothing was masked
   */
  public TrainingBatch corrupt(long[] ids, int batch, int time, float[] t, float[] u) {
    float epsilon = (float) config.minMaskRatio();
    float[] p = new float[batch];
    for (int b = 0; b < batch; b++) {
      p[b] = (1 - epsilon) * t[b] + epsilon;
    }
    int masked = 0;
    for (int i = 0; i < u.length; i++) {
      masked += u[i] < p[i / time] ? 1 : 0;
    }
    long[] noisy = ids.clone();
    long[] rows = new long[masked];
    long[] targets = new long[masked];
    float[] weights = new float[masked];
    for (int i = 0, n = 0; i < u.length; i++) {
      if (u[i] < p[i / time]) {
        noisy[i] = maskId;
        rows[n] = i;
        targets[n] = ids[i];
        weights[n++] = 1 / (p[i / time] * batch * time);
      }
    }
    return new TrainingBatch(batch, time, noisy, rows, targets, weights);
  }

  /**
   * Diffusion times of a batch.
   *
   * @param batch how many
   * @param sampling independent, or evenly spaced from one draw
   * @param random where they come from
   */
  public static float[] times(int batch, TimeSampling sampling, UniformRandomProvider random) {
    float[] t = new float[batch];
    double offset = random.nextDouble();
    for (int b = 0; b < batch; b++) {
      if (sampling == TimeSampling.LOW_DISCREPANCY) {
        double spaced = offset + (double) b / batch;
        // The cast may round up to 1, which is outside the interval.
        t[b] = Math.min((float) (spaced - Math.floor(spaced)), Math.nextDown(1f));
      } else {
        t[b] = random.nextFloat();
      }
    }
    return t;
  }

  private int length(int blockSize, UniformRandomProvider random) {
    return random.nextDouble() < config.sslRatio() ? 1 + random.nextInt(blockSize) : blockSize;
  }

  private static long[] inputs(int[][] blocks, int time) {
    long[] ids = new long[blocks.length * time];
    for (int b = 0, i = 0; b < blocks.length; b++) {
      for (int t = 0; t < time; t++, i++) {
        ids[i] = blocks[b][t];
      }
    }
    return ids;
  }
}
