package org.smdm.data.packed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReplayedChainTest {

  private final AtomicLong steps = new AtomicLong();

  private ReplayedChain<Long> counter(int capacity) {
    return new ReplayedChain<>(
        0L,
        state -> {
          steps.incrementAndGet();
          return state + 1;
        },
        capacity);
  }

  @Test
  void everyStateIsReachedInAnyOrder() {
    for (int capacity : new int[] {2, 4, 6, 64}) {
      ReplayedChain<Long> chain = counter(capacity);
      Random random = new Random(capacity);
      for (int i = 0; i < 3000; i++) {
        long number = random.nextInt(1 + i);
        assertEquals(number, chain.at(number));
      }
    }
  }

  @Test
  void readingForwardMakesEveryStateOnce() {
    ReplayedChain<Long> chain = counter(64);
    for (long i = 0; i <= 10_000; i++) {
      assertEquals(i, chain.at(i));
    }
    assertEquals(10_000, steps.get());
  }

  @Test
  void goingBackReplaysAPartOnly() {
    ReplayedChain<Long> chain = counter(64);
    chain.at(100_000);
    steps.set(0);
    chain.at(54_321);
    // At least half of the 64 places are in use.
    assertTrue(steps.get() <= 100_000 / 32, "replayed " + steps);
  }

  @Test
  void negativeNumbersAreRefused() {
    assertThrows(IndexOutOfBoundsException.class, () -> counter(2).at(-1));
  }
}
