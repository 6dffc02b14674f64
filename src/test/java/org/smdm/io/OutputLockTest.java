package org.smdm.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may write where. */
class OutputLockTest {

  private static final String USE = "written by another test";

  @TempDir Path folder;

  /** What another process says when it tries the lock file. */
  private static String triedElsewhere(Path lock) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Trying.class.getName(),
                lock.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said.strip();
  }

  /** The other process. */
  static final class Trying {
    private Trying() {}

    /** Tries a folder's lock. */
    public static void main(String[] arguments) {
      try (OutputLock lock = OutputLock.ofFolder(Path.of(arguments[0]), USE)) {
        System.out.println("taken " + (lock != null));
      } catch (UserException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void aSecondTryInTheSameProcessDoesNotFreeTheFirstsLock() throws Exception {
    String busy =
        folder + " is being written by another test: wait for it, stop it, or write elsewhere";
    try (OutputLock lock = OutputLock.ofFolder(folder, USE)) {
      assertTrue(lock != null);
      for (int i = 0; i < 2; i++) {
        UserException refused =
            assertThrows(UserException.class, () -> OutputLock.ofFolder(folder, USE));
        assertEquals(busy, refused.getMessage());
      }
      assertEquals(busy, triedElsewhere(folder));
    }
    assertEquals("taken true", triedElsewhere(folder));
  }

  @Test
  void neighboursAreFreeAndLockedFilesNeedNotBeThere() {
    Path one = folder.resolve("new/one.txt");
    OutputLock lock = OutputLock.ofFile(one, USE);
    OutputLock.ofFile(folder.resolve("new/two.txt"), USE).close();
    OutputLock.ofFolder(folder.resolve("new"), USE).close();
    assertThrows(UserException.class, () -> OutputLock.ofFile(one, USE));
    assertFalse(Files.exists(one));
    lock.close();
    lock.close();
    OutputLock.ofFile(one, USE).close();
  }

  @Test
  void whatAKilledProcessWasAboutToWriteGoes() throws Exception {
    Path mine = Files.writeString(folder.resolve(".a.bin." + UUID.randomUUID() + ".tmp"), "half");
    Path other = Files.writeString(folder.resolve(".b.bin." + UUID.randomUUID() + ".tmp"), "half");
    Path kept = Files.writeString(folder.resolve(".c.tmp"), "a user's");
    OutputLock.ofFile(folder.resolve("a.bin"), USE).close();
    assertFalse(Files.exists(mine));
    assertTrue(Files.exists(other));
    OutputLock.ofFolder(folder, USE).close();
    assertFalse(Files.exists(other));
    assertTrue(Files.exists(kept));
  }

  @Test
  void anInterruptIsNoFailureToWrite() {
    Thread.currentThread().interrupt();
    assertThrows(
        CancellationException.class, () -> AtomicFile.writeString(folder.resolve("a.txt"), "text"));
    assertTrue(Thread.interrupted());
    assertFalse(Files.exists(folder.resolve("a.txt")));
  }
}
