package org.smdm.objective;

import java.util.Arrays;
import java.util.Comparator;
import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.config.LossWeighting;
import org.smdm.config.MaskCount;
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
    return corrupt(blocks, time, t, u);
  }

  /**
   * The masking probabilities at some times, and in {@code u} draws that mask exactly that share of
   * each row where the number of masks is stratified.
   */
  private float[] maskRatios(float[] t, float[] u, int time) {
    float epsilon = (float) config.minMaskRatio();
    float[] p = new float[t.length];
    for (int b = 0; b < t.length; b++) {
      if (config.maskCount() == MaskCount.STRATIFIED) {
        int masked = Math.min(time, 1 + (int) (t[b] * time));
        p[b] = (float) masked / time;
        maskExactly(u, b * time, time, masked);
      } else {
        p[b] = (1 - epsilon) * t[b] + epsilon;
      }
    }
    return p;
  }

  /**
   * Puts 0 in the place of the {@code masked} smallest of a row's draws and 1 in that of others.
   */
  private static void maskExactly(float[] u, int from, int time, int masked) {
    Integer[] order = new Integer[time];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> u[from + i]));
    for (int rank = 0; rank < time; rank++) {
      u[from + order[rank]] = rank < masked ? 0 : 1;
    }
  }

  /**
   * Masks tokens with given draws.
   *
   * @param blocks (batch) rows of at least {@code time} token ids
   * @param time tokens taken of each row
   * @param t diffusion time of each sequence in [0, 1), (batch)
   * @param draws uniform in [0, 1), (batch · time): a token is masked where they are below p, or
   *     are among the smallest of their row where the number of masks is stratified
   * @return the noisy batch; its rows are the masked positions
   */
  public TrainingBatch corrupt(int[][] blocks, int time, float[] t, float[] draws) {
    float[] u = draws.clone();
    return corrupt(blocks, time, new int[blocks.length], maskRatios(t, u, time), u);
  }

  /**
   * Masks the tokens behind prompts, which are never masked, with given draws (reference {@code
   * sft/finetune_mdm.py}). The loss is divided by the number of tokens behind the prompts.
   *
   * @param blocks (batch) rows of at least {@code time} token ids
   * @param time tokens taken of each row
   * @param promptLengths tokens of each row's prompt, (batch)
   * @param t diffusion time of each sequence in [0, 1), (batch)
   * @param u uniform draws in [0, 1), (batch · time): a token is masked where u is below p
   * @return the noisy batch; its rows are the masked positions
   */
  public TrainingBatch corruptAnswers(
      int[][] blocks, int time, int[] promptLengths, float[] t, float[] u) {
    float epsilon = (float) config.minMaskRatio();
    float[] p = new float[t.length];
    for (int b = 0; b < p.length; b++) {
      p[b] = (1 - epsilon) * t[b] + epsilon;
    }
    return corrupt(blocks, time, promptLengths, p, u);
  }

  private TrainingBatch corrupt(
      int[][] blocks, int time, int[] promptLengths, float[] p, float[] u) {
    int batch = blocks.length;
    int masked = 0;
    int counted = batch * time;
    for (int b = 0; b < batch; b++) {
      counted -= promptLengths[b];
      for (int i = promptLengths[b]; i < time; i++) {
        masked += u[b * time + i] < p[b] ? 1 : 0;
      }
    }
    long[] ids = new long[batch * time];
    long[] rows = new long[masked];
    long[] targets = new long[masked];
    float[] weights = new float[masked];
    for (int i = 0, n = 0; i < ids.length; i++) {
      int b = i / time;
      int token = blocks[b][i % time];
      if (i % time >= promptLengths[b] && u[i] < p[b]) {
        ids[i] = maskId;
        rows[n] = i;
        targets[n] = token;
        weights[n++] = 1 / (p[b] * counted);
      } else {
        ids[i] = token;
      }
    }
    return new TrainingBatch(
        batch, time, ids, rows, targets, trainingWeights(weights, counted), weights);
  }

  /**
   * The same batch with every prompt replaced by masks: what standard classifier-free guidance
   * trains on now and then.
   *
   * @param batch from {@link #corruptAnswers}
   * @param promptLengths tokens of each row's prompt, (batch)
   */
  public TrainingBatch withoutPrompts(TrainingBatch batch, int[] promptLengths) {
    long[] ids = batch.ids().clone();
    for (int b = 0; b < promptLengths.length; b++) {
      Arrays.fill(ids, b * batch.time(), b * batch.time() + promptLengths[b], maskId);
    }
    return new TrainingBatch(
        batch.batch(),
        batch.time(),
        ids,
        batch.rows(),
        batch.targets(),
        batch.weights(),
        batch.boundWeights());
  }

  private float[] trainingWeights(float[] boundWeights, int tokens) {
    if (config.weighting() == LossWeighting.BOUND) {
      return boundWeights;
    }
    float[] weights = new float[boundWeights.length];
    // Half of all tokens are masked on average: a uniform 2 keeps the loss per token's scale.
    Arrays.fill(weights, 2f / tokens);
    return weights;
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
}
