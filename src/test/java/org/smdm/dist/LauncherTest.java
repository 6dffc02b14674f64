package org.smdm.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

  private final CountDownLatch gone = new CountDownLatch(1);
  private Process launcher;

  @BeforeEach
  void start() throws Exception {
    launcher = new ProcessBuilder("sleep", "100").start();
  }

  @AfterEach
  void end() {
    launcher.destroyForcibly();
  }

  private boolean isGone() throws Exception {
    return gone.await(20, TimeUnit.SECONDS);
  }

  @Test
  void theEndOfALauncherThatWasKilledIsNoticed() throws Exception {
    Launcher.whenGone(Launcher.name(launcher.toHandle()), gone::countDown);
    assertFalse(gone.await(200, TimeUnit.MILLISECONDS));
    launcher.destroyForcibly();
    assertTrue(isGone());
  }

  @Test
  void aLauncherThatIsGoneAlreadyIsNoticed() throws Exception {
    String name = Launcher.name(launcher.toHandle());
    assertTrue(launcher.destroyForcibly().waitFor() != 0);
    Launcher.whenGone(name, gone::countDown);
    assertTrue(isGone());
  }

  @Test
  void anotherProcessOfTheSameNumberIsNotTheLauncher() throws Exception {
    String[] name = Launcher.name(launcher.toHandle()).split(" ");
    Launcher.whenGone("%s 1 %s".formatted(name[0], name[2]), gone::countDown);
    assertTrue(isGone());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "x 1 here", "1 1 another-machine"})
  void noLauncherOfThisMachineIsWatchedByNobody(String variable) throws Exception {
    Launcher.whenGone(variable, gone::countDown);
    assertFalse(gone.await(200, TimeUnit.MILLISECONDS));
  }

  @Test
  void aProcessThatIsFreedHasNoLauncher() {
    ProcessBuilder builder = new ProcessBuilder("true");
    Launcher.leads(builder);
    assertEquals(
        Launcher.name(ProcessHandle.current()), builder.environment().get("SMDM_LAUNCHER"));
    Launcher.frees(builder);
    assertFalse(builder.environment().containsKey("SMDM_LAUNCHER"));
  }
}
