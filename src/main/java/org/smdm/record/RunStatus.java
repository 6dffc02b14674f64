package org.smdm.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.smdm.io.Json;
import org.smdm.io.UserException;

/**
 * What a run's manifest says of it now.
 *
 * @param family {@code arm} or {@code mdm}; empty when unknown
 * @param nonEmbeddingParameters of its model; 0 when unknown
 * @param steps length of the run in optimiser steps; 0 when unknown
 * @param state {@code running}, {@code finished}, {@code stopped}, {@code failed}, or {@code
 *     interrupted} for a run whose process is gone without a word
 * @param reason why it ended early; empty when unknown
 * @param began when its first session began
 * @param seconds of its closed sessions
 */
public record RunStatus(
    String family,
    long nonEmbeddingParameters,
    long steps,
    String state,
    String reason,
    Instant began,
    double seconds) {

  /**
   * Reads a run's manifest and looks whether its process lives.
   *
   * @param folder of the run
   * @throws UserException when the manifest is missing, damaged, or not that of a run
   */
  public static RunStatus read(RunFolder folder) {
    JsonNode fields = ManifestFile.read(folder.manifest());
    String state = Json.textOrEmpty(fields, "state");
    if (state.isEmpty()) {
      throw new UserException(
          folder.manifest() + " has no state: it is not the manifest of a run, so move it away");
    }
    if (state.equals(Manifest.RUNNING) && !RunProcess.isAlive(fields.path("process"))) {
      state = Manifest.INTERRUPTED;
    }
    return new RunStatus(
        Json.textOrEmpty(fields, "family"),
        ManifestFile.count(folder.manifest(), fields, "nonEmbeddingParameters"),
        ManifestFile.count(folder.manifest(), fields, "steps"),
        state,
        Json.textOrEmpty(fields, "reason"),
        ManifestFile.time(folder.manifest(), fields.path("began")),
        ManifestFile.seconds(folder.manifest(), fields));
  }
}
