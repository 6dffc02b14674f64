package org.smdm.record;

import com.fasterxml.jackson.annotation.JacksonInject;
import java.util.List;
import java.util.Locale;
import org.smdm.config.ConfigJson;

/**
 * A validation loss.
 *
 * @param loss mean negative log-likelihood in nats per token: exact for an ARM, for an MDM a
 *     Monte-Carlo estimate of its upper bound
 * @param standardError of the loss over documents, or examples, of the same kind; for an MDM it
 *     includes the Monte-Carlo noise; NaN of one document, and where an older version took
 *     sequences for independent
 * @param sequences validation sequences
 * @param forwardPasses sequences read by the model, noised copies counted
 * @param lossByMaskRatio of an MDM: mean cross-entropy of the masked tokens, in nats, of copies
 *     whose masking probability is in [0, 0.1), [0.1, 0.2), …; NaN where there were none; null for
 *     an ARM
 * @param documents that the sequences have a part of, by which the error is clustered; null where
 *     an older version did not count them
 */
public record ValidationResult(
    double loss,
    double standardError,
    int sequences,
    long forwardPasses,
    List<Double> lossByMaskRatio,
    @JacksonInject(ConfigJson.LATER) Integer documents) {

  /** Leaves out an error that is too small. */
  public ValidationResult {
    standardError = documents == null || documents < 2 ? Double.NaN : standardError;
  }

  /**
   * The loss in bits per byte of text.
   *
   * @param bytesPerToken mean UTF-8 bytes per token
   */
  public double bitsPerByte(double bytesPerToken) {
    return loss / Math.log(2) / bytesPerToken;
  }

  /**
   * The standard error in bits per byte of text.
   *
   * @param bytesPerToken mean UTF-8 bytes per token
   */
  public double bitsPerByteError(double bytesPerToken) {
    return standardError / Math.log(2) / bytesPerToken;
  }

  /**
   * Loss and standard error for people: in bits per byte where that is known.
   *
   * @param bytesPerToken mean UTF-8 bytes per token; NaN says nats per token
   */
  public String text(double bytesPerToken) {
    return Double.isNaN(bytesPerToken)
        ? text(loss, standardError, "nats/token")
        : text(bitsPerByte(bytesPerToken), bitsPerByteError(bytesPerToken), "bits/byte");
  }

  private String text(double value, double error, String unit) {
    String known = String.format(Locale.ROOT, "%.4f", value);
    return Double.isNaN(error)
        ? "%s %s (one document: error n/a)".formatted(known, unit)
        : String.format(Locale.ROOT, "%s ± %.4f %s (%d documents)", known, error, unit, documents);
  }
}
