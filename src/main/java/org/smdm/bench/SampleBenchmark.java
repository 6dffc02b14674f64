package org.smdm.bench;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.smdm.config.CacheConfig;
import org.smdm.config.GuidanceConfig;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.ModelSizes;
import org.smdm.config.Precision;
import org.smdm.config.SamplingConfig;
import org.smdm.config.Unmasking;
import org.smdm.model.Transformer;
import org.smdm.sample.AutoregressiveSampler;
import org.smdm.sample.BlankText;
import org.smdm.sample.MaskedSampler;
import org.smdm.sample.SamplingListener;
import org.smdm.sample.SamplingNoise;
import org.smdm.stats.Median;
import org.smdm.tensor.PeakMatmul;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

/**
 * Times sampling of one text beside the straightforward way and beside the Python reference's
 * figures, all in one process: cases of one model take turns, so that a slow moment of the machine
 * meets them all. Weights are random, which changes no time.
 *
 * @param device where to run
 * @param secondsPerCase how long each case is timed
 */
public record SampleBenchmark(String device, double secondsPerCase) {

  /** What the reference was timed at: tokens of a text, and denoising steps. */
  private static final int LENGTH = 64;

  private static final int STEPS = 32;
  private static final int PROMPT = 8;
  private static final double GUIDANCE = 0.8;
  private static final int BLOCK = 14;
  private static final int LEAST_REPEATS = 3;

  /**
   * Peak fp32 {@code torch.mm} of the machine that ran the reference, in the same process,
   * operations per second (torch 1.13 with OpenBLAS, two threads).
   */
  private static final double REFERENCE_PEAK = 196e9;

  /**
   * One row of the result.
   *
   * @param model the setting
   * @param way how it samples
   * @param seconds of one text, median
   * @param tokensPerSecond written tokens by that
   * @param againstNaive how many times faster than the straightforward way of the same kind; NaN
   *     for that way itself
   * @param againstReference how many times faster than the reference, whose time is scaled by the
   *     peaks of both machines; NaN where there is no figure
   * @param outsideKernels share of the time outside native kernels
   * @param kernels share of the time by kernel, longest first
   */
  public record Row(
      String model,
      String way,
      double seconds,
      double tokensPerSecond,
      double againstNaive,
      double againstReference,
      double outsideKernels,
      Map<String, Double> kernels) {}

  /**
   * The whole result.
   *
   * @param device where it ran
   * @param threads of libtorch on a CPU
   * @param fp32Peak operations per second of libtorch's own float32 matrix product, median
   * @param rows one per case
   */
  public record Report(String device, int threads, double fp32Peak, List<Row> rows) {}

  /**
   * A case.
   *
   * @param way what it is called
   * @param naive index of the case it is compared with; -1 for none
   * @param reference seconds of the Python reference; NaN for none
   * @param run draws one text
   */
  private record Case(String way, int naive, double reference, Runnable run) {}

  /** Runs all cases. */
  public Report run() {
    try (NDManager manager = Torch.newManager(device)) {
      PeakMatmul peak = PeakMatmul.ofTorch(manager, Precision.FP32);
      List<Double> peaks = new ArrayList<>();
      List<Row> rows = new ArrayList<>();
      rows.addAll(rows(manager, 32000, new double[] {1.25, 1.71, 0.79}, peak, peaks));
      rows.addAll(rows(manager, 512, new double[] {0.55, Double.NaN, 0.41}, peak, peaks));
      return new Report(device, JniUtils.getNumThreads(), Median.of(peaks), rows);
    }
  }

