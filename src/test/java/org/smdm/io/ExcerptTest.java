package org.smdm.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ExcerptTest {

  @Test
  void cutsWhatIsLongAndHidesWhatSteersATerminal() {
    assertEquals("a".repeat(80), Excerpt.of("a".repeat(80)));
    assertEquals("a".repeat(80) + "… (20,000 characters)", Excerpt.of("a".repeat(20_000)));
    assertEquals("a\uFFFD[2Jb\uFFFDc", Excerpt.of("a\u001b[2Jb\nc"));
    assertEquals("'a'", Excerpt.quoted("a"));
    assertEquals("'" + "a".repeat(80) + "'… (81 characters)", Excerpt.quoted("a".repeat(81)));
  }
}
