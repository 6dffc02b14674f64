package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.io.Progress;

class TerminalProgressTest {

  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong clock = new AtomicLong();

  private TerminalProgress<Integer> on(Screen screen, boolean isTerminal, int columns) {
    return new TerminalProgress<>(
        "study", i -> "item " + i, screen.out(), isTerminal, columns, clock::get);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 100})
  void linesBesideTheBarStayAndTheBarIsBelowThem(int columns) {
    Screen screen = new Screen(columns, 12);
    try (TerminalProgress<Integer> progress = on(screen, true, columns)) {
      progress.begun(new Progress.Part("part", "rows", 20, 0));
      for (int i = 1; i <= 20; i++) {
        progress.at("a description that is longer than any terminal has room for, number " + i);
        progress.advanced(1);
        if (i % 5 == 0) {
          progress.said("validated after " + i);
        }
      }
    }
    List<String> lines = screen.everything();
    for (int i = 0; i < 4; i++) {
      assertEquals("study  validated after " + 5 * (i + 1), lines.get(i), lines.toString());
    }
    assertTrue(lines.get(4).startsWith("study 100%"), lines.toString());
    assertEquals(5, lines.size(), lines.toString());
  }

  @Test
  void whereThereIsNoTerminalALineIsPrintedNowAndThenWithTheTimeLeftByWork() {
    Screen screen = new Screen(100, 20);
    TerminalProgress<Integer> progress = on(screen, false, 0);
    progress.begun(new Progress.Part("part", "rows", 10, 4, 12));
    clock.addAndGet(5 * SECOND);
    progress.advanced(1, 2);
    clock.addAndGet(5 * SECOND);
    progress.advanced(1, 2);
    progress.close();
    assertEquals(
        List.of("study  goes on after 4 rows", "study  6 of 10 rows  0m 20s left"),
        screen.everything());
  }

  @Test
  void whatAnItemGaveIsALineOfItsOwnWithTheCount() {
    Screen screen = new Screen(100, 20);
    TerminalProgress<Integer> progress = on(screen, false, 0);
    progress.begun(new Progress.Part("part", "rows", 3, 0));
    clock.addAndGet(SECOND);
    progress.item(7);
    progress.advanced(1);
    progress.item(8);
    progress.close();
    assertEquals(
        List.of("study  1 of 3 rows  item 7  0m 02s left", "study  item 8"), screen.everything());
  }

  @Test
  void whatIsThereAlreadyHasNoBar() {
    Screen screen = new Screen(100, 20);
    TerminalProgress<Integer> progress = on(screen, true, 100);
    progress.begun(new Progress.Part("part", Progress.BYTES, 2_000_000, 2_000_000));
    progress.close();
    assertEquals(List.of("study  all 2.0 MB are there already"), screen.everything());
  }

  @Test
  void bytesAreMegabytesWithTheirSpeed() {
    Screen screen = new Screen(100, 20);
    TerminalProgress<Integer> progress = on(screen, false, 0);
    progress.said("looks around");
    progress.begun(new Progress.Part("part", Progress.BYTES, 30_000_000, 0));
    progress.at("weights");
    clock.addAndGet(10 * SECOND);
    progress.advanced(10_000_000);
    progress.close();
    assertEquals(
        List.of("study  looks around", "study  10.0 of 30.0 MB  1.0 MB/s  0m 20s left  weights"),
        screen.everything());
  }
}
