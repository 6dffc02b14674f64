package org.smdm.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The oracle is CPython 3.11. */
class PythonTextTest {

  @ParameterizedTest
  @CsvSource({
    "'',''",
    "the woman,The woman",
    "HELLO World,Hello world",
    "ßa,Ssa",
    "ŉB,ʼNb",
    "ǆX,ǅx",
    "ﬁX,Fix",
    "ΑΣ,Ας",
    "aΣ b,Aς b",
    "ΣΑΣ,Σας",
    "ᾳB,ᾼb",
    "ᾈB,ᾈb",
    "𐐨𐐀,𐐀𐐨",
    "[step] PUT,[step] put",
  })
  void capitalizesAsPythonDoes(String text, String expected) {
    assertEquals(expected, PythonText.capitalize(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\u00a0", "\u001c", "\u0085", "\u3000", "\u2028", "\n\t\u000b "})
  void whiteSpaceIsPythons(String space) {
    assertEquals("a" + space + "b", PythonText.strip(space + "a" + space + "b" + space));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u200b", "\ufeff", "\u0000", "\u180e"})
  void whatPythonTakesForNoWhiteSpaceStays(String other) {
    assertEquals(other + "a" + other, PythonText.strip(other + "a" + other));
  }
}
