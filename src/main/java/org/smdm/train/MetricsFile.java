package org.smdm.train;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.smdm.config.UserException;

/**
 * {@code metrics.csv}: one line per optimiser step, and one per validation with the step's columns
 * empty. Lines are written at once, so that another process can follow.
 */
final class MetricsFile implements AutoCloseable {

  static final String HEADER =
      "step,tokens,flops,loss,learning_rate,gradient_norm,tokens_per_second,elapsed_seconds,"
          + "validation_loss,validation_standard_error";

  private final Path path;
  private final Writer writer;

  MetricsFile(Path path) {
    this.path = path;
    try {
      writer = Files.newBufferedWriter(path, StandardCharsets.UTF_8);
      writer.write(HEADER + "\n");
      writer.flush();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  void step(StepMetrics m) {
    line(
        String.format(
            Locale.ROOT,
            "%d,%d,%s,%s,%s,%s,%.1f,%.3f,,",
            m.step(),
            m.tokens(),
            m.flops(),
            m.loss(),
            m.learningRate(),
            m.gradientNorm(),
            m.tokensPerSecond(),
            m.elapsedSeconds()));
  }

  void validation(long step, long tokens, double flops, double elapsed, ValidationResult result) {
    line(
        String.format(
            Locale.ROOT,
            "%d,%d,%s,,,,,%.3f,%s,%s",
            step,
            tokens,
            flops,
            elapsed,
            result.loss(),
            Double.isNaN(result.standardError()) ? "" : result.standardError()));
  }

  private void line(String line) {
    try {
      writer.write(line + "\n");
      writer.flush();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private UserException failed(IOException e) {
    return new UserException(
        path + " cannot be written (" + e.getMessage() + "): free disk space and run again", e);
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }
}
