package org.smdm.scaling;

import ai.djl.ndarray.NDManager;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.RunConfig;
import org.smdm.data.packed.TokenBlocks;
import org.smdm.model.Transformer;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;
import org.smdm.train.BlockBatches;
import org.smdm.train.Parallelism;
import org.smdm.train.TrainingStep;

/**
 * How long runs take, from training steps measured on random tokens: seconds per token of some
 * sizes, linear in the operations per token between them.
 */
public final class Throughput {

  /** Sizes of each objective that are measured. */
  private static final int MEASURED = 3;

  /** Steps before measuring, in which libraries warm up. */
  private static final int WARM_UP = 2;

  /** Starting the program and opening the data. */
  private static final double START = 4;

  /** Backward passes cost twice the forward pass, and validation has none. */
  private static final double VALIDATION_SHARE = 1 / 3.0;

  private static final int BLOCKS = 64;

  private final Map<ModelFamily, NavigableMap<Double, Double>> secondsPerToken;

  private Throughput(Map<ModelFamily, NavigableMap<Double, Double>> secondsPerToken) {
    this.secondsPerToken = secondsPerToken;
  }

  /**
   * Measures the smallest, the largest and a middle size of each objective.
   *
   * @param runs all runs of a plan, of one device
   * @param seconds of each measurement
   */
  public static Throughput measure(List<RunConfig> runs, double seconds) {
    Map<ModelFamily, NavigableMap<Double, Double>> measured = new TreeMap<>();
    for (ModelFamily family : ModelFamily.values()) {
      List<RunConfig> own =
          runs.stream()
              .filter(run -> run.objective().family() == family)
              .sorted(Comparator.comparingDouble(Throughput::operations))
              .toList();
      if (own.isEmpty()) {
        continue;
      }
      TreeMap<Double, Double> points = new TreeMap<>();
      for (int i = 0; i < MEASURED; i++) {
        RunConfig run = own.get(i * (own.size() - 1) / (MEASURED - 1));
        if (!points.containsKey(operations(run))) {
          points.put(operations(run), secondsPerToken(run, seconds));
        }
      }
      measured.put(family, points);
    }
    return new Throughput(measured);
  }

  private static double operations(RunConfig run) {
    return run.model().trainingFlopsPerToken(run.model().blockSize(), 1);
  }

  private static double secondsPerToken(RunConfig run, double seconds) {
    ModelConfig shape = run.model();
    RandomStreams streams = new RandomStreams(run.seed());
    try (NDManager manager = Torch.newManager(run.device());
        Transformer model =
            Transformer.initialized(
                manager, shape, run.objective().family(), run.precision(), streams)) {
      BlockBatches batches =
          new BlockBatches(run, TokenBlocks.random(shape, BLOCKS, streams, "throughput"));
      TrainingStep step = new TrainingStep(run, batches, model, Parallelism.none());
      long next = 0;
      while (next < WARM_UP) {
        take(step, next++);
      }
      long began = System.nanoTime();
      double tokens = 0;
      double elapsed;
      do {
        tokens += take(step, next++);
        elapsed = (System.nanoTime() - began) / 1e9;
      } while (elapsed < seconds);
      return elapsed / tokens;
    }
  }

  private static long take(TrainingStep step, long index) {
    try (TrainingStep.Result result = step.run(index)) {
      // Waits for the device.
      result.norm().getFloat(0);
      return result.tokens();
    }
  }

  /** Estimated seconds of a run and its validation, alone on the machine. */
  public double seconds(RunConfig run) {
    boolean isMasked = run.objective().family() == ModelFamily.MDM;
    double validated =
        (double) run.validation().sequences()
            * run.model().blockSize()
            * (isMasked ? run.validation().monteCarloSamples() : 1);
    return START + perToken(run) * (ScalingGrid.tokens(run) + VALIDATION_SHARE * validated);
  }

  private double perToken(RunConfig run) {
    NavigableMap<Double, Double> points = secondsPerToken.get(run.objective().family());
    double at = operations(run);
    Map.Entry<Double, Double> below = points.floorEntry(at);
    Map.Entry<Double, Double> above = points.ceilingEntry(at);
    if (below == null || above == null) {
      Map.Entry<Double, Double> nearest = below == null ? above : below;
      return nearest.getValue() * at / nearest.getKey();
    }
    if (below.getKey().equals(above.getKey())) {
      return below.getValue();
    }
    double share = (at - below.getKey()) / (above.getKey() - below.getKey());
    return below.getValue() + share * (above.getValue() - below.getValue());
  }
}
