package org.smdm.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.OrderConfig;
import org.smdm.config.Precision;
import org.smdm.config.SamplingConfig;
import org.smdm.config.Unmasking;
import org.smdm.model.Transformer;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

/** What is known of a sequence after it was sampled. */
class TrajectoryTest {

  private static final int VOCAB = 12;
  private static final int MASK = VOCAB;
  private static final int END = 3;

  private static SamplingNoise noise(long seed) {
    return SamplingNoise.seeded(new RandomStreams(seed));
  }

  private static DenoisingStep step(int number, int[] asked, int[] candidates, int... revealed) {
    double[] probabilities = new double[asked.length];
    Arrays.setAll(probabilities, i -> 0.1 * (i + 1));
    return new DenoisingStep(0, number, asked, candidates, probabilities, revealed);
  }

  @Test
  void anEndOfTextTakesThePlaceOfWhatWasDrawnBehindIt() {
    // Position 3 was drawn before position 1 ended the text; position 2 never was.
    Trajectory trajectory =
        new Trajectory(
            0,
            new int[] {5, MASK, MASK, MASK},
            MASK,
            List.of(
                step(0, new int[] {1, 2, 3}, new int[] {7, 8, 9}, 3),
                step(4, new int[] {1, 2}, new int[] {END, 6}, 1)),
            new int[] {5, END, END, END});
    int behind = Trajectory.BEHIND_END;
    assertArrayEquals(new int[] {Trajectory.GIVEN, 1, behind, behind}, trajectory.revealStep());
    assertArrayEquals(new int[] {Trajectory.GIVEN, 1, behind, 0}, trajectory.drawStep());
    assertArrayEquals(new int[] {5, MASK, MASK, MASK}, trajectory.idsAfter(0));
    assertArrayEquals(new int[] {5, MASK, MASK, 9}, trajectory.idsAfter(1));
    assertArrayEquals(new int[] {5, END, END, END}, trajectory.idsAfter(2));
    assertEquals(2, trajectory.end());
    double[] confidence = trajectory.confidence();
    assertEquals(0.1, confidence[1]);
    assertTrue(Double.isNaN(confidence[0]) && Double.isNaN(confidence[3]));
    assertThrows(IllegalArgumentException.class, () -> trajectory.idsAfter(3));
  }

