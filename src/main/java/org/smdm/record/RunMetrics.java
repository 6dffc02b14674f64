package org.smdm.record;

import java.nio.file.Path;
import org.smdm.io.LineFile;

/**
 * The metrics of a run as they come: in {@code metrics.csv} for tables, in {@code metrics.jsonl}
 * for programs, and under {@code tensorboard/} for TensorBoard. Every line is on disk before the
 * method that gives it returns, so that other processes can follow.
 */
public final class RunMetrics implements AutoCloseable {

  private final LineFile csv;
  private final LineFile json;
  private final TensorBoardMetrics tensorBoard;

  private RunMetrics(LineFile csv, LineFile json, TensorBoardMetrics tensorBoard) {
    this.csv = csv;
    this.json = json;
    this.tensorBoard = tensorBoard;
  }

  /**
   * Opens the files of a run, to be followed by lines of later steps. What they hold of later steps
   * already, from before the run was interrupted, is dropped.
   *
   * @param folder of the run
   * @param afterStep steps that the run has behind it; 0 for a run that begins
   * @throws org.smdm.io.UserException when a file cannot be read or written
   */
  public static RunMetrics open(RunFolder folder, long afterStep) {
    Path path = folder.path();
    LineFile csv = null;
    LineFile json = null;
    try {
      csv = CsvMetrics.open(folder.metrics(), afterStep);
      json = JsonMetrics.open(folder.metricsLines(), afterStep);
      return new RunMetrics(
          csv, json, TensorBoardMetrics.open(path.resolve("tensorboard"), afterStep));
    } catch (RuntimeException e) {
      if (csv != null) {
        csv.close();
      }
      if (json != null) {
        json.close();
      }
      throw e;
    }
  }

  /**
   * Records a step.
   *
   * @throws org.smdm.io.UserException when the disk is full
   */
  public void step(StepMetrics metrics) {
    write(MetricsRow.of(metrics));
  }

  /**
   * Records a validation.
   *
   * @param step optimiser steps done
   * @param tokens tokens read
   * @param flops 6·N·D
   * @param elapsedSeconds of training
   * @param result what was measured
   * @throws org.smdm.io.UserException when the disk is full
   */
  public void validation(
      long step, long tokens, double flops, double elapsedSeconds, ValidationResult result) {
    write(MetricsRow.ofValidation(step, tokens, flops, elapsedSeconds, result));
  }

  /**
   * Returns when what was recorded survives a power cut.
   *
   * @throws org.smdm.io.UserException when the disk fails
   */
  public void force() {
    csv.force();
    json.force();
  }

  private void write(MetricsRow row) {
    csv.append(CsvMetrics.line(row));
    json.append(JsonMetrics.line(row));
    tensorBoard.write(row);
  }

  @Override
  public void close() {
    try (csv;
        json;
        tensorBoard) {
      // The files close in reverse order, each even if another fails.
      return;
    }
  }
}
