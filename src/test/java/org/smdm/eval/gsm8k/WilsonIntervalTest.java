package org.smdm.eval.gsm8k;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WilsonIntervalTest {

  /** Probability that the interval of so many problems holds a share, summed over the binomial. */
  private static double covered(int items, double share) {
    double probability = Math.pow(1 - share, items);
    double covered = 0;
    for (int right = 0; right <= items; right++) {
      WilsonInterval interval = WilsonInterval.of(right, items);
      covered += interval.low() <= share && share <= interval.high() ? probability : 0;
      probability *= (items - right) / (right + 1.0) * share / (1 - share);
    }
    return covered;
  }

  @Test
  void sharesAreHeldAsOftenAsTheIntervalSays() {
    for (int items : new int[] {20, 100}) {
      double sum = 0;
      int shares = 200;
      for (int i = 0; i < shares; i++) {
        double share = 0.02 + 0.96 * (i + 0.5) / shares;
        sum += covered(items, share);
      }
      assertEquals(0.95, sum / shares, 0.02, items + " problems");
    }
  }

  @Test
  void noneAndAllStillLeaveRoom() {
    assertTrue(WilsonInterval.of(0, 20).high() > 0.1);
    assertTrue(WilsonInterval.of(20, 20).low() < 0.9);
  }
}
