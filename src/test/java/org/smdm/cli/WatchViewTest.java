package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.smdm.config.ModelFamily;
import org.smdm.data.tokenizer.ByteTokenizer;
import org.smdm.sample.DenoisingStep;

/** Texts that come to be on a terminal. */
class WatchViewTest {

  private static final int MASK = 256;
  private static final int END = 0;

  private long now = 1;

  private WatchView view(Screen screen, ModelFamily family, boolean isTerminal, TerminalSize size) {
    return new WatchView(
        "sample", new ByteTokenizer(), MASK, family, screen.out(), isTerminal, size, () -> now);
  }

  private WatchView view(Screen screen, TerminalSize size) {
    return view(screen, ModelFamily.MDM, true, size);
  }

  private static int[] ids(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return IntStream.range(0, bytes.length)
        .map(i -> bytes[i] == '_' ? MASK : bytes[i] & 255)
        .toArray();
  }

  /** A step that fills some positions, asked about no others. */
  private static DenoisingStep step(long sequence, int number, int[] text, int... positions) {
    int[] candidates = IntStream.of(positions).map(p -> text[p]).toArray();
    return new DenoisingStep(
        sequence, number, positions, candidates, new double[positions.length], positions);
  }

  @Test
  void blanksBecomeTextInPlace() {
    Screen screen = new Screen(60, 10);
    int[] text = ids("The\ncat é");
    try (WatchView view = view(screen, new TerminalSize(60, 10))) {
      int[] live = text.clone();
      Arrays.fill(live, 3, live.length, MASK);
      view.begun(0, live);
      assertEquals(List.of("sample 1  step 0  7 left", "The▢▢▢▢▢▢▢"), screen.lines());
      assertEquals("The", screen.of("1"));
      assertFalse(screen.hasCursor());
      now += 1_000_000_000;
      view.stepped(step(0, 2, text, 4, 8));
      assertEquals(List.of("sample 1  step 3  5 left  2.0 tokens/s", "The▢c▢▢▢·▢"), screen.lines());
      assertEquals("c·", screen.of("7"));
      now += 1_000_000_000;
      view.stepped(step(0, 3, text, 3, 9));
      assertEquals(
          List.of("sample 1  step 4  3 left  2.0 tokens/s", "The⏎", "c▢▢▢é"), screen.lines());
      assertEquals("⏎é", screen.of("7"));
      now += 1;
      view.stepped(step(0, 4, text, 5, 6, 7));
      view.finished(0, text);
      assertEquals(
          List.of("sample 1  7 tokens in 5 steps  3.5 tokens/s", "The", "cat é"),
          screen.everything().stream().map(String::stripTrailing).toList());
      assertEquals("", screen.of("7"));
      assertTrue(screen.hasCursor());
    }
  }

  @Test
  void framesAreFewButTheLastIsDrawnAndShowsAllThatIsNew() {
    Screen screen = new Screen(60, 10);
    int[] text = ids("abcdefgh");
    try (WatchView view = view(screen, new TerminalSize(60, 10))) {
      view.begun(0, ids("________"));
      for (int i = 0; i < 4; i++) {
        now += 20_000_000;
        view.stepped(step(0, i, text, i));
      }
      // Frames at 0 and 60 ms; what came at 20, 40 and 60 ms is new in the second.
      assertEquals("abc▢▢▢▢▢", screen.lines().get(1));
      assertEquals("abc", screen.of("7"));
      view.stepped(step(0, 4, text, 4, 5, 6, 7));
      view.finished(0, text);
      assertEquals("abcdefgh", screen.lines().get(1));
    }
  }

  @Test
  void longTextsAreCutWhileTheyChangeAndWholeInTheEnd() {
    int columns = 21;
    int rows = 6;
    Screen screen = new Screen(columns, rows);
    String chars = "0123456789";
    int[] text = ids(chars.repeat(16) + "中文中文中文中文中文中文");
    int[] template = new int[text.length];
    Arrays.fill(template, MASK);
    try (WatchView view = view(screen, new TerminalSize(columns, rows))) {
      screen.out().println("before");
      view.begun(0, template);
      int[] order = IntStream.range(0, text.length).toArray();
      Random random = new Random(1);
      for (int i = order.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int kept = order[i];
        order[i] = order[j];
        order[j] = kept;
      }
      for (int i = 0; i < order.length; i++) {
        now += 60_000_000;
        view.stepped(step(0, i, text, order[i]));
        List<String> lines = screen.everything();
        assertEquals("before", lines.get(0));
        assertTrue(lines.get(1).startsWith("sample 1  step " + (i + 1)), lines.toString());
        assertTrue(lines.size() <= rows, lines.toString());
      }
      assertTrue(screen.lines().get(4).matches("… \\d more lines"), screen.lines().toString());
      view.finished(0, text);
    }
    List<String> all = screen.everything();
    assertEquals("before", all.get(0));
    assertEquals(List.of(chars + chars, chars + chars), all.subList(2, 4));
    // Ten characters of two columns fill a line.
    assertEquals(List.of("中文中文中文中文中文", "中文"), all.subList(10, 12));
    assertEquals(12, all.size());
  }

