package org.smdm.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.smdm.hub.HubTrial.CONTENT;
import static org.smdm.hub.HubTrial.WEIGHTS;
import static org.smdm.hub.HubTrial.content;
import static org.smdm.hub.HubTrial.request;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.io.OutputLock;
import org.smdm.io.Progress;
import org.smdm.io.UserException;

/** Which files of a hub are chosen, and what is in their folder already. */
@Timeout(60)
class HubFolderTest {

  @TempDir private Path base;

  @AutoClose private HubTrial trial;

  @BeforeEach
  void start() {
    trial = new HubTrial(base);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../outside", "/etc/outside", "a/../../outside", "a//b", "a\\..\\b", "C:b"})
  void pathsThatLeadOutAreRefused(String path) throws Exception {
    trial.hub.add(path, CONTENT);
    trial.assertRefused(request("**"), "cannot be kept here");
    try (Stream<Path> files = Files.list(base)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void namesThatNoFileSystemTakesAreRefusedOnlyWhereTheyAreChosen() throws Exception {
    trial.hub.add(WEIGHTS, CONTENT);
    trial.hub.add("config\\ud800.json", CONTENT); // written into JSON as it stands
    trial.hub.add("x".repeat(300) + ".json", CONTENT);
    trial.hub.add(".lock", CONTENT);
    trial.hub.add(".fetched.json", CONTENT);
    for (String pattern : List.of("config*.json", "xxx*.json", ".lock", ".fetched.json", "**")) {
      trial.assertRefused(request(pattern), "cannot be kept here");
    }
    trial.download().fetch(request("*.safetensors"));
    trial.assertWhole();
  }

  @Test
  void sizesThatNoNumberHoldsAreRefused() {
    trial.hub.add("a.json", content(20, 1));
    trial.hub.add("b.json", content(20, 2));
    trial.hub.inflated = Long.MAX_VALUE - 20;
    trial.assertRefused(request("*.json"), "larger together than any disk");
    UserException e =
        assertThrows(
            UserException.class,
            () ->
                new HubRequest(new HubRepo(true, "o/n", "main"), List.of())
                    .chosen(
                        List.of(
                            new HubFile("a", Long.MAX_VALUE, "0".repeat(40)),
                            new HubFile("b", 1, "0".repeat(40)))));
    assertTrue(e.getMessage().contains("larger together"), e.getMessage());
  }

  @Test
  void filesPutThereByHandAreTakenWhenTheyAreRight() throws Exception {
    trial.hub.add(WEIGHTS, CONTENT);
    Files.createDirectories(trial.folder());
    Files.write(trial.folder().resolve(WEIGHTS), CONTENT);
    trial.download().fetch(request(WEIGHTS));
    assertEquals(List.of(), trial.hub.contentRequests());
  }

  @Test
  void filesOfTheUsersAreNotReplacedUnasked() throws Exception {
    trial.hub.add(WEIGHTS, CONTENT);
    Files.createDirectories(trial.folder());
    byte[] own = content(300_000, 5);
    Files.write(trial.folder().resolve(WEIGHTS), own);
    trial.assertRefused(request(WEIGHTS), "--replace");
    assertArrayEquals(own, Files.readAllBytes(trial.folder().resolve(WEIGHTS)));
    trial.download(true, Duration.ofSeconds(9), trial.hub.address(), null).fetch(request(WEIGHTS));
    trial.assertWhole();
  }

  @Test
  void anOlderVersionOfTheHubsIsReplaced() throws Exception {
    trial.hub.add(WEIGHTS, content(200_000, 6));
    trial.download().fetch(request(WEIGHTS));
    trial.fetchAndCompare();
  }

  @Test
  void aFileThatWasDamagedSinceIsNoticed() throws Exception {
    trial.fetchAndCompare();
    Files.write(trial.folder().resolve(WEIGHTS), content(1000, 7));
    trial.assertRefused(request(WEIGHTS), "differs from that of owner/name");
    Files.delete(trial.folder().resolve(WEIGHTS));
    trial.fetchAndCompare();
  }

  @Test
  void whatIsRememberedMayBeDeletedOrDamaged() throws Exception {
    trial.fetchAndCompare();
    for (String text : List.of("{\"model.safe", "null", "{\"%s\":null}".formatted(WEIGHTS))) {
      Files.writeString(trial.folder().resolve(".fetched.json"), text);
      trial.hub.forget();
      trial.download().fetch(request(WEIGHTS));
      assertEquals(List.of(), trial.hub.contentRequests());
    }
  }

  @Test
  void disksThatCannotTakeTheFilesAreTold() throws Exception {
    trial.hub.add(WEIGHTS, CONTENT);
    trial.hub.inflated = 1L << 60;
    trial.assertRefused(request(WEIGHTS), "free some space");
    trial.hub.inflated = 0;
    Files.createDirectories(trial.folder().resolve(WEIGHTS));
    trial.assertRefused(request(WEIGHTS), WEIGHTS);
    trial.hub.add("a/b.txt", CONTENT);
    Files.writeString(trial.folder().resolve("a"), "a file");
    trial.assertRefused(request("a/b.txt"), "cannot write");
    Files.writeString(base.resolve("other"), "a file");
    UserException e =
        assertThrows(
            UserException.class,
            () ->
                new HubDownload(
                        HubEndpoint.of(Map.of("HF_ENDPOINT", trial.hub.address())),
                        base.resolve("other"),
                        false,
                        Progress.none())
                    .fetch(request(WEIGHTS)));
    assertTrue(e.getMessage().contains("cannot write"), e.getMessage());
  }

  @Test
  void twoCallsDoNotFillOneFolderAtOnce() throws Exception {
    trial.hub.add(WEIGHTS, CONTENT);
    Files.createDirectories(trial.folder());
    try (OutputLock other = OutputLock.ofFolder(trial.folder(), "kept")) {
      trial.assertRefused(request(WEIGHTS), "another smdm get");
      assertTrue(other != null);
    }
    trial.fetchAndCompare();
  }

  @Test
  void patternsThatMatchNothingNameWhatIsThere() {
    trial.hub.add("mdm_safetensors/mdm-6M-1e18.safetensors", CONTENT);
    trial.hub.add("other/x.bin", CONTENT);
    trial.assertRefused(
        request("mdm_safetensors/mdm-7M-1e18.safetensors"),
        "choose among its 2 files, it has mdm_safetensors/mdm-6M-1e18.safetensors");
    trial.assertRefused(request(), "no model files in its top folder");
    trial.assertRefused(request("[a"), "which is no pattern");
  }

  @Test
  void aModelsUsualFilesAreChosenByThemselves() throws Exception {
    for (String name :
        List.of(
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "model-00001-of-00002.safetensors",
            "model.safetensors.index.json",
            "README.md",
            "pytorch_model.bin",
            "onnx/model.onnx",
            "tf_model.h5")) {
      trial.hub.add(name, content(30, name.hashCode()));
    }
    assertEquals(7, trial.download().fetch(request()).size());
    assertFalse(Files.exists(trial.folder().resolve("pytorch_model.bin")));
  }
}
