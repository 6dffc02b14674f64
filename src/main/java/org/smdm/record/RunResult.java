package org.smdm.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.smdm.io.Json;

/**
 * The validation at the end of a finished run, as its manifest has it.
 *
 * @param loss in nats per token
 * @param standardError of it; NaN when unknown
 */
public record RunResult(double loss, double standardError) {

  /**
   * Reads a run's manifest.
   *
   * @return empty for a run that is not finished
   * @throws org.smdm.io.UserException when the manifest is missing or damaged
   */
  public static Optional<RunResult> read(RunFolder folder) {
    JsonNode fields = ManifestFile.read(folder.manifest());
    if (!Json.textOrEmpty(fields, "state").equals(Manifest.FINISHED)
        || !fields.path("validationLoss").isNumber()) {
      return Optional.empty();
    }
    // One that is none, of a single item, is written as the text "NaN".
    JsonNode error = fields.path("validationStandardError");
    return Optional.of(
        new RunResult(
            fields.path("validationLoss").doubleValue(),
            error.isNumber() ? error.doubleValue() : Double.NaN));
  }
}
