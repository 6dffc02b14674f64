package org.smdm.eval.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextStatisticsTest {

  @Test
  void distinctCountsWordsOfAllTexts() {
    TextStatistics s = TextStatistics.of(List.of("a b  a\nb", " b c "));
    // a, b, c of 6 words; ab, ba, bc of the pairs ab, ba, ab, bc
    assertEquals(3 / 6.0, s.distinct1());
    assertEquals(3 / 4.0, s.distinct2());
  }

  @Test
  void repetitionIsWithinATextAlone() {
    assertEquals(0, TextStatistics.of(List.of("abcdefg", "abcdefg")).repetition());
    // abab, baba, abab: one of three stood there before.
    assertEquals(1 / 3.0, TextStatistics.of(List.of("ababab")).repetition(), 1e-12);
    assertEquals(1 / 6.0, TextStatistics.of(List.of("ababab", "abcdef")).repetition(), 1e-12);
  }

  @Test
  void whatHasNoWordsHasNoStatistics() {
    TextStatistics s = TextStatistics.of(List.of("", " ", "abc"));
    assertEquals(1, s.distinct1());
    assertTrue(Double.isNaN(s.distinct2()));
    assertTrue(Double.isNaN(s.repetition()));
  }
}
