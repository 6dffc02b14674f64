package org.smdm.finetune;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.config.DataConfig;
import org.smdm.config.ModelConfig;
import org.smdm.config.ObjectiveConfig;
import org.smdm.objective.Autoregressive;
import org.smdm.objective.MaskedDiffusion;
import org.smdm.objective.TrainingBatch;
import org.smdm.tensor.RandomStreams;

/**
 * Examples as a model reads them (reference {@code sft/finetune_mdm.py}, {@code finetune_ar.py}):
 * padded with ends of text to one length. An MDM's loss covers the masked tokens behind the
 * prompts, the padding included, so that it learns where an answer ends; an ARM's the answers with
 * one end of text each.
 */
final class AnswerBatches {

  private final DataConfig.Examples data;
  private final ObjectiveConfig objective;
  private final int maskId;
  private final int padding;

  /**
   * @param data padding, prompts and their dropout
   * @param objective what is optimised
   * @param model shape of the model
   * @param padding end of text
   */
  AnswerBatches(
      DataConfig.Examples data, ObjectiveConfig objective, ModelConfig model, int padding) {
    this.data = data;
    this.objective = objective;
    this.maskId = model.maskId();
    this.padding = padding;
  }

  /**
   * A batch with fresh noise.
   *
   * @param examples of the batch
   * @param streams the run's seed
   * @param indices step and micro-batch
   */
  TrainingBatch training(Example[] examples, RandomStreams streams, long... indices) {
    int[][] rows = padded(examples);
    int[] prompts = promptLengths(examples);
    if (!(objective instanceof ObjectiveConfig.MaskedDiffusion masked)) {
      return answers(examples, rows, prompts);
    }
    MaskedDiffusion diffusion = new MaskedDiffusion(masked, maskId);
    UniformRandomProvider random = streams.stream("mask", indices);
    float[] t = MaskedDiffusion.times(examples.length, masked.times(), random);
    float[] u = draws(rows, random);
    TrainingBatch batch = diffusion.corruptAnswers(rows, rows[0].length, prompts, t, u);
    boolean drops =
        data.promptDropout() > 0
            && streams.stream("prompt-dropout", indices).nextDouble() < data.promptDropout();
    return drops ? diffusion.withoutPrompts(batch, prompts) : batch;
  }

  /**
   * Copies of one example, unpadded, for its bound at some times; of an ARM the one exact batch.
   *
   * @param example to score
   * @param t diffusion times of the copies
   * @param random draws the masks
   */
  TrainingBatch scoring(Example example, float[] t, UniformRandomProvider random) {
    Example[] copies = new Example[t.length];
    Arrays.fill(copies, example);
    int[][] rows = new int[t.length][];
    Arrays.fill(rows, example.ids());
    int[] prompts = promptLengths(copies);
    return objective instanceof ObjectiveConfig.MaskedDiffusion
        ? new MaskedDiffusion(ObjectiveConfig.MaskedDiffusion.standard(), maskId)
            .corruptAnswers(rows, rows[0].length, prompts, t, draws(rows, random))
        : answers(copies, rows, prompts);
  }

  /** Tokens of an example that are in the loss. */
  int counted(Example example) {
    int prompt = data.learnsPrompts() ? 0 : example.promptLength();
    boolean isArm = objective instanceof ObjectiveConfig.Autoregressive;
    return example.ids().length - (isArm ? Math.max(1, prompt) : prompt);
  }

  private TrainingBatch answers(Example[] examples, int[][] rows, int[] prompts) {
    int[] ends = Arrays.stream(examples).mapToInt(example -> example.ids().length).toArray();
    return new Autoregressive().answers(rows, rows[0].length, prompts, ends);
  }

  private int[][] padded(Example[] examples) {
    int length =
        data.isFixedLength()
            ? data.length()
            : Arrays.stream(examples).mapToInt(example -> example.ids().length).max().orElseThrow();
    int[][] rows = new int[examples.length][length];
    for (int b = 0; b < rows.length; b++) {
      int[] ids = examples[b].ids();
      System.arraycopy(ids, 0, rows[b], 0, ids.length);
      Arrays.fill(rows[b], ids.length, length, padding);
    }
    return rows;
  }

  private int[] promptLengths(Example[] examples) {
    return data.learnsPrompts()
        ? new int[examples.length]
        : Arrays.stream(examples).mapToInt(Example::promptLength).toArray();
  }

  private static float[] draws(int[][] rows, UniformRandomProvider random) {
    float[] u = new float[rows.length * rows[0].length];
    for (int i = 0; i < u.length; i++) {
      u[i] = random.nextFloat();
    }
    return u;
  }
}
