package org.smdm.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.io.UserException;

class LimitTest {

  @Test
  void belowOneItIsAFractionRoundedUpAndElseANumber() {
    assertEquals(500, Limit.NONE.count(500));
    assertEquals(51, Limit.of(0.101).count(500)); // 50.5
    assertEquals(1, Limit.of(1e-9).count(500));
    assertEquals(1, Limit.of(1).count(500));
    assertEquals(2, Limit.of(2.9).count(500));
    assertEquals(500, Limit.of(1e12).count(500));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void whatLeavesNothingOrIsNoNumberIsRefused(double value) {
    assertEquals(
        "limit is %s: write a number of items, or a fraction of them between 0 and 1"
            .formatted(value),
        assertThrows(UserException.class, () -> Limit.of(value)).getMessage());
  }
}