  @Test
  void sequencesThatAreSampledTogetherStandBelowEachOther() {
    Screen screen = new Screen(60, 20);
    int[] text = ids("ab");
    try (WatchView view = view(screen, new TerminalSize(60, 20))) {
      for (long s = 0; s < 3; s++) {
        view.begun(s, ids("__"));
      }
      view.stepped(step(1, 0, text, 0, 1));
      view.finished(1, text);
      assertEquals(2, screen.lines().size());
      view.stepped(step(2, 0, text, 0));
      view.stepped(step(0, 0, text, 0, 1));
      view.finished(0, text);
      assertEquals(
          List.of("ab", "ab", "a▢"),
          screen.lines().stream().filter(line -> !line.startsWith("sample")).toList());
      view.stepped(step(2, 1, text, 1));
      view.finished(2, text);
      assertEquals(
          List.of(
              "sample 1  2 tokens in 1 steps",
              "ab",
              "sample 2  2 tokens in 1 steps",
              "ab",
              "sample 3  2 tokens in 2 steps",
              "ab"),
          screen.lines());
    }
  }

  @Test
  void whatEndsATextEndsWhatIsShown() {
    Screen screen = new Screen(60, 20);
    int[] text = {'a', END, 'x', 'y'};
    try (WatchView view = view(screen, new TerminalSize(60, 20))) {
      view.begun(0, ids("____"));
      view.stepped(step(0, 0, text, 2));
      view.stepped(step(0, 1, text, 0, 1));
      view.finished(0, new int[] {'a', END, END, END});
      assertEquals("a∎", screen.lines().get(1));
    }
  }

  @Test
  void anInterruptGivesTheCursorBackAndNothingIsDrawnAfterIt() {
    Screen screen = new Screen(60, 20);
    WatchView view = view(screen, new TerminalSize(60, 20));
    view.begun(0, ids("__"));
    assertFalse(screen.hasCursor());
    view.close();
    assertTrue(screen.hasCursor());
    List<String> before = screen.lines();
    now += 1_000_000_000;
    view.stepped(step(0, 0, ids("ab"), 0));
    assertEquals(before, screen.lines());
    assertTrue(screen.hasCursor());
  }

  @Test
  void withoutATerminalEveryStepIsALineWithoutEscapes() {
    Screen screen = new Screen(80, 20);
    int[] text = {'a', '\n', 27, 'b'};
    try (WatchView view = view(screen, ModelFamily.MDM, false, TerminalSize.USUAL)) {
      view.begun(0, ids("____"));
      view.stepped(step(0, 0, text, 1, 2));
      view.stepped(step(0, 1, text, 0, 3));
      view.finished(0, text);
    }
    assertEquals(
        List.of(
            "sample 1  step 1  2 left  ▢⏎␛▢",
            "sample 1  step 2  0 left  a⏎␛b",
            "sample 1  4 tokens in 2 steps"),
        screen.lines());
  }

  @Test
  void anAutoregressiveTextIsWrittenAsItComesInWholeCharacters() {
    Screen screen = new Screen(80, 20);
    int[] text = ids("Oh é!");
    try (WatchView view = view(screen, ModelFamily.ARM, true, TerminalSize.USUAL)) {
      view.begun(0, Arrays.copyOf(text, 2));
      view.begun(1, new int[] {END});
      for (int p = 2; p < text.length; p++) {
        view.stepped(step(0, p - 2, text, p));
        if (p == 3) {
          assertEquals("Oh", screen.lines().get(1));
        }
      }
      view.stepped(step(1, 0, new int[] {END, 'x'}, 1));
      view.stepped(step(1, 1, new int[] {END, 'x', END}, 2));
      view.finished(1, new int[] {END, 'x', END});
      assertEquals(List.of("sample 1", "Oh é!"), screen.lines());
      view.finished(0, text);
    }
    assertEquals(
        List.of(
            "sample 1",
            "Oh é!",
            "sample 1  4 tokens in 4 steps",
            "sample 2",
            "x",
            "sample 2  2 tokens in 2 steps"),
        screen.lines());
    assertEquals("Oh", screen.of("1"));
  }

  @Test
  void sizesThatMakeNoSenseAreTheUsual() {
    assertEquals(new TerminalSize(132, 50), TerminalSize.parse("50 132\n"));
    for (String answer : List.of("", "0 0\n", "stty: no", "50", "-1 4")) {
      assertEquals(TerminalSize.USUAL, TerminalSize.parse(answer));
    }
  }
}
