package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.smdm.io.UserException;
import org.smdm.jupyter.install.Programs;
import picocli.CommandLine;

@ResourceLock("System.out")
class NotebookCommandTest {

  @TempDir Path temporary;
  private Programs programs;
  private Path log;

  @BeforeEach
  void begin() throws IOException {
    programs = new Programs(temporary);
    log = temporary.resolve("log");
    Files.createDirectories(temporary.resolve("checkout/notebooks"));
  }

  private int run(String... words) throws Exception {
    NotebookCommand command =
        new NotebookCommand(programs.environment("bin"), temporary.resolve("checkout").toString());
    new CommandLine(command).parseArgs(words);
    return command.call();
  }

  private String refusal(String... words) {
    return assertThrows(UserException.class, () -> run(words)).getMessage();
  }

  private void add(String name, String version, int code) throws IOException {
    programs.add(
        "bin",
        name,
        "[ \"$*\" = --version ] && echo " + version + " && exit",
        "echo \"$0 $*\" > '" + log + "'; exit " + code);
  }

  private List<String> started() throws IOException {
    return Arrays.asList(Files.readString(log).strip().split(" "));
  }

  @Test
  void theNotebooksAreOpenedOnThisMachineOnly() throws Exception {
    add("jupyter-notebook", "6.4.12", 9);
    assertEquals(9, run("--no-browser", "--port", "8899"));
    List<String> words = started();
    assertTrue(words.get(0).endsWith("jupyter-notebook"), words.toString());
    Path notebooks = temporary.resolve("checkout/notebooks");
    assertTrue(
        words.containsAll(
            List.of(
                "--ip=127.0.0.1", "--port=8899", "--no-browser", "--notebook-dir=" + notebooks)),
        words.toString());
    assertTrue(Files.exists(temporary.resolve("data/kernels/java/kernel.json")));
  }

  @Test
  void oneChoosesBetweenLabAndClassic() throws Exception {
    add("jupyter-notebook", "6.4.12", 0);
    add("jupyter-lab", "4.1.0", 0);
    assertEquals(0, run());
    assertTrue(started().get(0).endsWith("jupyter-notebook"));
    assertFalse(started().contains("--no-browser"));
    assertEquals(0, run("--lab"));
    assertTrue(started().get(0).endsWith("jupyter-lab"));
    assertEquals(0, run("--classic"));
    assertTrue(started().get(0).endsWith("jupyter-notebook"));
  }

  @Test
  void whatIsMissingIsInstalledOnlyOnceAskedTo() throws Exception {
    String sentence = refusal();
    assertTrue(sentence.startsWith("no Jupyter was found: "), sentence);
    Path bin = temporary.resolve("bin");
    programs.add(
        "bin",
        "apt-get",
        "[ \"$1\" = install ] || exit 0",
        "printf '#!/bin/sh\\necho 6.4.12' > '" + bin + "/jupyter-notebook'",
        "/bin/chmod +x '" + bin + "/jupyter-notebook'");
    programs.add("bin", "sudo", "shift; exec \"$@\"");
    assertTrue(refusal().contains("--install"), refusal());
    assertEquals(0, run("--install"));
  }

  @Test
  void aCheckNeedsNbconvert() throws Exception {
    add("jupyter-notebook", "6.4.12", 0);
    String sentence = refusal("--check");
    assertTrue(sentence.startsWith("no jupyter-nbconvert was found: "), sentence);
  }

  @Test
  void aFolderThatIsNotThereIsNamed() throws Exception {
    add("jupyter-notebook", "6.4.12", 0);
    assertTrue(refusal("--folder", "no/such").contains("no/such"));
    Files.delete(temporary.resolve("checkout/notebooks"));
    assertTrue(refusal().contains("--folder"), refusal());
  }

  @Test
  void wrongWordsAreRefused() {
    Terminal.smdm("notebook", "--lab", "--classic").assertRefused("--lab");
    assertTrue(refusal("--port", "0").contains("--port"));
    assertTrue(refusal("--port", "70000").contains("65535"));
    Terminal.smdm("notebook", "--port", "many").assertRefused("--port");
  }

  @Test
  void withoutTheLauncherNothingIsInstalled() {
    NotebookCommand command = new NotebookCommand(programs.environment("bin"), null);
    String sentence = assertThrows(UserException.class, command::call).getMessage();
    assertTrue(sentence.contains("./smdm notebook"), sentence);
    assertFalse(Files.exists(temporary.resolve("data")));
  }
}