  @Test
  void whatContradictsItselfIsRefused() {
    DenoisingStep first = step(0, new int[] {1}, new int[] {7}, 1);
    int[] template = {5, MASK};
    assertThrows(
        IllegalArgumentException.class,
        () -> new Trajectory(0, template, MASK, List.of(first), new int[] {6, 7}));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Trajectory(0, template, MASK, List.of(first, first), new int[] {5, 7}));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Trajectory(0, template, MASK, List.of(), new int[] {5}));
  }

  @ParameterizedTest
  @EnumSource(Unmasking.class)
  void aMaskedSamplersStepsLeadFromTheTemplateToTheText(Unmasking unmasking) {
    SamplingConfig config = new SamplingConfig(24, 9, 1).withUnmasking(unmasking);
    checkMasked(config, END);
    assertFalse(checkMasked(config, -1));
  }

  @Test
  void someTextsEndBeforeTheyAreFull() {
    assertTrue(checkMasked(new SamplingConfig(24, 9, 1), END));
  }

  @Test
  void stepsOfABatchThatRevealNothingOfASequenceAreKept() {
    checkMasked(new SamplingConfig(24, 40, 1).withOrder(OrderConfig.reference()), -1);
  }

  /** Whether any of the sequences ended before it was full. */
  private static boolean checkMasked(SamplingConfig config, int endOfText) {
    try (NDManager manager = Torch.newManager("cpu")) {
      ModelConfig shape = ModelConfig.of(32, VOCAB, 1, 2, 16, 32);
      Transformer model =
          Transformer.initialized(
              manager, shape, ModelFamily.MDM, Precision.FP32, new RandomStreams(5));
      int mask = shape.maskId();
      int[][] templates = new int[6][24];
      for (int b = 0; b < templates.length; b++) {
        Arrays.fill(templates[b], mask);
        Arrays.fill(templates[b], 0, b, 1);
      }
      Arrays.fill(templates[5], 1);
      TrajectoryRecorder recorder = new TrajectoryRecorder(mask);
      int[][] filled =
          new MaskedSampler(model, config, noise(2), VOCAB, endOfText)
              .fill(templates, 10, recorder);
      assertEquals(6, recorder.trajectories().size());
      boolean hasEnded = false;
      for (int b = 0; b < templates.length; b++) {
        Trajectory trajectory = recorder.trajectory(10 + b);
        assertArrayEquals(templates[b], trajectory.template());
        assertArrayEquals(filled[b], trajectory.ids());
        int steps = trajectory.steps().size();
        assertArrayEquals(templates[b], trajectory.idsAfter(0));
        assertArrayEquals(filled[b], trajectory.idsAfter(steps));
        int[] reveal = trajectory.revealStep();
        double[] confidence = trajectory.confidence();
        hasEnded |= trajectory.end() < 24;
        for (int p = 0; p < 24; p++) {
          assertEquals(templates[b][p] != mask, reveal[p] == Trajectory.GIVEN);
          assertEquals(reveal[p] >= 0, confidence[p] > 0 && confidence[p] <= 1);
          if (reveal[p] >= 0) {
            assertEquals(mask, trajectory.idsAfter(reveal[p])[p]);
            assertEquals(filled[b][p], trajectory.idsAfter(reveal[p] + 1)[p]);
          } else if (reveal[p] == Trajectory.BEHIND_END) {
            assertEquals(endOfText, filled[b][p]);
          }
        }
      }
      return hasEnded;
    }
  }

  @Test
  void anAutoregressiveTextGrowsByAToken() {
    try (NDManager manager = Torch.newManager("cpu")) {
      ModelConfig shape = ModelConfig.of(32, VOCAB, 1, 2, 16, 32);
      Transformer model =
          Transformer.initialized(
              manager, shape, ModelFamily.ARM, Precision.FP32, new RandomStreams(5));
      TrajectoryRecorder recorder = new TrajectoryRecorder(MASK);
      int[][] texts =
          new AutoregressiveSampler(model, new SamplingConfig(20, 1, 1), noise(1), VOCAB, END)
              .fill(new int[][] {{4, 5, 6}, {7}}, 0, recorder);
      for (int b = 0; b < 2; b++) {
        Trajectory trajectory = recorder.trajectory(b);
        int given = trajectory.template().length;
        assertEquals(texts[b].length - given, trajectory.steps().size());
        for (int taken = 0; taken <= trajectory.steps().size(); taken++) {
          assertArrayEquals(Arrays.copyOf(texts[b], given + taken), trajectory.idsAfter(taken));
        }
        assertArrayEquals(
            IntStream.range(-given, texts[b].length - given).map(i -> Math.max(-1, i)).toArray(),
            trajectory.revealStep());
      }
    }
  }

  @Test
  void aSequenceIsThereOnceItIsComplete() {
    TrajectoryRecorder recorder = new TrajectoryRecorder(MASK);
    int[] live = {MASK};
    recorder.begun(4, live);
    live[0] = 7;
    recorder.stepped(
        new DenoisingStep(4, 0, new int[] {0}, new int[] {7}, new double[] {1}, new int[] {0}));
    assertThrows(IllegalArgumentException.class, () -> recorder.trajectory(4));
    assertTrue(recorder.trajectories().isEmpty());
    recorder.finished(4, live);
    assertArrayEquals(new int[] {MASK}, recorder.trajectory(4).template());
    assertFalse(recorder.trajectories().isEmpty());
  }
}
