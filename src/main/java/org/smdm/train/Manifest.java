package org.smdm.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.smdm.config.AtomicFile;
import org.smdm.config.ConfigJson;
import org.smdm.config.RunConfig;
import org.smdm.data.TrainingData;
import org.smdm.tensor.Torch;

/** {@code manifest.json}: what made a run, so that its numbers can be trusted and made again. */
public final class Manifest {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final RunFolder folder;
  private final Instant began = Instant.now();
  private final Map<String, Object> fields = new LinkedHashMap<>();

  private Manifest(RunFolder folder) {
    this.folder = folder;
  }

  /**
   * Writes the manifest of a run that starts now.
   *
   * @param folder of the run
   * @param config its config
   * @param data its tokens
   */
  public static Manifest begin(RunFolder folder, RunConfig config, TrainingData data) {
    Manifest manifest = new Manifest(folder);
    String version = Manifest.class.getPackage().getImplementationVersion();
    manifest.fields.put("smdm", version == null ? "unpackaged" : version);
    manifest.fields.put("java", System.getProperty("java.runtime.version"));
    manifest.fields.put("libtorch", Torch.engine().getVersion());
    manifest.fields.put(
        "system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    manifest.fields.put("processors", Runtime.getRuntime().availableProcessors());
    manifest.fields.put("device", config.device());
    manifest.fields.put("seed", config.seed());
    manifest.fields.put("configSha256", sha256(ConfigJson.write(config)));
    manifest.fields.put("dataSha256", data.fingerprint());
    manifest.fields.put("tokenizer", data.tokenizer().name());
    manifest.fields.put("tokenizerSha256", data.tokenizer().fingerprint());
    manifest.fields.put("began", manifest.began.toString());
    manifest.fields.put("state", "running");
    manifest.write();
    return manifest;
  }

  /**
   * Completes the manifest of a run that ended normally.
   *
   * @param validation of the final weights
   */
  public void finish(ValidationResult validation) {
    Instant ended = Instant.now();
    fields.put("state", "finished");
    fields.put("ended", ended.toString());
    fields.put("seconds", Duration.between(began, ended).toMillis() / 1000.0);
    fields.put("validationLoss", validation.loss());
    fields.put("validationStandardError", validation.standardError());
    write();
  }

  private void write() {
    try {
      AtomicFile.writeString(folder.manifest(), MAPPER.writeValueAsString(fields) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("manifest fields are plain values", e);
    }
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
