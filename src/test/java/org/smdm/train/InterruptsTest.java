package org.smdm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Who is asked to stop. */
@ResourceLock("interrupts")
class InterruptsTest {

  @Test
  void whatBeganLastIsAskedUntilItIsOver() {
    List<String> asked = new ArrayList<>();
    Interrupts.Registration outer = Interrupts.onInterrupt(() -> asked.add("outer"));
    Interrupts.Registration inner = Interrupts.onInterrupt(() -> asked.add("inner"));
    assertTrue(Interrupts.interrupt());
    inner.close();
    inner.close();
    assertTrue(Interrupts.interrupt());
    outer.close();
    assertEquals(List.of("inner", "outer"), asked);
  }

  @Test
  void theWorkOfEveryThreadIsAskedOrThatOfOne() throws InterruptedException {
    List<String> asked = new ArrayList<>();
    List<Interrupts.Registration> there = new ArrayList<>();
    Thread other =
        new Thread(
            () -> {
              there.add(Interrupts.onInterrupt(() -> asked.add("there before")));
              there.add(Interrupts.onInterrupt(() -> asked.add("there")));
            });
    other.start();
    other.join();
    Interrupts.Registration here = Interrupts.onInterrupt(() -> asked.add("here"));
    assertTrue(Interrupts.interrupt());
    assertEquals(List.of("here", "there"), asked);
    asked.clear();
    assertTrue(Interrupts.interrupt(other));
    assertEquals(List.of("there"), asked);
    there.forEach(Interrupts.Registration::close);
    assertFalse(Interrupts.interrupt(other));
    here.close();
    assertFalse(Interrupts.interrupt());
  }
}
