package org.smdm.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.smdm.sample.SamplerTrial.VOCAB;
import static org.smdm.sample.SamplerTrial.noise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.smdm.config.CacheConfig;
import org.smdm.config.DrawConfig;
import org.smdm.config.GuidanceConfig;
import org.smdm.config.GuidanceSchedule;
import org.smdm.config.MaskSchedule;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.OrderConfig;
import org.smdm.config.Precision;
import org.smdm.config.SamplingConfig;
import org.smdm.config.TokenNoise;
import org.smdm.config.Unmasking;
import org.smdm.io.UserException;
import org.smdm.model.Transformer;
import org.smdm.tensor.RandomStreams;

/** What must hold for every way of sampling. */
class SamplerPropertyTest {

  private static final int LENGTH = 37;

  @AutoClose private final SamplerTrial trial = new SamplerTrial();

  private static final Map<String, SamplingConfig> WAYS = ways();

  private static Map<String, SamplingConfig> ways() {
    Map<String, SamplingConfig> ways = new LinkedHashMap<>();
    SamplingConfig base = new SamplingConfig(LENGTH, 9, 1);
    for (Unmasking unmasking : Unmasking.values()) {
      ways.put(unmasking.name(), base.withUnmasking(unmasking));
    }
    SamplingConfig confidence = base.withUnmasking(Unmasking.CONFIDENCE);
    GuidanceConfig guidance = GuidanceConfig.constant(0.8);
    ways.put("greedy", confidence.withTemperature(0));
    ways.put("cosine", base.withOrder(base.order().with(MaskSchedule.COSINE)));
    ways.put(
        "cosine confidence", confidence.withOrder(confidence.order().with(MaskSchedule.COSINE)));
    ways.put("guided", base.withGuidance(guidance));
    ways.put("guided confidence", confidence.withGuidance(guidance));
    ways.put(
        "guided more and more",
        confidence.withGuidance(new GuidanceConfig(2, GuidanceSchedule.INCREASING)));
    ways.put("threshold", base.withOrder(OrderConfig.above(0.03)));
    ways.put("blocks", inBlocks(base, 8, CacheConfig.NONE));
    ways.put(
        "blocks and threshold",
        base.withOrder(OrderConfig.above(0.03).inBlocks(8, CacheConfig.NONE)));
    SamplingConfig blocks = inBlocks(confidence, 7, CacheConfig.NONE).withSteps(20);
    ways.put("dual cache", inBlocks(blocks, 7, new CacheConfig(CacheConfig.Mode.DUAL, 0)));
    ways.put("prefix cache", inBlocks(blocks, 7, new CacheConfig(CacheConfig.Mode.PREFIX, 0)));
    ways.put(
        "guided dual cache, refreshed",
        inBlocks(blocks, 7, new CacheConfig(CacheConfig.Mode.DUAL, 2)).withGuidance(guidance));
    ways.put("one step", base.withSteps(1));
    ways.put("more steps than tokens", confidence.withSteps(200));
    ways.put("top-k", base.withDraw(new DrawConfig(1, 5, 1, TokenNoise.INVERSE)));
    ways.put("top-p", base.withTopP(0.5));
    return ways;
  }

  private static SamplingConfig inBlocks(SamplingConfig sampling, int length, CacheConfig cache) {
    return sampling.withOrder(sampling.order().inBlocks(length, cache));
  }

  static Stream<String> names() {
    return WAYS.keySet().stream();
  }

  /** Prompts, an infilling, a template with given tokens everywhere, nothing given, no blank. */
  private int[][] templates() {
    Random random = new Random(4);
    int[][] templates = new int[7][LENGTH];
    for (int b = 0; b < templates.length; b++) {
      for (int i = 0; i < LENGTH; i++) {
        boolean isGiven =
            switch (b) {
              case 0 -> i < 3;
              case 1 -> false;
              case 2 -> i < 5 || i > 30;
              case 3 -> i % 3 == 0;
              case 4 -> true;
              case 5 -> i < 20;
              default -> i != 36;
            };
        templates[b][i] = isGiven ? random.nextInt(VOCAB) : trial.config.maskId();
      }
    }
    return templates;
  }

