package org.smdm.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

  private static final TextTable RESULTS =
      new TextTable(
          "Validation loss",
          List.of("model", "loss", "tokens/s", "note"),
          List.of(
              List.of("ARM", "3.1 ± 0.02", "1,056", ""),
              List.of("MDM, größer", "12.25", "–", "guidance 0.8")));

  @Test
  void numbersAlignRightAndTextLeft() {
    assertEquals(
        """
        Validation loss
        model              loss  tokens/s  note
        -----------  ----------  --------  ------------
        ARM          3.1 ± 0.02     1,056
        MDM, größer       12.25         –  guidance 0.8
        """,
        RESULTS.toText());
  }

  @Test
  void markdownHasTheSameAlignment() {
    assertEquals(
        """
        **Validation loss**

        | model       |       loss | tokens/s | note         |
        | ----------- | ---------: | -------: | ------------ |
        | ARM         | 3.1 ± 0.02 |    1,056 |              |
        | MDM, größer |      12.25 |        – | guidance 0.8 |
        """,
        RESULTS.toMarkdown());
  }

  @Test
  void hostileCellsCannotBreakTheTable() {
    TextTable table =
        TextTable.of(List.of("a|b"), List.of(List.of("x\ny\t\u001b[31m|"), List.of("\\")));
    assertFalse(table.toText().contains("\u001b"));
    assertEquals(
        """
        | a\\|b       |
        | ---------- |
        | x y [31m\\| |
        | \\\\         |
        """,
        table.toMarkdown());
  }

  @Test
  void everyKindOfNumberCounts() {
    for (String number :
        List.of(
            "1", "-2.5", "−3", "+4", "1e-05", "6.0E18", "12.5%", "1.4×", "131k", "1.05 M", ".5",
            "NaN", "∞", "7 ± 1")) {
      assertEquals(
          " ".repeat(20 - number.length()) + number,
          TextTable.of(List.of("c".repeat(20)), List.of(List.of(number)))
              .toText()
              .lines()
              .toList()
              .get(2));
    }
    assertEquals(
        "3B\n", TextTable.of(List.of("size"), List.of(List.of("3B"))).toText().substring(10));
  }

  @Test
  void combiningMarksAndCharactersBeyondTheBasicPlaneTakeOneColumn() {
    String text = TextTable.of(List.of("n", "v"), List.of(List.of("e\u0301𝛼", "1"))).toText();
    assertEquals("n   v\n--  -\ne\u0301𝛼  1\n", text);
  }

  @Test
  void tablesWithoutRowsShowTheirHeader() {
    assertEquals(
        "step  loss\n----  ----\n", TextTable.of(List.of("step", "loss"), List.of()).toText());
  }

  @Test
  void raggedRowsAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> TextTable.of(List.of("a", "b"), List.of(List.of("1"))));
    assertThrows(IllegalArgumentException.class, () -> TextTable.of(List.of(), List.of()));
  }

  private static final TextTable WIDE =
      TextTable.of(
          List.of("run", "state", "loss", "remark"),
          List.of(
              List.of("a-run-with-a-long-name", "finished", "1.234", "it went as it should have"),
              List.of("b", "failed", "", "–")));

  private static int longest(String text) {
    return text.lines().mapToInt(TextWidth::of).max().orElseThrow();
  }

  @Test
  void whatHasRoomIsNotTouched() {
    assertEquals(WIDE.toText(), WIDE.toText(66));
    assertEquals(66, longest(WIDE.toText()));
  }

  @Test
  void theLeastWantedColumnsAreLeftOutFirstAndNamed() {
    String text = WIDE.toText(50, "state", "remark");
    assertTrue(text.endsWith("left out for room: state, remark\n"), text);
    assertTrue(text.contains("a-run-with-a-long-name  1.234\n"), text);
    String alone = WIDE.toText(56, "state", "remark");
    assertTrue(alone.contains("it went as it should have\n"), alone);
  }

  @Test
  void textsAreCutBeforeColumnsAreLeftOut() {
    String text = WIDE.toText(50);
    assertEquals(50, longest(text), text);
    assertTrue(text.contains("…"), text);
    assertFalse(text.contains("left out"), text);
  }

  @Test
  void noLineIsLongerThanTheTerminal() {
    for (int columns = 12; columns < 70; columns++) {
      String text = WIDE.toText(columns);
      int most = columns;
      assertTrue(text.lines().allMatch(line -> TextWidth.of(line) <= most), text);
      assertFalse(text.contains("1.2…"), text);
    }
  }

  @Test
  void titlesAreBrokenBetweenWords() {
    TextTable table =
        new TextTable("Peak matrix product on cpu", List.of("a"), List.of(List.of("1")));
    assertEquals("Peak matrix\nproduct on\ncpu\na\n-\n1\n", table.toText(12));
  }
}
