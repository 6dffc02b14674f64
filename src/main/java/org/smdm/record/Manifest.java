package org.smdm.record;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.smdm.config.ConfigJson;
import org.smdm.config.Precision;
import org.smdm.config.RunConfig;
import org.smdm.io.Interruption;
import org.smdm.io.Json;
import org.smdm.io.Sha256;
import org.smdm.io.UserException;
import org.smdm.tensor.Torch;

/**
 * {@code manifest.json}: what made a run, so that its numbers can be trusted and made again, and
 * what has become of it. A run that is resumed has one session after another in it.
 */
public final class Manifest {

  /** State of a run that goes on, or whose process was killed before it could say otherwise. */
  public static final String RUNNING = "running";

  /** State of a run that came to the end of its budget. */
  public static final String FINISHED = "finished";

  /** State of a run that was ended early on demand. */
  public static final String STOPPED = "stopped";

  /** State of a run that an error ended. */
  public static final String FAILED = "failed";

  /** State of a session that left no word of its end. */
  public static final String INTERRUPTED = "interrupted";

  private final RunFolder folder;
  private final Instant began = Instant.now();
  private final ObjectNode fields;

  private Manifest(RunFolder folder, ObjectNode fields) {
    this.folder = folder;
    this.fields = fields;
  }

  /**
   * Writes that a run begins or goes on in this process. What the manifest says of its beginning
   * stays; a session that was killed is given the time of the last metrics as its end.
   *
   * @param folder of the run
   * @param config its config
   * @param data what it learns from
   * @param precision of the matrix products in this process
   * @param ranks of the job
   * @throws UserException when the manifest is not readable, or the data or the tokenizer are not
   *     those of the run
   */
  public static Manifest open(
      RunFolder folder, RunConfig config, LearntFrom data, Precision precision, int ranks) {
    boolean isResumed = folder.hasManifest();
    Manifest manifest =
        new Manifest(
            folder, isResumed ? ManifestFile.read(folder.manifest()) : ManifestFile.empty());
    if (isResumed) {
      manifest.resume(data);
    } else {
      manifest.begin(config, data);
    }
    manifest.beginSession(config, precision, ranks);
    return manifest;
  }

  private void begin(RunConfig config, LearntFrom data) {
    String version = Manifest.class.getPackage().getImplementationVersion();
    fields.put("smdm", version == null ? "unpackaged" : version);
    fields.put("commit", BuildCommit.name());
    fields.put("java", System.getProperty("java.runtime.version"));
    fields.put("libtorch", Torch.engine().getVersion());
    fields.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    fields.put("processors", Runtime.getRuntime().availableProcessors());
    fields.put("device", config.device());
    fields.put("seed", config.seed());
    fields.put("dataSha256", data.sha256());
    fields.put("tokenizer", data.tokenizer());
    fields.put("tokenizerSha256", data.tokenizerSha256());
    fields.put("began", began.toString());
  }

  private void resume(LearntFrom data) {
    requireSame("dataSha256", data.sha256());
    requireSame("tokenizerSha256", data.tokenizerSha256());
    closeKilledSession();
    fields.remove(List.of("reason", "validationLoss", "validationStandardError"));
  }

  private void requireSame(String name, String now) {
    String before = fields.path(name).asText(now);
    if (!LearntFrom.isSame(before, now)) {
      throw new UserException(
          "%s has %s %s and now it is %s: restore the files that the run was trained on, or begin a new run"
              .formatted(folder.manifest(), name, before, now));
    }
  }

  private void closeKilledSession() {
    ArrayNode sessions = fields.withArray("sessions");
    if (sessions.isEmpty() || !(sessions.get(sessions.size() - 1) instanceof ObjectNode last)) {
      return;
    }
    if (Json.textOrEmpty(last, "state").equals(RUNNING)) {
      try {
        Instant seen = Files.getLastModifiedTime(folder.metrics()).toInstant();
        closeSession(last, seen, INTERRUPTED);
      } catch (IOException e) {
        // Killed before the first metrics: nothing is known of its end.
        last.put("state", INTERRUPTED);
      }
    }
  }

  private void beginSession(RunConfig config, Precision precision, int ranks) {
    fields.put("name", config.name());
    fields.put("family", config.objective().family().label());
    fields.put("nonEmbeddingParameters", config.model().nonEmbeddingParameters());
    fields.put("steps", config.steps());
    fields.put("configSha256", Sha256.of(ConfigJson.write(config)));
    fields.remove("ended");
    fields.put("state", RUNNING);
    fields.set("process", ManifestFile.tree(RunProcess.current()));
    ObjectNode session = fields.withArray("sessions").addObject();
    session.put("began", began.toString());
    session.put("state", RUNNING);
    session.put("device", config.device());
    session.put("ranks", ranks);
    session.put("precision", precision.name().toLowerCase(Locale.ROOT));
    session.put("processors", Runtime.getRuntime().availableProcessors());
    session.put("commit", BuildCommit.name());
    ManifestFile.write(folder.manifest(), fields);
  }

  /**
   * Completes the manifest of a run that ended normally.
   *
   * @param validation of the final weights
   */
  public void finish(ValidationResult validation) {
    fields.put("validationLoss", validation.loss());
    if (Double.isFinite(validation.standardError())) {
      fields.put("validationStandardError", validation.standardError());
    }
    if (validation.documents() != null) {
      fields.put("validationDocuments", validation.documents());
    }
    end(FINISHED);
  }

  /**
   * Completes the manifest of a run that ended early.
   *
   * @param state {@link #STOPPED} or {@link #FAILED}
   * @param reason in words; null for none
   */
  public void stop(String state, String reason) {
    if (reason != null) {
      fields.put("reason", reason);
    }
    end(state);
  }

  /**
   * Completes the manifest of a run that an error ended, or an interrupt that came too hard for it
   * to save itself.
   *
   * @param cause what was thrown
   */
  public void fail(Throwable cause) {
    if (Interruption.isBehind(cause)) {
      // This process may live on, as a notebook's does, so that the manifest has to be told.
      stop(STOPPED, "interrupted before it could save itself");
    } else {
      stop(FAILED, cause instanceof UserException ? cause.getMessage() : cause.toString());
    }
  }

  private void end(String state) {
    Instant now = Instant.now();
    ArrayNode sessions = fields.withArray("sessions");
    ObjectNode session = (ObjectNode) sessions.get(sessions.size() - 1);
    closeSession(session, now, state);
    long peak = ResidentMemory.peak();
    if (peak > 0) {
      session.put("peakResidentBytes", peak);
    }
    fields.put("state", state);
    fields.put("ended", now.toString());
    fields.remove("process");
    ManifestFile.write(folder.manifest(), fields);
  }

  /** Ends a session and adds its time to that of the run. */
  private void closeSession(ObjectNode session, Instant ended, String state) {
    Instant from = ManifestFile.time(folder.manifest(), session.path("began"));
    double seconds = Math.max(0, Duration.between(from, ended).toMillis()) / 1000.0;
    session.put("state", state);
    session.put("ended", ended.toString());
    session.put("seconds", seconds);
    fields.put(
        "seconds",
        Math.rint((ManifestFile.seconds(folder.manifest(), fields) + seconds) * 1000) / 1000);
  }
}