  private int[][] fill(SamplingConfig sampling, int[][] templates, long first, long seed) {
    return new MaskedSampler(trial.mdm, sampling, noise(seed), VOCAB, 7)
        .fill(templates, first, SamplingListener.NONE);
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyBlankIsFilledAndNothingElseChanges(String way) {
    int[][] templates = templates();
    int[][] filled = fill(WAYS.get(way), templates, 0, 1);
    for (int b = 0; b < templates.length; b++) {
      assertEquals(LENGTH, filled[b].length);
      for (int i = 0; i < LENGTH; i++) {
        // Neither the mask nor an id that only pads the matrix.
        assertTrue(filled[b][i] >= 0 && filled[b][i] < VOCAB, "id " + filled[b][i]);
        if (templates[b][i] != trial.config.maskId()) {
          assertEquals(templates[b][i], filled[b][i]);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aSequenceAloneIsTheSameInAnyBatch(String way) {
    int[][] templates = templates();
    int[][] together = fill(WAYS.get(way), templates, 10, 3);
    for (int b = 0; b < templates.length; b++) {
      int[][] alone = fill(WAYS.get(way), new int[][] {templates[b]}, 10 + b, 3);
      assertArrayEquals(together[b], alone[0], "sequence " + b);
    }
  }

  /** To the last bit, of which a near-tie may one day make another token. */
  @ParameterizedTest
  @MethodSource("names")
  void aSequenceAloneIsAsProbableAsInAnyBatch(String way) {
    int[][] templates = templates();
    Map<String, double[]> together = probabilities(way, templates, 0);
    for (int b = 0; b < templates.length; b++) {
      probabilities(way, new int[][] {templates[b]}, b)
          .forEach((step, alone) -> assertArrayEquals(together.get(step), alone, step));
    }
  }

  private Map<String, double[]> probabilities(String way, int[][] templates, long first) {
    Map<String, double[]> probabilities = new LinkedHashMap<>();
    new MaskedSampler(trial.mdm, WAYS.get(way), noise(3), VOCAB, 7)
        .fill(
            templates,
            first,
            new SamplingListener() {
              @Override
              public void stepped(DenoisingStep step) {
                probabilities.put(
                    "sequence %d, step %d".formatted(step.sequence(), step.step()),
                    step.probabilities());
              }
            });
    return probabilities;
  }

  @ParameterizedTest
  @MethodSource("names")
  void theSeedDecides(String way) {
    int[][] first = fill(WAYS.get(way), templates(), 0, 3);
    assertArrayEquals(first, fill(WAYS.get(way), templates(), 0, 3));
    if (WAYS.get(way).draw().temperature() > 0) {
      assertFalse(Arrays.deepEquals(first, fill(WAYS.get(way), templates(), 0, 4)));
    }
  }

  @Test
  void sequencesOfManyLengthsAreSampledEachAsAlone() {
    int[][] templates =
        IntStream.of(1, 37, 2, 3, 4, 5, 13, 13, 33)
            .mapToObj(length -> Arrays.copyOf(templates()[3], length))
            .toArray(int[][]::new);
    SamplingConfig sampling = WAYS.get("guided confidence");
    int[][] together = fill(sampling, templates, 0, 3);
    for (int i = 0; i < templates.length; i++) {
      assertArrayEquals(fill(sampling, new int[][] {templates[i]}, i, 3)[0], together[i]);
    }
  }

  @ParameterizedTest
  @EnumSource(Unmasking.class)
  void noGuidanceIsGuidanceOfZeroAndAsCheap(Unmasking unmasking) {
    SamplingConfig plain = new SamplingConfig(LENGTH, 9, 1).withUnmasking(unmasking);
    MaskedSampler without = new MaskedSampler(trial.mdm, plain, noise(3), VOCAB, -1);
    MaskedSampler zero =
        new MaskedSampler(
            trial.mdm, plain.withGuidance(GuidanceConfig.constant(0)), noise(3), VOCAB, -1);
    int[][] templates = templates();
    assertArrayEquals(
        without.fill(templates, 0, SamplingListener.NONE),
        zero.fill(templates, 0, SamplingListener.NONE));
    assertEquals(without.transformerPasses(), zero.transformerPasses());
  }

  @Test
  void guidanceWithoutAnythingGivenChangesNothing() {
    SamplingConfig plain = WAYS.get("CONFIDENCE");
    int[][] template = {templates()[1]};
    assertArrayEquals(
        fill(plain, template, 0, 2),
        fill(plain.withGuidance(GuidanceConfig.constant(3)), template, 0, 2));
  }

  @Test
  void aCacheRefreshedAtEveryStepIsExact() {
    SamplingConfig exact =
        inBlocks(WAYS.get("guided confidence"), 9, CacheConfig.NONE).withSteps(20);
    int[][] templates = templates();
    for (CacheConfig.Mode mode : List.of(CacheConfig.Mode.DUAL, CacheConfig.Mode.PREFIX)) {
      assertArrayEquals(
          fill(exact, templates, 0, 6),
          fill(inBlocks(exact, 9, new CacheConfig(mode, 1)), templates, 0, 6));
    }
  }

  @Test
  void aPrefixCacheOfOneLayerIsExact() {
    // Keys and values of the first layer depend on their own token alone.
    Transformer flat =
        Transformer.initialized(
            trial.manager,
            ModelConfig.of(48, VOCAB, 1, 2, 16, 32),
            ModelFamily.MDM,
            Precision.FP32,
            new RandomStreams(5));
    SamplingConfig exact = inBlocks(WAYS.get("greedy"), 9, CacheConfig.NONE).withSteps(20);
    int[][] templates = templates();
    for (CacheConfig.Mode mode : List.of(CacheConfig.Mode.DUAL, CacheConfig.Mode.PREFIX)) {
      SamplingConfig cached = inBlocks(exact, 9, new CacheConfig(mode, 0));
      assertArrayEquals(
          new MaskedSampler(flat, exact, noise(1), VOCAB, -1)
              .fill(templates, 0, SamplingListener.NONE),
          new MaskedSampler(flat, cached, noise(1), VOCAB, -1)
              .fill(templates, 0, SamplingListener.NONE));
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aDecidedTokenStaysAndStepsSayWhatHappened(String way) {
    int[][] templates = templates();
    int[][] replayed = new int[templates.length][];
    for (int b = 0; b < templates.length; b++) {
      replayed[b] = templates[b].clone();
    }
    int[][] finished = new int[templates.length][];
    new MaskedSampler(trial.mdm, WAYS.get(way), noise(1), VOCAB, -1)
        .fill(
            templates,
            0,
            new SamplingListener() {
              @Override
              public void stepped(DenoisingStep step) {
                int[] x = replayed[(int) step.sequence()];
                for (int i = 0; i < step.asked().length; i++) {
                  assertEquals(trial.config.maskId(), x[step.asked()[i]]);
                  double p = step.probabilities()[i];
                  assertTrue(p > 0 && p <= 1, "probability " + p);
                }
                for (int position : step.revealed()) {
                  x[position] = step.candidates()[Arrays.binarySearch(step.asked(), position)];
                }
              }

              @Override
              public void finished(long sequence, int[] ids) {
                finished[(int) sequence] = ids.clone();
              }
            });
    assertArrayEquals(finished, replayed);
  }

  @Test
  void stepsRevealAsManyAsTheScheduleSays() {
    SamplingConfig sampling = WAYS.get("CONFIDENCE").withSteps(6);
    List<Integer> counts = new ArrayList<>();
    SamplingListener counting =
        new SamplingListener() {
          @Override
          public void stepped(DenoisingStep step) {
            counts.add(step.revealed().length);
          }
        };
    int[][] template = {Arrays.copyOf(templates()[1], 30)};
    MaskedSampler even = new MaskedSampler(trial.mdm, sampling, noise(1), VOCAB, -1);
    even.fill(template, 0, counting);
    assertEquals(List.of(5, 5, 5, 5, 5, 5), counts);
    counts.clear();
    new MaskedSampler(
            trial.mdm,
            sampling.withOrder(sampling.order().with(MaskSchedule.COSINE)),
            noise(1),
            VOCAB,
            -1)
        .fill(template, 0, counting);
    // round(30 · (1 − cos(π/2 · i/6))): 1, 4, 9, 15, 22, 30
    assertEquals(List.of(1, 3, 5, 6, 7, 8), counts);
    counts.clear();
    new MaskedSampler(trial.mdm, sampling.withSteps(60), noise(1), VOCAB, -1)
        .fill(template, 0, counting);
    assertEquals(30, counts.size());
  }

  @Test
  void blocksAreFilledOneAfterTheOther() {
    int[] last = {-1};
    int[][] template = {templates()[0]};
    new MaskedSampler(trial.mdm, WAYS.get("blocks"), noise(1), VOCAB, -1)
        .fill(
            template,
            0,
            new SamplingListener() {
              @Override
              public void stepped(DenoisingStep step) {
                for (int position : step.revealed()) {
                  int block = (position - 3) / 8;
                  assertTrue(block >= last[0], "block " + block + " after " + last[0]);
                  last[0] = block;
                }
              }
            });
    assertEquals((LENGTH - 1 - 3) / 8, last[0]);
  }

  @Test
  void aThresholdOfZeroChanceRevealsOneAtATimeAndOfCertaintyAllAtOnce() {
    int[][] template = {templates()[1]};
    SamplingConfig sampling = WAYS.get("CONFIDENCE");
    MaskedSampler careful =
        new MaskedSampler(trial.mdm, sampling.withOrder(OrderConfig.above(1)), noise(1), VOCAB, -1);
    careful.fill(template, 0, SamplingListener.NONE);
    assertEquals(LENGTH, careful.transformerPasses());
    MaskedSampler bold =
        new MaskedSampler(
            trial.mdm, sampling.withOrder(OrderConfig.above(1e-9)), noise(1), VOCAB, -1);
    bold.fill(template, 0, SamplingListener.NONE);
    assertEquals(1, bold.transformerPasses());
  }

  @Test
  void whatStandsBehindAnEndOfTextIsNotSampled() {
    SamplingConfig sampling =
        new SamplingConfig(LENGTH, LENGTH, 1).withUnmasking(Unmasking.LEFT_TO_RIGHT);
    int end = 7;
    int[][] prompts = new int[40][];
    Arrays.fill(prompts, new int[] {1, end, 2});
    MaskedSampler stopping = new MaskedSampler(trial.mdm, sampling, noise(1), VOCAB, end);
    MaskedSampler going =
        new MaskedSampler(trial.mdm, sampling.withStopAtEndOfText(false), noise(1), VOCAB, end);
    int[][] templates = trial.behind(prompts, LENGTH);
    int[][] stopped = stopping.fill(templates, 0, SamplingListener.NONE);
    int[][] gone = going.fill(templates, 0, SamplingListener.NONE);
    int early = 0;
    for (int b = 0; b < prompts.length; b++) {
      int at = 3;
      while (at < LENGTH && gone[b][at] != end) {
        at++;
      }
      // The same text up to its end.
      assertArrayEquals(Arrays.copyOf(gone[b], at), Arrays.copyOf(stopped[b], at));
      for (int i = at; i < LENGTH; i++) {
        assertEquals(end, stopped[b][i]);
      }
      early += at < LENGTH - 1 ? 1 : 0;
    }
    assertTrue(early > 0, "no sequence ended early, so nothing was tested");
    assertTrue(stopping.transformerPasses() < going.transformerPasses());
  }

  @Test
  void aGivenTokenBehindAnEndOfTextKeepsTheBlanksBetween() {
    int[] template = new int[LENGTH];
    Arrays.fill(template, trial.config.maskId());
    template[0] = 7;
    template[LENGTH - 1] = 9;
    // Id 7 is the end of text, given at the beginning and likely to be drawn again.
    int[] filled = fill(WAYS.get("LEFT_TO_RIGHT"), new int[][] {template}, 0, 1)[0];
    assertEquals(9, filled[LENGTH - 1]);
    assertTrue(IntStream.range(1, LENGTH - 1).anyMatch(i -> filled[i] != 7));
  }

  @Test
  void theWrongFamilyOrLengthIsRefused() {
    SamplingConfig sampling = new SamplingConfig(48, 1, 1);
    assertThrows(
        UserException.class, () -> new MaskedSampler(trial.arm, sampling, noise(3), VOCAB, -1));
    assertThrows(
        UserException.class,
        () -> new AutoregressiveSampler(trial.mdm, sampling, noise(3), VOCAB, 0));
    SamplingConfig tooLong = new SamplingConfig(49, 1, 1);
    assertThrows(
        UserException.class, () -> new MaskedSampler(trial.mdm, tooLong, noise(3), VOCAB, -1));
    MaskedSampler sampler = new MaskedSampler(trial.mdm, sampling, noise(3), VOCAB, -1);
    assertThrows(UserException.class, () -> BlankText.behind(new int[48], 48, 50));
    assertThrows(
        UserException.class,
        () -> sampler.fill(new int[][] {new int[49]}, 0, SamplingListener.NONE));
  }

  @Test
  void settingsThatContradictEachOtherAreRefusedWithTheMend() {
    SamplingConfig base = new SamplingConfig(8, 4, 1);
    assertThrows(UserException.class, () -> base.withTopP(0));
    assertThrows(UserException.class, () -> base.withTopP(1.1));
    assertThrows(UserException.class, () -> new DrawConfig(1, -1, 1, TokenNoise.INVERSE));
    assertThrows(UserException.class, () -> base.withTemperature(Double.NaN));
    assertThrows(
        UserException.class,
        () -> base.withOrder(OrderConfig.above(0.9)).withUnmasking(Unmasking.MARGIN));
    assertThrows(
        UserException.class, () -> inBlocks(base, 0, new CacheConfig(CacheConfig.Mode.DUAL, 0)));
    assertThrows(UserException.class, () -> OrderConfig.reference().with(Unmasking.ANCESTRAL));
    assertThrows(UserException.class, () -> OrderConfig.reference().inBlocks(8, CacheConfig.NONE));
    assertThrows(UserException.class, () -> new DrawConfig(1, 3, 1, TokenNoise.GUMBEL));
    assertThrows(UserException.class, () -> GuidanceConfig.constant(-1));
  }

  @Test
  void modelsWithNaNSayWhere() {
    trial.mdm.parameters().get("lm_head.weight").set(new float[64 * 16]);
    trial.mdm.parameters().get("lm_head.weight").addi(Float.NaN);
    UserException failure =
        assertThrows(UserException.class, () -> fill(WAYS.get("greedy"), templates(), 0, 1));
    assertTrue(failure.getMessage().contains("not finite at position"), failure.getMessage());
  }
}
