package org.smdm.eval.shift;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonIgnore;
import org.smdm.config.ConfigJson;
import org.smdm.config.ModelFamily;

/**
 * What one model makes of one slice.
 *
 * @param model its label
 * @param weights SHA-256 of its weights
 * @param family ARM: the likelihood is exact; MDM: an upper bound, estimated by Monte Carlo
 * @param slice its label
 * @param position middle of the slice in years; NaN without a place in time
 * @param documents in the slice
 * @param leftOut documents that a model was trained on, which are not in it
 * @param tokens in the slice
 * @param bytesPerToken UTF-8 bytes per token of the slice
 * @param fingerprint of the slice's tokens
 * @param sequences blocks that were read
 * @param forwardPasses of them, noised copies counted
 * @param loss mean negative log-likelihood in nats per token
 * @param standardError of the loss, clustered by document; for an MDM it includes the Monte-Carlo
 *     noise; NaN of one document, and where an older version took blocks for independent
 * @param documentsRead documents that the blocks have a part of; null where an older version did
 *     not count them
 */
public record ShiftRow(
    String model,
    String weights,
    ModelFamily family,
    String slice,
    double position,
    int documents,
    int leftOut,
    long tokens,
    double bytesPerToken,
    String fingerprint,
    int sequences,
    long forwardPasses,
    double loss,
    double standardError,
    @JacksonInject(ConfigJson.LATER) Integer documentsRead) {

  /** Leaves out an error that is too small. */
  public ShiftRow {
    standardError = documentsRead == null || documentsRead < 2 ? Double.NaN : standardError;
  }

  /** {@code exp(loss)}, per token. */
  @JsonIgnore
  public double perplexity() {
    return Math.exp(loss);
  }

  /** Standard error of the perplexity, to first order. */
  @JsonIgnore
  public double perplexityError() {
    return perplexity() * standardError;
  }

  /** The loss in bits per UTF-8 byte, which models of different tokenizers share. */
  @JsonIgnore
  public double bitsPerByte() {
    return loss / Math.log(2) / bytesPerToken;
  }

  /** Standard error of the bits per byte. */
  @JsonIgnore
  public double bitsPerByteError() {
    return standardError / Math.log(2) / bytesPerToken;
  }

  /**
   * What a row depends on.
   *
   * @param model its label
   * @param weights SHA-256 of its weights
   * @param slice its label
   * @param fingerprint of the slice's tokens
   */
  record Key(String model, String weights, String slice, String fingerprint) {
    static Key of(String model, String weights, DateSlices.Slice slice) {
      return new Key(model, weights, slice.label(), slice.tokens().fingerprint());
    }
  }

  /** What it depends on. */
  Key key() {
    return new Key(model, weights, slice, fingerprint);
  }
}
