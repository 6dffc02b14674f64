package org.smdm.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomStreamsTest {

  @Test
  void aStreamIsDecidedBySeedPurposeAndIndices() {
    Set<Long> seen = new HashSet<>();
    for (long seed : new long[] {0, 1, -1}) {
      for (String purpose : new String[] {"", "a", "b", "ab", "ba"}) {
        seen.add(new RandomStreams(seed).stream(purpose).nextLong());
        for (long i = 0; i < 3; i++) {
          seen.add(new RandomStreams(seed).stream(purpose, i).nextLong());
          for (long j = 0; j < 3; j++) {
            seen.add(new RandomStreams(seed).stream(purpose, i, j).nextLong());
          }
        }
      }
    }
    assertEquals(3 * 5 * (1 + 3 + 9), seen.size());
    assertEquals(
        new RandomStreams(3).stream("mask", 4, 5).nextLong(),
        new RandomStreams(3).stream("mask", 4, 5).nextLong());
  }

  @Test
  void theNumbersStayTheSameFromReleaseToRelease() {
    // A changed value here changes every run that anybody has made.
    assertEquals(FIRST, new RandomStreams(3407).stream("mask", 1, 2).nextLong());
  }

  private static final long FIRST = 8574454593696864648L;

  @Test
  void neighbouringStreamsAreUniformAndUncorrelated() {
    int n = 20_000;
    double mean = 0;
    double product = 0;
    double previous = 0.5;
    for (int i = 0; i < n; i++) {
      double x = new RandomStreams(9).stream("x", i).nextDouble();
      mean += x / n;
      product += (x - 0.5) * (previous - 0.5) * 12 / n;
      previous = x;
    }
    // Four standard deviations of a mean and of a correlation.
    assertEquals(0.5, mean, 4 * 0.2887 / Math.sqrt(n));
    assertTrue(Math.abs(product) < 4 / Math.sqrt(n), "correlation " + product);
  }
}
