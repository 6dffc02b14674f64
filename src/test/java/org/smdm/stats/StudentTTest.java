package org.smdm.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class StudentTTest {

  @Test
  void reachesAreThoseOfTables() {
    assertEquals(12.706, StudentT.reach(1), 1e-3);
    assertEquals(2.365, StudentT.reach(7), 1e-3);
    assertEquals(1.96, StudentT.reach(1e6), 1e-3);
  }

  @Test
  void welchCountsTheLargerVarianceMore() {
    assertEquals(6, StudentT.welchFreedom(1, 3, 1, 3), 1e-12);
    assertEquals(3, StudentT.welchFreedom(1, 3, 1e-9, 3), 1e-6);
  }

  /** Groups of draws whose means lean to one side, as those of a bound at times near 0. */
  @Test
  void intervalsOfFewGroupsHoldTheTruthAsOftenAsTheySay() {
    for (int groups : new int[] {2, 8, 16}) {
      Random random = new Random(groups);
      int held = 0;
      int studies = 20_000;
      for (int study = 0; study < studies; study++) {
        double[] means = new double[groups];
        for (int g = 0; g < groups; g++) {
          for (int draw = 0; draw < 16; draw++) {
            means[g] -= Math.log(1 - random.nextDouble()) / 16;
          }
        }
        SampleMean mean = SampleMean.of(means);
        double reach = StudentT.reach(groups - 1) * mean.standardError();
        held += Math.abs(mean.mean() - 1) <= reach ? 1 : 0;
      }
      assertEquals(0.95, (double) held / studies, 0.01, groups + " groups");
    }
  }
}
