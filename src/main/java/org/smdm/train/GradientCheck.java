package org.smdm.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.smdm.config.Architecture;
import org.smdm.config.ModelConfig;
import org.smdm.config.Precision;
import org.smdm.config.RunConfig;
import org.smdm.data.packed.TokenBlocks;
import org.smdm.io.UserException;
import org.smdm.model.GradientPass;
import org.smdm.model.GradientSum;
import org.smdm.model.Transformer;
import org.smdm.objective.Objective;
import org.smdm.objective.TrainingBatch;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Whether a model's gradients are those of its loss: each parameter is moved a little along its own
 * gradient, to both sides, and the difference of the losses is compared with the gradient's length.
 * In float32, on two blocks of random tokens, with weights that are not small, so that every part
 * counts.
 */
public final class GradientCheck {

  /** Of the losses' last digits and the curvature of the loss. */
  private static final double TOLERANCE = 0.03;

  private static final double STEP = 1e-2;

  /** Gradients below so much of a loss are within its last digits. */
  private static final double LEAST = 1e-4;

  private static final int SEQUENCES = 2;

  /** Matrices of a fresh model are small: larger, attention and norms have something to do. */
  private static final float SHARPER = 3;

  private GradientCheck() {}

  /**
   * Checks a run's model.
   *
   * @param config the run, whose precision and data are of no account
   * @return {@code parameter}, the length of its {@code gradient}, the {@code difference} of losses
   *     over the distance; no row for a parameter whose gradient is within rounding
   * @throws UserException when they differ, naming the function that reads the parameter
   */
  public static Table of(RunConfig config) {
    ModelConfig shape = config.model();
    RandomStreams streams = new RandomStreams(config.seed());
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model =
            Transformer.initialized(
                manager, shape, config.objective().family(), Precision.FP32, streams)) {
      model.parameters().values().stream()
          .filter(weights -> weights.getShape().dimension() > 1)
          .forEach(weights -> weights.muli(SHARPER));
      int microBatchSize = config.batch().microBatchSize();
      TokenBlocks blocks = TokenBlocks.random(shape, microBatchSize, streams, "check");
      TrainingBatch whole = new BlockBatches(config, blocks).batch(0, 0);
      TrainingBatch batch = whole.sequences(0, Math.min(SEQUENCES, microBatchSize));
      GradientPass pass = new GradientPass(model, false, 1);
      try (NDManager scope = manager.newSubManager()) {
        Objective.forwardAndBackward(pass, GradientSum.Share.alone(), scope, batch, 1).close();
      }
      return compared(model, batch, pass);
    }
  }

  private static Table compared(Transformer model, TrainingBatch batch, GradientPass pass) {
    double loss = loss(model, batch);
    List<String> names = new ArrayList<>();
    List<Double> gradients = new ArrayList<>();
    List<Double> differences = new ArrayList<>();
    for (Map.Entry<String, NDArray> parameter : model.parameters().entrySet()) {
      NDArray gradient = pass.gradients().get(parameter.getKey());
      double length = Math.sqrt(gradient.square().sum().getFloat());
      if (!(length > LEAST * loss)) {
        continue;
      }
      double difference = difference(model, batch, parameter.getValue(), gradient.div(length));
      names.add(parameter.getKey());
      gradients.add(length);
      differences.add(difference);
      if (!(Math.abs(difference - length) <= TOLERANCE * length + LEAST * loss / STEP * 0.1)) {
        throw new UserException(
            "the gradient of %s is %.4g where the loss has %.4g: look at %s"
                .formatted(
                    parameter.getKey(), length, difference, culprit(model, parameter.getKey())));
      }
    }
    return Table.create(
        "gradients",
        StringColumn.create("parameter", names),
        DoubleColumn.create("gradient", gradients),
        DoubleColumn.create("difference", differences));
  }

  private static double difference(
      Transformer model, TrainingBatch batch, NDArray parameter, NDArray direction) {
    try (NDArray step = direction.mul(STEP);
        NDArray back = direction.mul(2 * STEP)) {
      parameter.addi(step);
      double above = loss(model, batch);
      parameter.subi(back);
      double below = loss(model, batch);
      parameter.addi(step);
      return (above - below) / (2 * STEP);
    }
  }

  private static double loss(Transformer model, TrainingBatch batch) {
    float[] nll = Objective.nll(model, batch);
    double sum = 0;
    for (int i = 0; i < nll.length; i++) {
      sum += (double) nll[i] * batch.weights()[i];
    }
    return sum;
  }

  /** The function of the architecture that reads a parameter, or all there are. */
  private static String culprit(Transformer model, String parameter) {
    Architecture own = model.config().architecture();
    if (own == null) {
      return "the functions of the model";
    }
    String[] parts = parameter.split("\\.");
    String weight = "weights[" + parts[parts.length - 2] + "]";
    return Arrays.stream(Pattern.compile("(?m)^(?=def )").split(own.source()))
        .filter(function -> function.contains(weight))
        .map(function -> function.substring("def ".length(), function.indexOf('(')))
        .findFirst()
        .orElse(String.join(", ", own.functions()));
  }
}
