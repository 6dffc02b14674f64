package org.smdm.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.time.Instant;
import org.smdm.io.UserException;
import org.smdm.record.RunFolder;
import org.smdm.record.RunStatus;

/**
 * A run in a few numbers, or why there are none.
 *
 * @param name folder below the folder of all runs
 * @param path the folder
 * @param error why its files cannot be read; null when they can, and else all that follows is null
 * @param family {@code arm} or {@code mdm}
 * @param nonEmbeddingParameters of the model
 * @param state running, finished, stopped, failed or interrupted
 * @param reason why it ended early
 * @param step optimiser steps done
 * @param steps length of the run in optimiser steps
 * @param tokens tokens read
 * @param loss mean of the last twenty steps, in nats per token
 * @param validationLoss the last, in nats per token
 * @param validationStandardError of it
 * @param tokensPerSecond mean of the last twenty steps
 * @param began ISO 8601 time at which the run first began
 * @param seconds duration of its sessions that are over
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RunSummary(
    String name,
    String path,
    String error,
    String family,
    Long nonEmbeddingParameters,
    String state,
    String reason,
    Long step,
    Long steps,
    Long tokens,
    Double loss,
    Double validationLoss,
    Double validationStandardError,
    Double tokensPerSecond,
    String began,
    Double seconds) {

  /**
   * Reads a run; what is damaged or foreign becomes an error in the summary.
   *
   * @param root folder of all runs
   * @param folder of this one
   */
  static RunSummary read(Path root, Path folder) {
    String below = root.relativize(folder).toString().replace('\\', '/');
    String name = below.isEmpty() ? folder.toAbsolutePath().getFileName().toString() : below;
    RunFolder run = new RunFolder(folder);
    try {
      RunStatus status = RunStatus.read(run);
      MetricsTail tail = MetricsTail.read(run.metrics());
      return new RunSummary(
          name,
          folder.toString(),
          null,
          known(status.family()),
          known(status.nonEmbeddingParameters()),
          status.state(),
          known(status.reason()),
          tail.step(),
          known(status.steps()),
          tail.tokens(),
          known(tail.loss()),
          known(tail.validationLoss()),
          known(tail.validationStandardError()),
          known(tail.tokensPerSecond()),
          status.began().toString(),
          status.seconds());
    } catch (UserException e) {
      return new RunSummary(
          name,
          folder.toString(),
          e.getMessage(),
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null);
    }
  }

  /** When the run began; null when it cannot be read. */
  @JsonIgnore
  Instant beginning() {
    return began == null ? null : Instant.parse(began);
  }

  private static String known(String text) {
    return text.isEmpty() ? null : text;
  }

  private static Long known(long number) {
    return number == 0 ? null : number;
  }

  private static Double known(double number) {
    return Double.isFinite(number) ? number : null;
  }
}
