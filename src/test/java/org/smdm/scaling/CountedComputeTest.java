package org.smdm.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.config.ComputeCount;
import org.smdm.config.ModelConfig;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.SizeFamily;
import org.smdm.config.TokenFlops;

/** Budgets that count otherwise than 6·N·D. */
class CountedComputeTest {

  private static final ParametricLaw LAW =
      new ParametricLaw(1.7, Math.log(400), Math.log(1500), 0.34, 0.37, new TokenCost(40, 0.85));

  @TempDir Path folder;

  private static List<LossPoint> runs(double allParameters) {
    List<LossPoint> runs = new ArrayList<>();
    for (double budget : new double[] {1e12, 3e12, 1e13, 3e13}) {
      for (int i = -3; i <= 3; i++) {
        double n = LAW.optimalParameters(budget) * Math.pow(1.6, i);
        double d = budget / LAW.cost().at(n);
        runs.add(
            new LossPoint(
                Family.MDM,
                budget,
                n,
                d,
                LAW.loss(n, d),
                0.01,
                "r" + i,
                budget,
                allParameters * Math.pow(n, 0.9)));
      }
    }
    return runs;
  }

  @Test
  void theBestSizeIsWhereTheLossIsLowestAtTheSameCount() {
    double n = LAW.optimalParameters(1e13);
    double lowest = LAW.at(1e13);
    for (double factor : new double[] {0.97, 1.03}) {
      assertTrue(LAW.loss(n * factor, 1e13 / LAW.cost().at(n * factor)) > lowest);
    }
    assertEquals(1e13, LAW.inverse(lowest), 1e3);
    double slope = Math.log(LAW.optimalParameters(1e14) / n) / Math.log(10);
    assertEquals(slope, LAW.parametersExponent(), 1e-9);
  }

  @Test
  void budgetsAreTakenAsTheyCountAndBothCountsAreTold() {
    ObjectiveFit fit =
        ScalingFit.of(new ScalingData("made", runs(3), List.of()), new FitOptions(40, 40, 1)).mdm();
    assertEquals(0.85, fit.cost().exponent(), 1e-9);
    assertEquals(0.85, fit.parametric().law().cost().exponent(), 1e-9);
    assertEquals(LAW.parametersExponent(), fit.parametric().law().parametersExponent(), 1e-3);
    OptimumPoint optimum = fit.optima().get(0);
    assertEquals(1e12 / (40 * Math.pow(optimum.parameters(), 0.85)), optimum.tokens(), 1);
    ComputeCounts counts = fit.compute();
    assertEquals(0.37 / (0.34 + 0.37), counts.sixND(), 1e-3);
    assertEquals(0.37 / (0.34 + 0.85 * 0.37), counts.counted(), 1e-3);
    assertEquals(0.9 * counts.counted(), counts.allParameters(), 1e-9);
    assertEquals(1, counts.uneven(), 1e-9);
    assertTrue(counts.areApart());
  }

  @Test
  void countsSurviveAFileAndTheirAbsenceToo() {
    Path file = folder.resolve("runs.csv");
    List<LossPoint> runs = new ArrayList<>(runs(3));
    runs.add(new LossPoint(Family.ARM, 6e12, 1e5, 1e7, 2, Double.NaN, ""));
    ScalingCsv.write(file, new ScalingData("here", runs, List.of()), List.of());
    assertEquals(runs, ScalingCsv.read(file).runs());
    assertNull(
        ScalingFit.of(
                new ScalingData(
                    "made",
                    SyntheticGrid.parametric(LAW, new double[] {1e18, 1e19}, 5, 0, 1),
                    List.of()),
                new FitOptions(40, 40, 1))
            .arm()
            .compute());
  }

  /** Numbers by hand: two layers of width 16 with 4096 weights in matrices each, 128 bytes. */
  @Test
  void attentionAndHeadAreCounted() {
    ModelConfig shape = SizeFamily.Rule.tiny().shapes(128, 256).get(1);
    assertEquals(16, shape.embd());
    TokenFlops mdm = TokenFlops.of(shape, ObjectiveConfig.MaskedDiffusion.standard());
    assertEquals(6 * 8192, mdm.matrices(), 1e-9);
    assertEquals(3 * 2 * 4 * 128 * 16, mdm.attention(), 1e-9);
    assertEquals(3 * 2 * 16 * 256 * 0.5, mdm.head(), 20);
    TokenFlops arm = TokenFlops.of(shape, new ObjectiveConfig.Autoregressive());
    assertEquals(mdm.attention() / 2, arm.attention(), 1e-9);
    assertEquals(3 * 2 * 16 * 256, arm.head(), 1e-9);
    assertEquals(
        arm.total(), ComputeCount.COUNTED.perToken(shape, new ObjectiveConfig.Autoregressive()));
    assertEquals(
        6 * 8272, ComputeCount.SIX_N_D.perToken(shape, new ObjectiveConfig.Autoregressive()));
  }
}
