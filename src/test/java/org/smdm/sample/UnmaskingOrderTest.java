package org.smdm.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.Precision;
import org.smdm.config.SamplingConfig;
import org.smdm.config.Unmasking;
import org.smdm.model.Transformer;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

/** Which blank comes next, worked out anew from the logits of the whole text. */
class UnmaskingOrderTest {

  private static final int VOCAB = 64;
  private static final int LENGTH = 20;
  private static final int GIVEN = 4;

  private final NDManager manager = Torch.newManager("cpu");
  private final ModelConfig config = ModelConfig.of(32, VOCAB, 2, 2, 16, 32);
  private final Transformer model =
      Transformer.initialized(
          manager, config, ModelFamily.MDM, Precision.FP32, new RandomStreams(5));

  @AfterEach
  void close() {
    manager.close();
  }

  /** Fills a text blank by blank and returns what every step did. */
  private List<DenoisingStep> steps(Unmasking order) {
    SamplingConfig sampling = new SamplingConfig(LENGTH, LENGTH - GIVEN, 1).withUnmasking(order);
    List<DenoisingStep> steps = new ArrayList<>();
    SamplingListener listener =
        new SamplingListener() {
          @Override
          public void stepped(DenoisingStep step) {
            steps.add(step);
          }
        };
    new MaskedSampler(model, sampling, SamplingNoise.seeded(new RandomStreams(3)), VOCAB, -1)
        .fill(new int[][] {template()}, 0, listener);
    return steps;
  }

  private int[] template() {
    int[] ids = new int[LENGTH];
    Arrays.fill(ids, config.maskId());
    for (int i = 0; i < GIVEN; i++) {
      ids[5 * i] = 7 * i;
    }
    return ids;
  }

  /** Probabilities of the ids at a position. */
  private double[] distribution(int[] ids, int position) {
    try (NDManager scope = manager.newSubManager()) {
      float[] logits =
          model
              .logits(
                  scope,
                  scope.create(Arrays.stream(ids).asLongStream().toArray(), new Shape(1, LENGTH)),
                  scope.create(new long[] {position}))
              .toFloatArray();
      double[] weights = new double[VOCAB];
      Arrays.setAll(weights, i -> Math.exp(logits[i]));
      double sum = Arrays.stream(weights).sum();
      return Arrays.stream(weights).map(weight -> weight / sum).toArray();
    }
  }

  private static double score(Unmasking order, double[] p, int drawn) {
    return switch (order) {
      case CONFIDENCE -> p[drawn];
      case MARGIN -> {
        double[] sorted = p.clone();
        Arrays.sort(sorted);
        yield sorted[VOCAB - 1] - sorted[VOCAB - 2];
      }
      case ENTROPY -> Arrays.stream(p).map(q -> q * Math.log(q)).sum();
      default -> throw new IllegalArgumentException(order.toString());
    };
  }

  @ParameterizedTest
  @EnumSource(names = {"CONFIDENCE", "MARGIN", "ENTROPY"})
  void theNextBlankIsTheOneThatScoresHighest(Unmasking order) {
    int[] ids = template();
    List<DenoisingStep> steps = steps(order);
    assertEquals(LENGTH - GIVEN, steps.size());
    for (DenoisingStep step : steps) {
      int best = -1;
      double highest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < step.asked().length; i++) {
        double[] p = distribution(ids, step.asked()[i]);
        double score = score(order, p, step.candidates()[i]);
        if (score > highest) {
          highest = score;
          best = i;
        }
      }
      assertEquals(1, step.revealed().length);
      assertEquals(step.asked()[best], step.revealed()[0], "step " + step.step());
      ids[step.revealed()[0]] = step.candidates()[best];
    }
  }

  @Test
  void theOrdersDiffer() {
    List<List<Integer>> orders = new ArrayList<>();
    for (Unmasking order : List.of(Unmasking.CONFIDENCE, Unmasking.MARGIN, Unmasking.ENTROPY)) {
      orders.add(steps(order).stream().map(step -> step.revealed()[0]).toList());
    }
    assertNotEquals(orders.get(0), orders.get(1));
    assertNotEquals(orders.get(0), orders.get(2));
    assertNotEquals(orders.get(1), orders.get(2));
  }
}
