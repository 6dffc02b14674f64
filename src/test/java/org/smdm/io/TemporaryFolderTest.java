package org.smdm.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class TemporaryFolderTest {

  @TempDir Path system;
  private final Map<String, String> before = new TreeMap<>();

  @BeforeEach
  void use() {
    for (String name : new String[] {"java.io.tmpdir", "smdm.tmpdir", "jna.tmpdir"}) {
      before.put(name, System.getProperty(name, ""));
    }
    System.setProperty("java.io.tmpdir", system.toString());
  }

  @AfterEach
  void restore() {
    before.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
  }

  @Test
  void whatAKilledProcessLeftIsRemovedAndNothingElse() throws Exception {
    Path left = Files.createDirectories(system.resolve("smdm-1/lib"));
    Files.writeString(left.resolve("libtorch.so"), "x");
    Files.createFile(system.resolve("smdm-1/.in-use"));
    Path begun = Files.createDirectory(system.resolve("smdm-2"));
    Path file = Files.createFile(system.resolve("smdm-3"));
    Path others = Files.createDirectory(system.resolve("other"));
    Files.createFile(others.resolve(".in-use"));
    TemporaryFolder own = TemporaryFolder.begin();
    assertFalse(Files.exists(system.resolve("smdm-1")));
    assertTrue(Files.exists(begun) && Files.exists(file) && Files.exists(others));
    assertEquals(system, TemporaryFolder.lasting());
    own.remove();
  }

  @Test
  void aLinkIsNotFollowed() throws Exception {
    Path elsewhere = Files.createDirectory(system.resolve("elsewhere"));
    Files.createFile(elsewhere.resolve(".in-use"));
    Files.createSymbolicLink(system.resolve("smdm-4"), elsewhere);
    TemporaryFolder.begin().remove();
    assertTrue(Files.exists(elsewhere.resolve(".in-use")));
  }

  @Test
  void aFolderInUseStaysUntilItsProcessEnds() throws Exception {
    TemporaryFolder first = TemporaryFolder.begin();
    Path own = Path.of(System.getProperty("java.io.tmpdir"));
    Files.writeString(own.resolve("lib.so"), "x");
    System.setProperty("java.io.tmpdir", system.toString());
    TemporaryFolder second = TemporaryFolder.begin();
    assertTrue(Files.exists(own.resolve("lib.so")));
    first.remove();
    assertFalse(Files.exists(own));
    second.remove();
    try (var rest = Files.list(system)) {
      assertEquals(0, rest.count());
    }
  }
}
