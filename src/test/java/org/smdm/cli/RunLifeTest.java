package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.smdm.config.ConfigJson;
import org.smdm.config.Precision;
import org.smdm.config.RunConfig;
import org.smdm.io.UserException;
import org.smdm.record.Manifest;
import org.smdm.record.RunFolder;
import org.smdm.record.RunStatus;
import org.smdm.record.ValidationResult;
import org.smdm.train.PretrainingTask;
import org.smdm.train.TrainingTask;

/** What the manifest says of a run through its life. */
@ResourceLock("System.out")
class RunLifeTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path temporary;
  private RunFolder folder;
  private RunConfig config;
  private TrainingTask data;

  @BeforeEach
  void begin() throws IOException {
    Path text = Files.writeString(temporary.resolve("text.txt"), "We the people.\n".repeat(400));
    Path file = temporary.resolve("config.json");
    Terminal.pretrain(
            temporary,
            "--steps",
            7,
            "--objective",
            "mdm",
            "--data",
            text,
            "--name",
            "life",
            "--save-config",
            file)
        .assertDone();
    config = ConfigJson.read(file, RunConfig.class);
    data = PretrainingTask.open(config);
    folder = RunFolder.create(temporary, config);
  }

  private ObjectNode manifest() throws IOException {
    return (ObjectNode) JSON.readTree(folder.manifest().toFile());
  }

  private void rewrite(ObjectNode fields) throws IOException {
    JSON.writeValue(folder.manifest().toFile(), fields);
  }

  private String state() {
    return RunStatus.read(folder).state();
  }

  private static ValidationResult validation() {
    return new ValidationResult(2.5, 0.25, 4, 8, null, 4);
  }

  private static long idOfADeadProcess() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process = new ProcessBuilder(java.toString(), "-version").start();
    process.waitFor();
    return process.pid();
  }

  @Test
  void aRunIsRunningWhileItsProcessLivesAndThenFinished() throws Exception {
    Manifest manifest = Manifest.open(folder, config, data.learntFrom(), Precision.FP32, 1);
    assertEquals("running", state());
    assertEquals(ProcessHandle.current().pid(), manifest().at("/process/id").longValue());
    assertEquals(7, manifest().get("steps").intValue());
    assertEquals("mdm", manifest().get("family").textValue());
    assertTrue(
        manifest().get("commit").textValue().matches("[0-9a-f]{40}(-dirty)?|unknown"),
        manifest().toString());

    manifest.finish(validation());
    assertEquals("finished", state());
    JsonNode fields = manifest();
    assertFalse(fields.has("process"));
    assertEquals(2.5, fields.get("validationLoss").doubleValue());
    assertEquals(1, fields.get("sessions").size());
    JsonNode session = fields.get("sessions").get(0);
    assertEquals("finished", session.get("state").textValue());
    assertEquals(fields.get("seconds"), session.get("seconds"));
    assertEquals("cpu", session.get("device").textValue());
  }

  @Test
  void aStoppedOrFailedRunSaysWhy() {
    Manifest manifest = Manifest.open(folder, config, data.learntFrom(), Precision.FP32, 1);
    manifest.stop(Manifest.STOPPED, "stopped by Ctrl-C");
    assertEquals("stopped", state());
    assertEquals("stopped by Ctrl-C", RunStatus.read(folder).reason());
    Manifest.open(folder, config, data.learntFrom(), Precision.FP32, 1).stop(Manifest.FAILED, null);
    assertEquals("failed", state());
    assertEquals("", RunStatus.read(folder).reason());
  }

  @Test
  void aRunWhoseProcessIsGoneIsInterrupted() throws Exception {
    Manifest.open(folder, config, data.learntFrom(), Precision.FP32, 1);
    ObjectNode fields = manifest();
    ((ObjectNode) fields.get("process")).put("id", idOfADeadProcess());
    rewrite(fields);
    assertEquals("interrupted", state());
  }

  @Test
  void anotherProcessOfTheSameIdDoesNotMakeARunRunning() throws Exception {
    Manifest.open(folder, config, data.learntFrom(), Precision.FP32, 1);
    ObjectNode fields = manifest();
    Instant start = Instant.parse(fields.at("/process/started").asText());
    ((ObjectNode) fields.get("process")).put("started", start.minusSeconds(60).toString());
    rewrite(fields);
    assertEquals("interrupted", state());
    fields.remove("process");
    rewrite(fields);
    assertEquals("interrupted", state());
  }

  @Test
  void aResumedRunKeepsItsBeginningAndAddsUpItsTime() throws Exception {
    Manifest.open(folder, config, data.learntFrom(), Precision.FP32, 1);
    ObjectNode killed = manifest();
    Instant began = Instant.now().minus(Duration.ofHours(5));
    killed.put("began", began.toString());
    killed.put("smdm", "0.0.7");
    ((ObjectNode) killed.get("sessions").get(0)).put("began", began.toString());
    rewrite(killed);
    Files.writeString(folder.metrics(), "step\n");
    Files.setLastModifiedTime(folder.metrics(), FileTime.from(began.plusSeconds(100)));

    Manifest.open(folder, config, data.learntFrom(), Precision.FP32, 1)
        .stop(Manifest.STOPPED, "enough");
    assertEquals(100, manifest().get("seconds").doubleValue(), 5);
    Manifest last = Manifest.open(folder, config, data.learntFrom(), Precision.FP32, 1);
    assertEquals("running", state());
    assertFalse(manifest().has("reason"));
    assertFalse(manifest().has("ended"));
    last.finish(validation());

    JsonNode fields = manifest();
    assertEquals(began.toString(), fields.get("began").textValue());
    assertEquals("0.0.7", fields.get("smdm").textValue());
    JsonNode sessions = fields.get("sessions");
    assertEquals(3, sessions.size());
    assertEquals("interrupted", sessions.get(0).get("state").textValue());
    assertEquals(100, sessions.get(0).get("seconds").doubleValue(), 0.01);
    assertEquals("stopped", sessions.get(1).get("state").textValue());
    double sum = 0;
    for (JsonNode session : sessions) {
      sum += session.get("seconds").doubleValue();
    }
    assertEquals(sum, fields.get("seconds").doubleValue(), 1e-3);
  }

  @Test
  void otherDataAndBrokenManifestsAreRefused() throws Exception {
    String missing = assertThrows(UserException.class, () -> RunStatus.read(folder)).getMessage();
    assertTrue(missing.contains("manifest.json does not exist"), missing);
    Manifest.open(folder, config, data.learntFrom(), Precision.FP32, 1);
    ObjectNode fields = manifest();
    fields.put("dataSha256", "0123");
    rewrite(fields);
    String other =
        assertThrows(
                UserException.class,
                () -> Manifest.open(folder, config, data.learntFrom(), Precision.FP32, 1))
            .getMessage();
    assertTrue(other.contains("dataSha256 0123"), other);
    for (String text : new String[] {"", "[1]", "{\"state\":", "{}", "{\"state\":\"running\"}"}) {
      Files.writeString(folder.manifest(), text);
      String broken = assertThrows(UserException.class, () -> RunStatus.read(folder)).getMessage();
      assertTrue(broken.startsWith(folder.manifest().toString()), broken);
    }
  }
}
