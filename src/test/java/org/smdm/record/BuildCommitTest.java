package org.smdm.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BuildCommitTest {

  @Test
  void whateverTheBuildFoundIsAHashOrUnknown() {
    String hash = "0123456789abcdef0123456789abcdef01234567";
    assertEquals(hash, BuildCommit.name(hash + "\n"));
    assertEquals(hash + "-dirty", BuildCommit.name(hash + "-dirty"));
    for (String none : new String[] {"", "-dirty", "HEAD", "fatal: not a git repository"}) {
      assertEquals("unknown", BuildCommit.name(none));
    }
    assertTrue(BuildCommit.name().matches("unknown|[0-9a-f]{40,64}(-dirty)?"));
  }
}
