package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.smdm.hub.LocalHub;
import org.smdm.model.HuggingFaceFixture;
import org.smdm.tensor.safetensors.TensorType;

/** The verb in processes of its own, whose environment names a hub on this machine. */
@ResourceLock(Resources.SYSTEM_OUT)
@Timeout(90)
class GetCommandTest {

  @TempDir private Path folder;

  private final LocalHub hub = new LocalHub("models/owner/name");
  private int calls;

  @AfterEach
  void stop() {
    hub.close();
  }

  private Path output() {
    return folder.resolve("output-" + calls + ".txt");
  }

  private Map<String, String> environment() {
    return Map.of("HF_ENDPOINT", hub.address(), "HF_TOKEN", "hf_secret");
  }

  private List<String> words(String... more) {
    List<String> words = new ArrayList<>(List.of("get", "owner/name", "--out"));
    words.add(folder.resolve("hub").toString());
    words.addAll(List.of(more));
    return words;
  }

  private String get(int code, String... more) throws Exception {
    calls++;
    Process process = ChildProcess.smdm(output(), environment(), words(more));
    return finished(process, code);
  }

  private String finished(Process process, int code) throws Exception {
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    String text = Files.readString(output());
    assertEquals(code, process.exitValue(), text);
    assertFalse(text.contains("hf_secret"), text);
    assertFalse(text.contains("Exception"), text);
    return text;
  }

  @Test
  void aModelIsBroughtDescribedAndNotBroughtAgain() throws Exception {
    Path made = Files.createDirectory(folder.resolve("made"));
    HuggingFaceFixture.llama(true).write(made, TensorType.F32);
    try (Stream<Path> files = Files.list(made)) {
      for (Path file : files.toList()) {
        hub.add(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    String plan = get(0, "--dry-run");
    assertTrue(plan.contains("model.safetensors"), plan);
    assertEquals(List.of(), hub.contentRequests());

    Path brought = folder.resolve("hub/owner/name");
    String first = get(0);
    assertTrue(first.contains(brought.resolve("model.safetensors").toString()), first);
    assertEquals(2, hub.contentRequests().size());
    assertArrayEquals(
        Files.readAllBytes(made.resolve("model.safetensors")),
        Files.readAllBytes(brought.resolve("model.safetensors")));
    Terminal info = Terminal.smdm("info", brought);
    info.assertDone();
    assertTrue(info.out().contains("Llama"), info.out());

    hub.forget();
    get(0);
    assertEquals(List.of(), hub.contentRequests());
  }

  @Test
  void aCallThatWasKilledIsGoneOnWith() throws Exception {
    byte[] content = content(3_000_000);
    hub.add("model.safetensors", content);
    hub.plan(LocalHub.silent(2_000_000, 60_000));
    calls++;
    Process process = ChildProcess.smdm(output(), environment(), words());
    Path part = folder.resolve("hub/owner/name/.model.safetensors.part");
    while (process.isAlive() && !(Files.exists(part) && Files.size(part) == 2_000_000)) {
      Thread.sleep(20);
    }
    process.destroyForcibly().waitFor();
    assertFalse(Files.exists(folder.resolve("hub/owner/name/model.safetensors")));
    hub.forget();
    String text = get(0);
    assertTrue(text.contains("goes on after 2.0 MB"), text);
    assertEquals("bytes=2000000-", hub.contentRequests().get(0).header("range"));
    assertArrayEquals(
        content, Files.readAllBytes(folder.resolve("hub/owner/name/model.safetensors")));
  }

  @Test
  void aSignalEndsItAtOnce() throws Exception {
    hub.add("model.safetensors", content(3_000_000));
    hub.plan(LocalHub.silent(2_000_000, 60_000));
    calls++;
    Process process = ChildProcess.smdm(output(), environment(), words());
    Path part = folder.resolve("hub/owner/name/.model.safetensors.part");
    while (process.isAlive() && !(Files.exists(part) && Files.size(part) == 2_000_000)) {
      Thread.sleep(20);
    }
    process.destroy();
    assertTrue(process.waitFor(9, TimeUnit.SECONDS));
    assertNotEquals(0, process.exitValue());
    assertEquals(2_000_000, Files.size(part));
    String text = Files.readString(output());
    assertFalse(text.contains("Exception"), text);
  }

  @Test
  void aDiskThatIsFullIsToldAndLeavesNoFile() throws Exception {
    hub.add("model.safetensors", content(3_000_000));
    calls++;
    Process process = ChildProcess.smdmWithFileLimit(output(), 1000, environment(), words());
    String text = finished(process, 2);
    assertTrue(text.contains("cannot write"), text);
    assertFalse(Files.exists(folder.resolve("hub/owner/name/model.safetensors")));
  }

  @Test
  void whatCannotBeBroughtIsToldInOneSentence() throws Exception {
    assertTrue(get(2, "--dataset").contains("has no data set owner/name (HTTP 404)"));
    assertTrue(get(2, "--file", "x.bin").contains("has no file x.bin"));
    Terminal.smdm("get").assertRefused("--list");
    Terminal.smdm("get", "nothing").assertRefused("nothing by the name 'nothing'");
    Terminal list = Terminal.smdm("get", "--list");
    list.assertDone();
    assertTrue(list.out().contains("smdm:mdm-170M-100e18"), list.out());
    assertTrue(list.out().contains("tinyllama-tokenizer"), list.out());
  }

  private static byte[] content(int size) {
    byte[] bytes = new byte[size];
    new Random(3).nextBytes(bytes);
    return bytes;
  }
}
