package org.smdm.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One spelling of an enum's values. */
class SpellingTest {

  private enum Way {
    @JsonProperty("the-first")
    FIRST {
      @Override
      public String toString() {
        return "another";
      }
    },
    SECOND_ONE
  }

  @Test
  void valuesAreSpelledAsInJson() {
    assertEquals(List.of("the-first", "second-one"), Spelling.all(Way.class));
  }

  @Test
  void otherSpellingsAreTaken() {
    for (String word : List.of("second-one", "second_one", "SECOND_ONE", "Second-One")) {
      assertSame(Way.SECOND_ONE, Spelling.read(Way.class, word));
    }
    assertSame(Way.FIRST, Spelling.read(Way.class, "THE_FIRST"));
    assertSame(Way.FIRST, Spelling.read(Way.class, "first"));
    assertEquals(
        "'third' is none of its values: write the-first or second-one",
        assertThrows(UserException.class, () -> Spelling.read(Way.class, "third")).getMessage());
  }

  @Test
  void alternativesAreJoinedAsInASentence() {
    assertEquals("", Spelling.either(List.of()));
    assertEquals("a", Spelling.either(List.of("a")));
    assertEquals("a, b or c", Spelling.either(List.of("a", "b", "c")));
  }
}
