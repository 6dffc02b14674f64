package org.smdm.bench;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.smdm.bench.TrainingCase.Head;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.ModelSizes;
import org.smdm.config.Precision;
import org.smdm.stats.Median;
import org.smdm.tensor.PeakMatmul;
import org.smdm.tensor.Torch;

/**
 * Times training steps beside the machine's own peak, all in one process: cases of one model take
 * turns, so that a slow moment of the machine meets them all.
 *
 * @param device where to run
 * @param secondsPerCase how long each case is timed
 * @param precisions of the cases
 * @param isBesideLoad whether each case also runs beside a thread that keeps a core busy
 */
public record TrainBenchmark(
    String device, double secondsPerCase, List<Precision> precisions, boolean isBesideLoad) {

  private static final int WARM_UP_STEPS = 3;
  private static final int STEPS_PER_TURN = 2;
  private static final int PROFILED_STEPS = 10;

  /** A model at a batch size. */
  private record Setting(String name, ModelConfig shape, ModelFamily family, int batch) {}

  /**
   * One row of the result.
   *
   * @param model the setting
   * @param family ARM or MDM
   * @param precision of the matrix products
   * @param head which positions' logits were computed
   * @param tokensPerSecond median over steps
   * @param bestTokensPerSecond of the fastest step
   * @param flopsPerSecond arithmetic really done, median over steps
   * @param shareOfPeak of that precision's matrix product at the same time, median
   * @param shareOfFp32Peak of the float32 matrix product at the same time, median
   * @param besideLoad tokens per second while something else keeps a core busy, median; NaN where
   *     that was not asked for
   * @param outsideKernels share of a step outside native kernels
   * @param kernels share of a step by kernel, longest first
   */
  public record Row(
      String model,
      String family,
      String precision,
      String head,
      double tokensPerSecond,
      double bestTokensPerSecond,
      double flopsPerSecond,
      double shareOfPeak,
      double shareOfFp32Peak,
      double besideLoad,
      double outsideKernels,
      Map<String, Double> kernels) {}

  /**
   * The whole result.
   *
   * @param device where it ran
   * @param threads of libtorch on a CPU
   * @param fp32Peak operations per second of the best float32 matrix product, median
   * @param bf16Peak of the best bfloat16 one; NaN where none was asked for
   * @param rows one per case
   */
  public record Report(
      String device, int threads, double fp32Peak, double bf16Peak, List<Row> rows) {}

  /** What an accelerator is for: the paper's sizes at its sequence length. */
  private static List<Setting> settingsOfGpu() {
    return List.of(
        new Setting("170M, length 2048", ModelSizes.named(170), ModelFamily.MDM, 16),
        new Setting("170M, length 2048", ModelSizes.named(170), ModelFamily.ARM, 16),
        new Setting("1028M, length 2048", ModelSizes.named(1028), ModelFamily.MDM, 8));
  }

  private static List<Setting> settingsOfCpu() {
    ModelConfig six = ModelSizes.named(6);
    return List.of(
        new Setting("6M, vocab 512", sized(six, 512), ModelFamily.MDM, 8),
        new Setting("6M, vocab 32000", sized(six, 32000), ModelFamily.MDM, 8),
        new Setting("6M, vocab 32000", sized(six, 32000), ModelFamily.ARM, 8),
        new Setting("quickstart", ModelConfig.of(128, 256, 4, 4, 128, 512), ModelFamily.MDM, 4));
  }

  private static ModelConfig sized(ModelConfig size, int vocabSize) {
    return ModelConfig.of(256, vocabSize, size.layers(), size.heads(), size.embd(), size.ffn());
  }

  /** Runs all cases. */
  public Report run() {
    try (NDManager manager = Torch.newManager(device)) {
      Map<Precision, PeakMatmul> peaks = new EnumMap<>(Precision.class);
      precisions.forEach(p -> peaks.put(p, new PeakMatmul(manager, p)));
      peaks.computeIfAbsent(Precision.FP32, p -> new PeakMatmul(manager, p));
      Map<Precision, List<Double>> measured = new EnumMap<>(Precision.class);
      peaks.keySet().forEach(p -> measured.put(p, new ArrayList<>()));
      List<Row> rows = new ArrayList<>();
      boolean onGpu = manager.getDevice().isGpu();
      for (Setting setting : onGpu ? settingsOfGpu() : settingsOfCpu()) {
        rows.addAll(rows(manager, setting, peaks, measured));
      }
      return new Report(
          device,
          JniUtils.getNumThreads(),
          Median.of(measured.get(Precision.FP32)),
          Median.of(measured.getOrDefault(Precision.BF16, List.of())),
          rows);
    }
  }

  private record Variant(Precision precision, Head head) {}

  /** One step of one case, with the peaks of the same moment. */
  private record Sample(
      double seconds, double flopsPerSecond, double ownPeak, double fp32Peak, double besideLoad) {}

  private List<Row> rows(
      NDManager manager,
      Setting setting,
      Map<Precision, PeakMatmul> peaks,
      Map<Precision, List<Double>> measured) {
    List<Variant> variants = variants(setting, manager.getDevice().isGpu());
    List<TrainingCase> cases = new ArrayList<>();
    try {
      for (Variant v : variants) {
        cases.add(
            new TrainingCase(
                manager, setting.shape, setting.family, setting.batch, v.precision, false, v.head));
      }
      List<List<Sample>> samples = time(variants, cases, peaks, measured);
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < cases.size(); i++) {
        rows.add(row(setting, variants.get(i), cases.get(i), samples.get(i)));
      }
      return rows;
    } finally {
      cases.forEach(TrainingCase::close);
    }
  }

  private List<Variant> variants(Setting setting, boolean onGpu) {
    if (onGpu) { // one at a time: weights, gradients and moments of two would not fit
      return List.of(new Variant(precisions.get(precisions.size() - 1), Head.NEEDED));
    }
    List<Variant> variants = new ArrayList<>();
    for (Precision precision : precisions) {
      variants.add(new Variant(precision, Head.NEEDED));
      if (setting.family == ModelFamily.MDM) {
        variants.add(new Variant(precision, Head.ALL));
      }
    }
    return variants;
  }

  private List<List<Sample>> time(
      List<Variant> variants,
      List<TrainingCase> cases,
      Map<Precision, PeakMatmul> peaks,
      Map<Precision, List<Double>> measured) {
    for (TrainingCase c : cases) {
      for (int i = 0; i < WARM_UP_STEPS; i++) {
        c.run();
      }
    }
    List<List<Sample>> samples = new ArrayList<>();
    cases.forEach(c -> samples.add(new ArrayList<>()));
    long end = System.nanoTime() + Math.round(1e9 * secondsPerCase * cases.size());
    do {
      Map<Precision, Double> now = new EnumMap<>(Precision.class);
      peaks.forEach((precision, peak) -> now.put(precision, peak.measure()));
      now.forEach((precision, rate) -> measured.get(precision).add(rate));
      for (int i = 0; i < cases.size(); i++) {
        for (int repeat = 0; repeat < STEPS_PER_TURN; repeat++) {
          double seconds = cases.get(i).run();
          double besideLoad = isBesideLoad ? besideLoad(cases.get(i)) : Double.NaN;
          samples
              .get(i)
              .add(
                  new Sample(
                      seconds,
                      cases.get(i).operations() / seconds,
                      now.get(variants.get(i).precision),
                      now.get(Precision.FP32),
                      besideLoad));
        }
      }
    } while (System.nanoTime() < end);
    return samples;
  }

  /** The seconds of a step while one core is busy. */
  private static double besideLoad(TrainingCase c) {
    AtomicBoolean isOver = new AtomicBoolean();
    Thread busy =
        new Thread(
            () -> {
              while (!isOver.get()) {
                Thread.onSpinWait();
              }
            },
            "busy");
    busy.start();
    try {
      return c.run();
    } finally {
      isOver.set(true);
    }
  }

  private static Row row(Setting setting, Variant v, TrainingCase c, List<Sample> samples) {
    KernelProfile profile =
        KernelProfile.of(
            () -> {
              for (int i = 0; i < PROFILED_STEPS; i++) {
                c.run();
              }
            });
    return new Row(
        setting.name,
        setting.family.label(),
        v.precision.name().toLowerCase(Locale.ROOT),
        v.head.name().toLowerCase(Locale.ROOT),
        Median.of(samples.stream().map(s -> c.tokens() / s.seconds).toList()),
        samples.stream().mapToDouble(s -> c.tokens() / s.seconds).max().orElseThrow(),
        Median.of(samples.stream().map(Sample::flopsPerSecond).toList()),
        Median.of(samples.stream().map(s -> s.flopsPerSecond / s.ownPeak).toList()),
        Median.of(samples.stream().map(s -> s.flopsPerSecond / s.fp32Peak).toList()),
        Median.of(samples.stream().map(s -> c.tokens() / s.besideLoad).toList()),
        profile.outside(),
        profile.shares());
  }
}
