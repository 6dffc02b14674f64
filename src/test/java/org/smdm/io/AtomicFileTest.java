package org.smdm.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  private static UserException fails(Path target, AtomicFile.StreamContent content) {
    return assertThrows(UserException.class, () -> AtomicFile.write(target, content));
  }

  private List<Path> everything() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void writesANewFileAndItsMissingFolders() throws IOException {
    Path target = folder.resolve("runs/first/notes.txt");
    AtomicFile.writeString(target, "größer\n");
    assertEquals("größer\n", Files.readString(target));
    try (Stream<Path> files = Files.list(target.getParent())) {
      assertEquals(List.of(target), files.toList());
    }
  }

  @Test
  void replacesAnOldFileThroughAChannelToo() throws IOException {
    Path target = folder.resolve("weights");
    Files.writeString(target, "a much longer old content");
    AtomicFile.writeChannel(target, channel -> channel.write(ByteBuffer.wrap(new byte[] {1, 2})));
    assertArrayEquals(new byte[] {1, 2}, Files.readAllBytes(target));
    assertEquals(List.of(target), everything());
  }

  @Test
  void aFullDiskKeepsTheOldFileAndSaysSo() throws IOException {
    Path target = folder.resolve("old.txt");
    Files.writeString(target, "old");
    UserException e =
        fails(
            target,
            out -> {
              out.write(new byte[100_000]);
              throw new IOException("No space left on device");
            });
    assertEquals(
        "cannot write %s: the disk that holds %s is full, so free some space or write to another disk"
            .formatted(target, folder),
        e.getMessage());
    assertEquals("old", Files.readString(target));
    assertEquals(List.of(target), everything());
  }

  @Test
  void theSystemsOwnFullDeviceIsRecognised() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "no /dev/full on this system");
    UserException e =
        fails(
            folder.resolve("out"),
            out -> {
              try (var device = Files.newOutputStream(full)) {
                device.write(1);
              }
            });
    assertTrue(e.getMessage().contains("is full"), e.getMessage());
    assertEquals(List.of(), everything());
  }

  @Test
  void aBugInTheContentPassesThroughAndLeavesNothing() throws IOException {
    assertThrows(
        IllegalStateException.class,
        () ->
            AtomicFile.write(
                folder.resolve("out"),
                out -> {
                  throw new IllegalStateException("bug");
                }));
    assertEquals(List.of(), everything());
  }

  @Test
  void aForbiddenFolderIsNamed() throws IOException {
    Path locked = Files.createDirectory(folder.resolve("locked"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeFalse(Files.isWritable(locked), "this user may write everywhere");
    UserException e = fails(locked.resolve("out"), out -> out.write(1));
    assertTrue(e.getMessage().contains("you may not write in " + locked), e.getMessage());
  }

  @Test
  void aRefusalOfTheSystemIsNamedWithoutTheHiddenFile() {
    Path target = folder.resolve("out");
    UserException e =
        fails(
            target,
            out -> {
              throw new AccessDeniedException(".out.tmp");
            });
    assertEquals(
        "cannot write %s: you may not write in %s, so change its permissions or choose another folder"
            .formatted(target, folder),
        e.getMessage());
  }

  @Test
  void aFileInPlaceOfAFolderIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    UserException e = fails(file.resolve("deeper/out"), out -> out.write(1));
    assertTrue(e.getMessage().contains("is a file and not a folder"), e.getMessage());
  }

  @Test
  void aFolderOrDeviceIsNeverReplaced() {
    assertTrue(fails(folder, out -> out.write(1)).getMessage().contains("it is a folder"));
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device), "no /dev/null on this system");
    assertTrue(fails(device, out -> out.write(1)).getMessage().contains("a device or pipe"));
    assertFalse(Files.isRegularFile(device));
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path real = Files.writeString(folder.resolve("real"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    Path linkedFolder =
        Files.createSymbolicLink(
            folder.resolve("folderLink"), Files.createDirectory(folder.resolve("sub")));
    AtomicFile.writeString(link, "new");
    AtomicFile.writeString(linkedFolder.resolve("inside"), "too");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new", Files.readString(real));
    assertEquals("too", Files.readString(folder.resolve("sub/inside")));
    Path dangling = Files.createSymbolicLink(folder.resolve("d"), folder.resolve("nowhere"));
    assertTrue(fails(dangling, out -> out.write(1)).getMessage().contains("remove the link"));
  }

  @Test
  void othersMayReadTheFileAsTheyMayAnyOther() throws IOException {
    Path plain = Files.writeString(folder.resolve("plain"), "x");
    Path atomic = folder.resolve("atomic");
    AtomicFile.writeString(atomic, "x");
    assertEquals(Files.getPosixFilePermissions(plain), Files.getPosixFilePermissions(atomic));
  }
}
