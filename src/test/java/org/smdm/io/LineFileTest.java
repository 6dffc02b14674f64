package org.smdm.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that grow by lines. */
class LineFileTest {

  @TempDir Path folder;

  @Test
  void goingOnLeavesEveryAlphabetAsItIsAndDropsWhatIsTorn() throws Exception {
    Path file = folder.resolve("lines.txt");
    Files.writeString(file, "ä – 数\nkept\u2028whole\ntorn é");
    for (int i = 0; i < 2; i++) {
      try (LineFile lines = LineFile.open(file, List.of(), Optional::of)) {
        lines.append("më " + i);
      }
    }
    assertEquals("ä – 数\nkept\u2028whole\nmë 0\nmë 1\n", Files.readString(file));
  }
}
