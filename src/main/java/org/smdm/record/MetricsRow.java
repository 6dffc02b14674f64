package org.smdm.record;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One line of metrics: of an optimiser step, or of a validation.
 *
 * @param step optimiser steps done
 * @param isValidation whether it is that of a validation
 * @param values what is known, in the order of the columns
 * @param lossByMaskRatio as {@link ValidationResult} has it; null of a step
 */
record MetricsRow(
    long step, boolean isValidation, Map<Metric, Number> values, List<Double> lossByMaskRatio) {

  static MetricsRow of(StepMetrics m) {
    Map<Metric, Number> values = new EnumMap<>(Metric.class);
    values.put(Metric.STEP, m.step());
    values.put(Metric.TOKENS, m.tokens());
    put(values, Metric.FLOPS, m.flops());
    put(values, Metric.LOSS, m.loss());
    put(values, Metric.LEARNING_RATE, m.learningRate());
    put(values, Metric.GRADIENT_NORM, m.gradientNorm());
    values.put(Metric.SKIPPED_STEPS, m.skippedSteps());
    put(values, Metric.TOKENS_PER_SECOND, rounded(m.tokensPerSecond(), 10));
    put(values, Metric.FLOPS_PER_SECOND, Math.rint(m.flopsPerSecond()));
    put(values, Metric.UTILISATION, rounded(m.utilisation(), 1e5));
    if (m.residentBytes() > 0) {
      values.put(Metric.RESIDENT_BYTES, m.residentBytes());
    }
    put(values, Metric.ELAPSED_SECONDS, rounded(m.elapsedSeconds(), 1000));
    return new MetricsRow(m.step(), false, Collections.unmodifiableMap(values), null);
  }

  static MetricsRow ofValidation(
      long step, long tokens, double flops, double elapsedSeconds, ValidationResult result) {
    Map<Metric, Number> values = new EnumMap<>(Metric.class);
    values.put(Metric.STEP, step);
    values.put(Metric.TOKENS, tokens);
    put(values, Metric.FLOPS, flops);
    put(values, Metric.ELAPSED_SECONDS, rounded(elapsedSeconds, 1000));
    put(values, Metric.VALIDATION_LOSS, result.loss());
    put(values, Metric.VALIDATION_STANDARD_ERROR, result.standardError());
    return new MetricsRow(
        step, true, Collections.unmodifiableMap(values), result.lossByMaskRatio());
  }

  private static void put(Map<Metric, Number> values, Metric metric, double value) {
    if (Double.isFinite(value)) {
      values.put(metric, value);
    }
  }

  /** Digits below what a clock or a counter can tell would only fill the files. */
  private static double rounded(double value, double inverse) {
    return Math.rint(value * inverse) / inverse;
  }
}
