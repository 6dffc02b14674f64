package org.smdm.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ResourceTest {

  @Test
  void textsOfTheProgramAreFoundOrNamed() {
    assertEquals(true, Resource.text(Resource.class, "/simplelogger.properties").length() > 0);
    assertThrows(
        IllegalArgumentException.class, () -> Resource.text(Resource.class, "nowhere.txt"));
  }
}
