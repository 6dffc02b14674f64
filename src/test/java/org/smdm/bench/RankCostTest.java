package org.smdm.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.smdm.io.UserException;

class RankCostTest {

  private static final RankCost SLOW = new RankCost(4e9, 1, 1e9, 0.01, 0.5);

  @Test
  void aRankAloneSendsNothing() {
    assertEquals(0, SLOW.bytesSent(1));
    assertEquals(1, SLOW.efficiency(1));
  }

  @Test
  void aRingSendsTwiceTheGradientsAtMost() {
    assertEquals(4e9, SLOW.bytesSent(2));
    assertEquals(6e9, SLOW.bytesSent(4));
    assertTrue(SLOW.bytesSent(10_000) < 8e9);
  }

  @Test
  void whatTheBackwardPassHidesCostsNothing() {
    // 4 s of sending and 2 hops, half a second of it behind a second of computing.
    assertEquals(1 + 4 + 0.02 - 0.5, SLOW.stepSeconds(2), 1e-12);
    RankCost fast = new RankCost(4e9, 1, 1e10, 0, 0.5);
    assertEquals(1, fast.stepSeconds(2), 1e-12);
    assertEquals(1 / 1.1, new RankCost(4e9, 1, 1e10, 0, 0.5).efficiency(4), 1e-12);
  }

  @Test
  void moreMicroBatchesHideASmallerShare() {
    assertEquals(2.0 / 3, RankCost.hiddenShare(1), 1e-12);
    assertEquals(1.0 / 6, RankCost.hiddenShare(4), 1e-12);
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThrows(UserException.class, () -> new RankCost(0, 1, 1, 0, 0));
    assertThrows(UserException.class, () -> new RankCost(1, 1, 1, -1, 0));
    assertThrows(UserException.class, () -> new RankCost(1, 1, 1, 0, 1.1));
  }
}
