package org.smdm.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AtomicFolderTest {

  @TempDir Path parent;

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static void write(Path target, String text) {
    AtomicFolder.write(target, folder -> Files.writeString(folder.resolve("file"), text));
  }

  @Test
  void makesAFolderAndItsMissingParents() throws IOException {
    Path target = parent.resolve("run/checkpoints/step");
    AtomicFolder.write(
        target,
        folder -> {
          assertFalse(Files.exists(target), "seen before it is complete");
          Files.writeString(folder.resolve("a"), "1");
          Files.writeString(Files.createDirectory(folder.resolve("b")).resolve("c"), "2");
        });
    assertEquals(List.of("step"), names(target.getParent()));
    assertEquals("1", Files.readString(target.resolve("a")));
    assertEquals("2", Files.readString(target.resolve("b/c")));
  }

  @Test
  void replacesAnOlderFolderEntirely() throws IOException {
    Path target = parent.resolve("step");
    write(target, "old");
    Files.writeString(target.resolve("more"), "old");
    AtomicFolder.write(target, folder -> Files.writeString(folder.resolve("file"), "new"));
    assertEquals(List.of("step"), names(parent));
    assertEquals(List.of("file"), names(target));
    assertEquals("new", Files.readString(target.resolve("file")));
  }

  static List<Exception> failures() {
    return List.of(
        new IOException("No space left on device"),
        new UserException("cannot write: free some space"),
        new IllegalStateException("bug"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void contentThatFailsLeavesTheOlderFolderAndNothingElse(Exception failure) throws IOException {
    Path target = parent.resolve("step");
    write(target, "old");
    assertThrows(
        RuntimeException.class,
        () ->
            AtomicFolder.write(
                target,
                folder -> {
                  Files.writeString(folder.resolve("file"), "new");
                  if (failure instanceof IOException e) {
                    throw e;
                  }
                  throw (RuntimeException) failure;
                }));
    assertEquals(List.of("step"), names(parent));
    assertEquals("old", Files.readString(target.resolve("file")));
  }

  @Test
  void aFullDiskIsSaidInASentenceWithTheFolder() {
    Path target = parent.resolve("step");
    UserException e =
        assertThrows(
            UserException.class,
            () ->
                AtomicFolder.write(
                    target,
                    folder -> {
                      throw new IOException("No space left on device");
                    }));
    assertTrue(e.getMessage().contains(target.toString()), e.getMessage());
    assertTrue(e.getMessage().contains("is full"), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void aFileInThePlaceOfTheParentIsNamed() throws IOException {
    Path file = Files.writeString(parent.resolve("checkpoints"), "x");
    UserException e = assertThrows(UserException.class, () -> write(file.resolve("step"), "new"));
    assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
    assertEquals("x", Files.readString(file));
  }

  @Test
  void leftoversOfAStoppedProcessDoNotGetIntoTheFolder() throws IOException {
    Path leftover = Files.createDirectory(parent.resolve(".step.partial"));
    Files.writeString(leftover.resolve("stale"), "half");
    write(parent.resolve("step"), "new");
    assertEquals(List.of("step"), names(parent));
    assertEquals(List.of("file"), names(parent.resolve("step")));
  }

  @Test
  void sweepRemovesLeftoversAndNothingElse() throws IOException {
    write(parent.resolve("step"), "whole");
    Path half = Files.createDirectories(parent.resolve(".step-2.partial/deeper"));
    Files.writeString(half.resolve("stale"), "half");
    Files.createDirectory(parent.resolve(".step-1.old.partial"));
    Files.writeString(parent.resolve(".notes"), "mine");
    Files.writeString(parent.resolve("thesis.partial"), "mine");
    AtomicFolder.sweep(parent);
    assertEquals(List.of(".notes", "step", "thesis.partial"), names(parent));
    assertEquals("whole", Files.readString(parent.resolve("step/file")));
    AtomicFolder.sweep(parent.resolve("nowhere"));
  }

  @Test
  void sweepAndDeleteDoNotFollowLinks() throws IOException {
    write(parent.resolve("elsewhere"), "kept");
    write(parent.resolve("step"), "gone");
    Files.createSymbolicLink(parent.resolve("step/link"), parent.resolve("elsewhere"));
    Files.createSymbolicLink(parent.resolve(".link.partial"), parent.resolve("elsewhere"));
    AtomicFolder.sweep(parent);
    AtomicFolder.delete(parent.resolve("step"));
    assertEquals(List.of("elsewhere"), names(parent));
    assertEquals("kept", Files.readString(parent.resolve("elsewhere/file")));
  }

  @Test
  void deleteRemovesAFolderWithWhatIsInItAndMissesNothing() throws IOException {
    Path target = parent.resolve("step");
    write(target, "x");
    Files.createDirectories(target.resolve("deeper/still"));
    AtomicFolder.delete(target);
    assertEquals(List.of(), names(parent));
    AtomicFolder.delete(target);
    assertEquals(List.of(), names(parent));
  }

  @Test
  void deleteFinishesWhatAStoppedProcessBegan() throws IOException {
    Path begun = Files.createDirectory(parent.resolve(".step.old.partial"));
    Files.writeString(begun.resolve("file"), "half");
    write(parent.resolve("step"), "x");
    AtomicFolder.delete(parent.resolve("step"));
    assertEquals(List.of(), names(parent));
  }
}