  private List<Row> rows(
      NDManager manager, int vocab, double[] reference, PeakMatmul peak, List<Double> peaks) {
    ModelConfig six = ModelSizes.named(6);
    ModelConfig shape =
        ModelConfig.of(256, vocab, six.layers(), six.heads(), six.embd(), six.ffn());
    RandomStreams streams = new RandomStreams(1);
    try (Transformer mdm =
            Transformer.initialized(manager, shape, ModelFamily.MDM, Precision.FP32, streams);
        Transformer arm =
            Transformer.initialized(manager, shape, ModelFamily.ARM, Precision.FP32, streams)) {
      List<Case> cases = cases(mdm, arm, vocab, reference);
      cases.forEach(c -> c.run.run());
      List<List<Double>> seconds = time(cases, peak, peaks);
      // The reference was timed on a CPU.
      double scale = manager.getDevice().isGpu() ? Double.NaN : REFERENCE_PEAK / Median.of(peaks);
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < cases.size(); i++) {
        Case c = cases.get(i);
        double median = Median.of(seconds.get(i));
        KernelProfile profile =
            KernelProfile.of(() -> IntStream.range(0, LEAST_REPEATS).forEach(n -> c.run.run()));
        rows.add(
            new Row(
                "6M, vocab " + vocab,
                c.way,
                median,
                (LENGTH - PROMPT) / median,
                c.naive < 0 ? Double.NaN : Median.of(seconds.get(c.naive)) / median,
                c.reference * scale / median,
                profile.outside(),
                profile.shares()));
      }
      return rows;
    }
  }

  private static List<Case> cases(Transformer mdm, Transformer arm, int vocab, double[] reference) {
    int[] prompt = IntStream.rangeClosed(1, PROMPT).toArray();
    SamplingConfig ancestral = new SamplingConfig(LENGTH, STEPS, 1).withStopAtEndOfText(false);
    SamplingConfig confidence = ancestral.withUnmasking(Unmasking.CONFIDENCE);
    GuidanceConfig guided = GuidanceConfig.constant(GUIDANCE);
    SamplingConfig cached =
        confidence.withOrder(
            confidence.order().inBlocks(BLOCK, new CacheConfig(CacheConfig.Mode.DUAL, 0)));
    NaiveSampling naive = new NaiveSampling(mdm, 1);
    NaiveSampling naiveArm = new NaiveSampling(arm, 1);
    List<Case> cases = new ArrayList<>();
    cases.add(
        new Case(
            "MDM straightforward, ancestral",
            -1,
            Double.NaN,
            () -> naive.masked(prompt, LENGTH, STEPS, 0, true)));
    cases.add(
        new Case(
            "MDM straightforward, confidence",
            -1,
            Double.NaN,
            () -> naive.masked(prompt, LENGTH, STEPS, 0, false)));
    cases.add(
        new Case(
            "MDM straightforward, confidence, guidance",
            -1,
            Double.NaN,
            () -> naive.masked(prompt, LENGTH, STEPS, GUIDANCE, false)));
    cases.add(
        new Case("ARM straightforward", -1, Double.NaN, () -> naiveArm.causal(prompt, LENGTH)));
    cases.add(new Case("MDM ancestral", 0, reference[0], masked(mdm, ancestral, prompt, vocab)));
    cases.add(new Case("MDM confidence", 1, reference[0], masked(mdm, confidence, prompt, vocab)));
    cases.add(
        new Case(
            "MDM ancestral, guidance",
            2,
            reference[1],
            masked(mdm, ancestral.withGuidance(guided), prompt, vocab)));
    cases.add(
        new Case(
            "MDM confidence, guidance",
            2,
            reference[1],
            masked(mdm, confidence.withGuidance(guided), prompt, vocab)));
    cases.add(
        new Case(
            "MDM confidence, blocks of " + BLOCK + ", cached",
            1,
            reference[0],
            masked(mdm, cached, prompt, vocab)));
    cases.add(
        new Case(
            "ARM, key/value cache",
            3,
            reference[2],
            () ->
                new AutoregressiveSampler(arm, ancestral, noise(), vocab, -1)
                    .fill(new int[][] {prompt}, 0, SamplingListener.NONE)));
    return cases;
  }

  private static Runnable masked(
      Transformer mdm, SamplingConfig sampling, int[] prompt, int vocab) {
    int[][] template = {BlankText.behind(prompt, LENGTH, mdm.maskId())};
    return () ->
        new MaskedSampler(mdm, sampling, noise(), vocab, -1)
            .fill(template, 0, SamplingListener.NONE);
  }

  private static SamplingNoise noise() {
    return SamplingNoise.seeded(new RandomStreams(1));
  }

  private List<List<Double>> time(List<Case> cases, PeakMatmul peak, List<Double> peaks) {
    List<List<Double>> seconds = new ArrayList<>();
    cases.forEach(c -> seconds.add(new ArrayList<>()));
    long end = System.nanoTime() + Math.round(1e9 * secondsPerCase * cases.size());
    do {
      peaks.add(peak.measure());
      for (int i = 0; i < cases.size(); i++) {
        long began = System.nanoTime();
        cases.get(i).run.run();
        seconds.get(i).add((System.nanoTime() - began) / 1e9);
      }
    } while (System.nanoTime() < end || seconds.get(0).size() < LEAST_REPEATS);
    return seconds;
  }
}
