package org.smdm.jupyter.install;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.io.UserException;

class KernelSpecTest {

  @TempDir Path temporary;

  private KernelSpec spec(Path launcher) {
    return KernelSpec.of(
        Map.of("JUPYTER_DATA_DIR", temporary.resolve("data").toString()), launcher);
  }

  private static JsonNode kernel(KernelSpec spec) throws IOException {
    return new JsonMapper().readTree(spec.folder().resolve("kernel.json").toFile());
  }

  /** Starts what the kernelspec says, as Jupyter does. */
  private FinishedProcess start(KernelSpec spec) throws IOException {
    List<String> command = new ArrayList<>();
    kernel(spec)
        .get("argv")
        .forEach(word -> command.add(word.asText().replace("{connection_file}", "/the/file")));
    return FinishedProcess.run(command, Map.of(), temporary, 20);
  }

  @Test
  void aFirstInstallationIsWhatJupyterReads() throws IOException {
    KernelSpec spec = spec(Path.of("/there/smdm"));
    assertEquals(KernelSpec.State.INSTALLED, spec.install().state());
    assertEquals(temporary.resolve("data/kernels/java"), spec.folder());
    JsonNode kernel = kernel(spec);
    assertEquals("Java (smdm)", kernel.get("display_name").asText());
    assertEquals("java", kernel.get("language").asText());
    assertEquals("message", kernel.get("interrupt_mode").asText());
    for (int size : List.of(32, 64)) {
      Path logo = spec.folder().resolve("logo-%dx%d.png".formatted(size, size));
      assertEquals(size, ImageIO.read(logo.toFile()).getWidth());
    }
  }

  @Test
  void aSecondInstallationChangesNothing() throws IOException {
    KernelSpec spec = spec(Path.of("/there/smdm"));
    spec.install();
    byte[] before = Files.readAllBytes(spec.folder().resolve("kernel.json"));
    assertEquals(KernelSpec.State.UNCHANGED, spec.install().state());
    assertArrayEquals(before, Files.readAllBytes(spec.folder().resolve("kernel.json")));
  }

  @Test
  void aCheckoutThatWasMovedIsRepaired() throws IOException {
    spec(Path.of("/old/place/smdm")).install();
    KernelSpec moved = spec(Path.of("/new/place/smdm"));
    KernelSpec.Outcome outcome = moved.install();
    assertEquals(KernelSpec.State.REPAIRED, outcome.state());
    assertTrue(outcome.sentence().contains("/old/place/smdm"), outcome.sentence());
    assertTrue(outcome.sentence().contains("/new/place/smdm"), outcome.sentence());
    assertFalse(kernel(moved).toString().contains("/old/place"));
  }

  @Test
  void aLostLogoIsRepaired() throws IOException {
    KernelSpec spec = spec(Path.of("/there/smdm"));
    spec.install();
    Files.delete(spec.folder().resolve("logo-32x32.png"));
    assertEquals(KernelSpec.State.REPAIRED, spec.install().state());
    assertTrue(Files.exists(spec.folder().resolve("logo-32x32.png")));
  }

  @Test
  void kernelsOfOthersAreMovedAsideAndKept() throws IOException {
    KernelSpec spec = spec(Path.of("/there/smdm"));
    Path file = spec.folder().resolve("kernel.json");
    List<String> others =
        List.of("{\"argv\": [\"ijava\"], \"display_name\": \"Java\"}", "{ not JSON", "", "[1]");
    for (int i = 0; i < others.size(); i++) {
      Files.createDirectories(spec.folder());
      Files.writeString(file, others.get(i));
      Files.deleteIfExists(spec.folder().resolve("logo-32x32.png"));
      KernelSpec.Outcome outcome = spec.install();
      Path aside = spec.folder().resolveSibling("java-before-smdm" + (i == 0 ? "" : "-" + (i + 1)));
      assertEquals(KernelSpec.State.INSTALLED, outcome.state());
      assertTrue(outcome.sentence().contains(aside.toString()), outcome.sentence());
      assertEquals(others.get(i), Files.readString(aside.resolve("kernel.json")));
      assertEquals("Java (smdm)", kernel(spec).get("display_name").asText());
    }
  }

  @Test
  void aFileInThePlaceOfTheFolderIsMovedAside() throws IOException {
    KernelSpec spec = spec(Path.of("/there/smdm"));
    Files.createDirectories(spec.folder().getParent());
    Files.writeString(spec.folder(), "mine");
    spec.install();
    assertEquals("mine", Files.readString(spec.folder().resolveSibling("java-before-smdm")));
    assertEquals(KernelSpec.State.UNCHANGED, spec.install().state());
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Files.writeString(temporary.resolve("data"), "a file");
    UserException refusal =
        assertThrows(UserException.class, () -> spec(Path.of("/there/smdm")).install());
    assertTrue(refusal.getMessage().contains(temporary.toString()), refusal.getMessage());
  }

  @Test
  void theLauncherIsStartedWhateverItsFolderIsCalled() throws IOException {
    Path launcher =
        new Programs(temporary).add("my $HOME's \"check\" out", "smdm", "echo \"$0|$*\"; exit 7");
    KernelSpec spec = spec(launcher);
    spec.install();
    FinishedProcess kernel = start(spec);
    assertEquals(launcher + "|kernel /the/file\n", kernel.out(), kernel.err());
    assertEquals(7, kernel.code());
  }

  @Test
  void aCheckoutThatIsGoneIsASentence() throws IOException {
    KernelSpec spec = spec(temporary.resolve("gone/smdm"));
    spec.install();
    FinishedProcess kernel = start(spec);
    assertEquals(2, kernel.code());
    assertEquals(1, kernel.err().lines().count(), kernel.err());
    assertTrue(kernel.err().startsWith("smdm: "), kernel.err());
    assertTrue(kernel.err().contains(temporary.resolve("gone/smdm").toString()), kernel.err());
    assertTrue(kernel.err().contains("./smdm notebook"), kernel.err());
  }

  @Test
  void theFolderIsThatOfJupyter() {
    Map<String, String> home = Map.of("HOME", "/u");
    assertEquals(Path.of("/u/.local/share/jupyter"), KernelSpec.dataFolder(home, false));
    assertEquals(Path.of("/u/Library/Jupyter"), KernelSpec.dataFolder(home, true));
    Map<String, String> xdg = Map.of("HOME", "/u", "XDG_DATA_HOME", "/x");
    assertEquals(Path.of("/x/jupyter"), KernelSpec.dataFolder(xdg, false));
    assertEquals(Path.of("/u/Library/Jupyter"), KernelSpec.dataFolder(xdg, true));
    Map<String, String> own = Map.of("HOME", "/u", "XDG_DATA_HOME", "/x", "JUPYTER_DATA_DIR", "/j");
    assertEquals(Path.of("/j"), KernelSpec.dataFolder(own, false));
    assertEquals(Path.of("/j"), KernelSpec.dataFolder(own, true));
  }
}
