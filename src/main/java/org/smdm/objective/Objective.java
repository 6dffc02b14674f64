package org.smdm.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.RunConfig;
import org.smdm.io.UserException;
import org.smdm.model.GradientPass;
import org.smdm.model.GradientSum;
import org.smdm.model.LanguageModel;
import org.smdm.tensor.RandomStreams;

/** Turns blocks of tokens into what a model is trained on. */
public interface Objective {

  /**
   * The objective of a run.
   *
   * @param run what is optimised, the model's mask id, the number of steps
   * @throws UserException when the run's own code does not compile
   */
  static Objective of(RunConfig run) {
    if (run.objective() instanceof ObjectiveConfig.Own own) {
      return new OwnObjective(own, run.model().maskId(), run.steps());
    }
    return run.objective() instanceof ObjectiveConfig.MaskedDiffusion masked
        ? new MaskedDiffusion(masked, run.model().maskId())
        : new Autoregressive();
  }

  /**
   * Makes the micro-batch of some blocks.
   *
   * @param blocks (batch) rows of blockSize + 1 token ids
   * @param streams the run's random streams
   * @param step optimiser step, from 0
   * @param microBatch number of the micro-batch within the step, from 0
   * @return a batch whose weighted sum of cross-entropies is the loss: a mean over all its tokens
   */
  TrainingBatch prepare(int[][] blocks, RandomStreams streams, long step, int microBatch);

  /**
   * Puts a batch through a model forward and backward: its loss, whose gradients are added to those
   * of the pass.
   *
   * @param pass through the model
   * @param share what the batch is of a sum of gradients
   * @param scope receives the results
   * @param batch from {@link #prepare}
   * @param scale factor of the loss: 1 / micro-batches when gradients are accumulated
   * @return the training loss (), and the negative log-likelihood per token or its bound (), both
   *     times the scale
   */
  static NDList forwardAndBackward(
      GradientPass pass,
      GradientSum.Share share,
      NDManager scope,
      TrainingBatch batch,
      double scale) {
    NDArray weights = weights(scope, batch.weights(), scale);
    boolean same = batch.weights() == batch.boundWeights();
    return pass.accumulate(
        share,
        scope,
        scope.create(batch.ids(), new Shape(batch.batch(), batch.time())),
        scope.create(batch.rows(), new Shape(batch.rows().length)),
        scope.create(batch.targets(), new Shape(batch.rows().length)),
        weights,
        same ? weights : weights(scope, batch.boundWeights(), scale));
  }

  /**
   * The cross-entropies of a batch's rows, without weights and gradients.
   *
   * @param model that reads the batch
   * @param batch from {@link #prepare}
   * @return (rows) in nats
   */
  static float[] nll(LanguageModel model, TrainingBatch batch) {
    if (batch.rows().length == 0) {
      return new float[0];
    }
    try (NDManager scope = model.manager().newSubManager()) {
      return model
          .nll(
              scope,
              scope.create(batch.ids(), new Shape(batch.batch(), batch.time())),
              scope.create(batch.rows()),
              scope.create(batch.targets()))
          .toFloatArray();
    }
  }

  private static NDArray weights(NDManager scope, float[] values, double scale) {
    if (scale == 1) {
      return scope.create(values, new Shape(values.length));
    }
    float[] scaled = values.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= (float) scale;
    }
    return scope.create(scaled, new Shape(values.length));
  }
}
