package org.smdm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
}
