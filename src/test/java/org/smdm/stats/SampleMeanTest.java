package org.smdm.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class SampleMeanTest {

  @Test
  void aSampleHasItsMeanAndStandardError() {
    SampleMean sample = SampleMean.of(1, 2, 6);
    // Squares 4 + 1 + 9 = 14; 14 / 2 = 7 is the variance, 7 / 3 that of the mean.
    assertEquals(3, sample.mean(), 1e-12);
    assertEquals(Math.sqrt(7), sample.standardDeviation(), 1e-12);
    assertEquals(Math.sqrt(7.0 / 3), sample.standardError(), 1e-12);
  }

  @Test
  void oneValueSaysNothingOfTheScatterAndNoneNothingAtAll() {
    assertEquals(4, SampleMean.of(4).mean());
    assertEquals(Double.NaN, SampleMean.of(4).standardError());
    assertEquals(Double.NaN, SampleMean.of().mean());
    assertEquals(0, SampleMean.likePython().count());
  }

  @Test
  void pythonsSumLosesWhatTheOtherKeeps() {
    double[] values = new double[10];
    java.util.Arrays.fill(values, 0.1);
    assertEquals(0.1, SampleMean.of(values).mean());
    // sum([0.1] * 10) / 10 in Python 3.11
    assertEquals(0.09999999999999999, SampleMean.likePython(values).mean());
    assertNotEquals(0, SampleMean.likePython(values).squares());
  }
}
