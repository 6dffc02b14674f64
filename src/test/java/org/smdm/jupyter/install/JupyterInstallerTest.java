package org.smdm.jupyter.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.io.UserException;

class JupyterInstallerTest {

  private static final String PACKAGES = "jupyter-notebook jupyter-nbconvert jupyter-client";

  @TempDir Path temporary;
  private Programs programs;
  private Path log;

  @BeforeEach
  void begin() {
    programs = new Programs(temporary);
    log = temporary.resolve("log");
  }

  private JupyterInstaller installer(boolean isRoot) {
    return new JupyterInstaller(programs.environment("bin"), isRoot);
  }

  private String refusal(boolean isRoot) {
    return assertThrows(UserException.class, installer(isRoot)::install).getMessage();
  }

  private void addAptGet(String last) throws IOException {
    programs.add("bin", "apt-get", "echo \"$DEBIAN_FRONTEND apt-get $*\" >> '" + log + "'", last);
  }

  @Test
  void rootInstallsWithoutQuestions() throws IOException {
    addAptGet("true");
    installer(true).install();
    assertEquals(
        "noninteractive apt-get update\nnoninteractive apt-get install -y --no-install-recommends %s\n"
            .formatted(PACKAGES),
        Files.readString(log));
  }

  @Test
  void othersAskSudoForIt() throws IOException {
    addAptGet("true");
    programs.add("bin", "sudo", "[ \"$1\" = -n ] && shift && unset DEBIAN_FRONTEND && exec \"$@\"");
    installer(false).install();
    assertTrue(Files.readString(log).contains("noninteractive apt-get install"));
  }

  @Test
  void withoutRightsTheLineToTypeIsNamed() throws IOException {
    addAptGet("true");
    assertTrue(refusal(false).contains("run as root: apt-get install"), refusal(false));
    programs.add("bin", "sudo", "exit 1");
    assertTrue(refusal(false).contains("run sudo apt-get install"), refusal(false));
  }

  @Test
  void aFailureIsASentence() throws IOException {
    addAptGet("exit 100");
    String sentence = refusal(true);
    assertTrue(sentence.contains("code 100"), sentence);
  }

  @Test
  void elsewhereThanOnDebianAnotherWayIsNamed() throws IOException {
    assertTrue(refusal(true).contains("pip install notebook"), refusal(true));
    programs.add("bin", "brew");
    assertTrue(refusal(true).contains("brew install"), refusal(true));
  }
}
