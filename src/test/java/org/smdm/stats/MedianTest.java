package org.smdm.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MedianTest {

  @Test
  void isTheMiddleOfTheSortedValues() {
    assertEquals(2, Median.of(List.of(100.0, 1.0, 2.0)));
    assertEquals(2.5, Median.of(List.of(4.0, 1.0, 3.0, 2.0)));
    assertEquals(Double.NaN, Median.of(List.of()));
  }
}
