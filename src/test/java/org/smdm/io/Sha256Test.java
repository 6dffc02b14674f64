package org.smdm.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {

  /** The example of FIPS 180-4. */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path folder;

  @Test
  void hashesBytesTextAndFilesAlike() throws IOException {
    assertEquals(ABC, Sha256.of("abc"));
    assertEquals(ABC, Sha256.of("abc".getBytes(UTF_8)));
    Path ab = Files.writeString(folder.resolve("ab"), "ab");
    Path c = Files.writeString(folder.resolve("c"), "c");
    assertEquals(ABC, Sha256.of(List.of(ab, c)));
    UserException e = assertThrows(UserException.class, () -> Sha256.of(folder.resolve("absent")));
    assertEquals(
        folder.resolve("absent") + " does not exist: give the path of a file", e.getMessage());
  }
}
