package org.smdm.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.io.UserException;

@DisabledOnOs(OS.WINDOWS)
class NativeFolderTest {

  @TempDir Path folder;

  private static void rights(Path path, String rights) throws Exception {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
  }

  private static void refuses(Path cache, Path named) {
    UserException e = assertThrows(UserException.class, () -> NativeFolder.requirePrivate(cache));
    assertTrue(e.getMessage().contains("not loaded from " + named + ", since"), e.getMessage());
    assertTrue(e.getMessage().contains("DJL_CACHE_DIR"), e.getMessage());
  }

  @Test
  void aMissingFolderIsMadeForThisUserAlone() throws Exception {
    Path cache = folder.resolve("a/djl");
    NativeFolder.requirePrivate(cache);
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)));
  }

  @Test
  void whatOthersCanWriteIsRefusedByName() throws Exception {
    Path cache = Files.createDirectories(folder.toRealPath().resolve("djl"));
    Path version = Files.createDirectories(cache.resolve("pytorch/2.7.1"));
    Path library = Files.createFile(version.resolve("libtorch.so"));
    NativeFolder.requirePrivate(cache);
    for (Path open : new Path[] {cache, version, library}) {
      String before = PosixFilePermissions.toString(Files.getPosixFilePermissions(open));
      rights(open, "rwxrwxrwx");
      refuses(cache, open);
      rights(open, before);
    }
    NativeFolder.requirePrivate(cache);
  }

  @Test
  void aFolderThatEverybodyCanMoveIsRefused() throws Exception {
    Path above = Files.createDirectories(folder.toRealPath().resolve("open"));
    Path cache = Files.createDirectories(above.resolve("djl"));
    rights(above, "rwxrwxrwx");
    refuses(cache, above);
  }

  @Test
  void whatAKilledProcessWasUnpackingIsRemovedLater() throws Exception {
    Path old = Files.createDirectories(folder.resolve("djl/pytorch/tmp12345"));
    Files.writeString(old.resolve("libtorch.so"), "half");
    Path now = Files.createDirectories(folder.resolve("djl/pytorch/tmp999"));
    Path kept = Files.createDirectories(folder.resolve("djl/pytorch/2.7.1-cpu"));
    FileTime hoursAgo = FileTime.from(Instant.now().minus(Duration.ofHours(2)));
    Files.setLastModifiedTime(old, hoursAgo);
    Files.setLastModifiedTime(kept, hoursAgo);
    NativeFolder.requirePrivate(folder.resolve("djl"));
    assertTrue(Files.notExists(old) && Files.exists(now) && Files.exists(kept));
  }
}
