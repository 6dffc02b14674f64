package org.smdm.record;

import java.util.List;
import java.util.Locale;

/**
 * A validation loss.
 *
 * @param loss mean negative log-likelihood in nats per token: exact for an ARM, for an MDM a
 *     Monte-Carlo estimate of its upper bound
 * @param standardError of the mean over sequences; for an MDM it includes the Monte-Carlo noise
 * @param sequences validation sequences
 * @param forwardPasses sequences read by the model, noised copies counted
 * @param lossByMaskRatio of an MDM: mean cross-entropy of the masked tokens, in nats, of copies
 *     whose masking probability is in [0, 0.1), [0.1, 0.2), …; NaN where there were none; null for
 *     an ARM
 */
public record ValidationResult(
    double loss,
    double standardError,
    int sequences,
    long forwardPasses,
    List<Double> lossByMaskRatio) {

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
        ? String.format(Locale.ROOT, "%.4f ± %.4f nats/token", loss, standardError)
        : String.format(
            Locale.ROOT,
            "%.4f ± %.4f bits/byte",
            bitsPerByte(bytesPerToken),
            bitsPerByteError(bytesPerToken));
  }
}
