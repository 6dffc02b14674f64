package org.smdm.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.smdm.config.RunConfig;
import org.smdm.dist.Communicator;
import org.smdm.record.ResidentMemory;
import org.smdm.record.StepMetrics;
import org.smdm.record.ValidationResult;

/**
 * What is known of a run while it goes on. Losses stay on the device until several are read at
 * once, so that the device seldom waits for this process.
 */
final class Meter implements AutoCloseable {

  /** Losses are read back from the device after this many steps or seconds, whichever is first. */
  private static final int STEPS_PER_READ = 16;

  private static final double SECONDS_PER_READ = 0.5;

  private final RunConfig config;
  private final Communicator ranks;
  private final Clock clock;
  private final double peak;
  private final String dataSha256;
  private final List<TrainingStep.Result> pending = new ArrayList<>();
  private long tokens;
  private long skipped;
  private double seconds;

  /**
   * @param config the run
   * @param ranks that share it
   * @param begun where it begins, or goes on
   * @param clock of its time
   * @param peak operations per second that the device is capable of
   */
  Meter(RunConfig config, Communicator ranks, TrainingState begun, Clock clock, double peak) {
    this.config = config;
    this.ranks = ranks;
    this.clock = clock;
    this.peak = peak;
    this.dataSha256 = begun.dataSha256();
    tokens = begun.tokens();
    skipped = begun.skippedSteps();
    seconds = begun.elapsedSeconds();
  }

  /** Takes over a step whose numbers are still on the device. */
  void add(TrainingStep.Result step) {
    pending.add(step);
  }

  boolean isDue() {
    return pending.size() >= STEPS_PER_READ || clock.seconds() - seconds >= SECONDS_PER_READ;
  }

  /**
   * Reads the steps that were added since the last time; all ranks do it together.
   *
   * @param report takes them in order
   */
  void read(Consumer<StepMetrics> report) {
    List<StepTotals> all = StepTotals.of(pending, config.batch().microBatches(), ranks);
    // The losses have waited for the device: only now is the time that of the work done.
    double now = clock.seconds();
    double interval = Math.max(1e-9, now - seconds);
    double rate = all.stream().mapToLong(StepTotals::tokens).sum() / interval;
    double flopsRate = all.stream().mapToDouble(StepTotals::operations).sum() / interval;
    seconds = now;
    for (int i = 0; i < all.size(); i++) {
      TrainingStep.Result step = pending.get(i);
      float[] norm = step.norm().toFloatArray();
      tokens += all.get(i).tokens();
      skipped += norm[1] == 0 ? 0 : 1;
      report.accept(
          new StepMetrics(
              step.step() + 1,
              tokens,
              flops(),
              all.get(i).loss(),
              step.learningRate(),
              norm[0],
              skipped,
              rate,
              flopsRate,
              flopsRate / peak,
              ResidentMemory.bytes(),
              now));
    }
    close();
  }

  /** Tokens read up to the last step that was read. */
  long tokens() {
    return tokens;
  }

  /** 6·N·D of them. */
  double flops() {
    return 6.0 * config.model().nonEmbeddingParameters() * tokens;
  }

  /** When it was read, in seconds of training. */
  double seconds() {
    return seconds;
  }

  /**
   * The state behind the last step that was read.
   *
   * @param step its number, from 1
   * @param validation of its weights; null for none
   */
  TrainingState state(long step, ValidationResult validation) {
    return new TrainingState(step, tokens, skipped, seconds, dataSha256, validation);
  }

  /** Frees what was not read. */
  @Override
  public void close() {
    pending.forEach(TrainingStep.Result::close);
    pending.clear();
  }
}
