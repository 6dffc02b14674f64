package org.smdm.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smdm.config.ConfigJson;

/** Known laws come back from data made by them; the paper's points give the numbers known. */
class ScalingFitTest {

  private static final double[] BUDGETS = {1e18, 3e18, 1e19, 3e19, 1e20};
  private static final PowerLaw SIZE = new PowerLaw(Math.log(2e8) - 0.55 * Math.log(1e19), 0.55);
  private static final PowerLaw ARM_LOSS = new PowerLaw(3.8, -0.06);

  /** The same loss at 16 times the compute. */
  private static final PowerLaw MDM_LOSS = new PowerLaw(3.8 + 0.06 * Math.log(16), -0.06);

  private static final FitOptions OPTIONS = new FitOptions(400, 60, 1);

  private static ScalingData grids(double noise, long seed, int sizes) {
    List<LossPoint> runs = new ArrayList<>();
    runs.addAll(SyntheticGrid.parabolas(Family.ARM, BUDGETS, sizes, SIZE, ARM_LOSS, noise, seed));
    runs.addAll(SyntheticGrid.parabolas(Family.MDM, BUDGETS, sizes, SIZE, MDM_LOSS, noise, seed));
    return new ScalingData("synthetic", runs, List.of());
  }

  @Test
  void exactParabolasGiveTheirLawsExactly() {
    ScalingFit fit = ScalingFit.of(grids(0, 1, 5), OPTIONS);
    assertEquals(0.55, fit.arm().parameters().law().exponent(), 1e-9);
    assertEquals(0.45, fit.arm().tokens().law().exponent(), 1e-9);
    assertEquals(-0.06, fit.mdm().loss().law().exponent(), 1e-9);
    assertEquals(3.8, fit.arm().loss().law().logCoefficient(), 1e-6);
    for (ComputeGap.Point point : fit.gap().points()) {
      assertEquals(16, point.factor(), 1e-6);
      assertEquals(1, point.sizeRatio(), 1e-6);
    }
    assertTrue(Arrays.stream(fit.arm().budgets().get(2).residuals()).allMatch(r -> r < 1e-9));
  }

  @Test
  void noisyParabolasGiveIntervalsThatHoldTheTruthAboutAsOftenAsTheySay() {
    int held = 0;
    int grids = 40;
    for (int seed = 0; seed < grids; seed++) {
      List<LossPoint> runs =
          SyntheticGrid.parabolas(Family.ARM, BUDGETS, 6, SIZE, ARM_LOSS, 0.01, seed);
      ObjectiveFit fit =
          ScalingFit.of(
                  new ScalingData("synthetic", runs, List.of()), new FitOptions(200, 40, seed))
              .arm();
      assertEquals(0.55, fit.parameters().law().exponent(), 0.15);
      if (fit.parameters().byBootstrap().contains(0.55)) {
        held++;
      }
    }
    // 95 % of 40 are 38; the bound is three standard deviations of the binomial below.
    assertTrue(held >= 33, held + " of " + grids);
  }

  @Test
  void theGapComesBackWithinItsInterval() {
    ScalingFit fit = ScalingFit.of(grids(0.01, 7, 6), OPTIONS);
    assertEquals(16, fit.gap().mean(), 2.5);
    assertTrue(fit.gap().meanInterval().contains(16), fit.gap().meanInterval().toString());
    assertTrue(fit.gap().lossExponentInterval().contains(0));
  }

  @Test
  void theSameSeedGivesTheSameIntervalsAndAnotherOneOthers() {
    ScalingData data = grids(0.01, 7, 5);
    String once = ConfigJson.write(ScalingFit.of(data, OPTIONS));
    assertEquals(once, ConfigJson.write(ScalingFit.of(data, OPTIONS)));
    assertNotEquals(once, ConfigJson.write(ScalingFit.of(data, OPTIONS.withSeed(2))));
  }

  @Test
  void theParametricFormComesBackFromItsOwnLosses() {
    ParametricLaw law = new ParametricLaw(1.7, Math.log(406.4), Math.log(410.7), 0.34, 0.28);
    ParametricFit exact =
        ScalingFit.of(
                new ScalingData(
                    "synthetic", SyntheticGrid.parametric(law, BUDGETS, 6, 0, 1), List.of()),
                OPTIONS)
            .arm()
            .parametric();
    assertEquals(1.7, exact.law().irreducible(), 1e-3);
    assertEquals(0.34, exact.law().alpha(), 1e-3);
    assertEquals(0.28, exact.law().beta(), 1e-3);
    assertEquals(Math.log(406.4), exact.law().logA(), 1e-2);
    assertTrue(exact.starts().agreeing() > 1, exact.starts().toString());
    ParametricFit noisy =
        ScalingFit.of(
                new ScalingData(
                    "synthetic", SyntheticGrid.parametric(law, BUDGETS, 8, 0.001, 1), List.of()),
                OPTIONS)
            .arm()
            .parametric();
    assertTrue(noisy.alpha().contains(0.34), noisy.alpha().toString());
    assertTrue(noisy.beta().contains(0.28), noisy.beta().toString());
    assertTrue(noisy.irreducible().contains(1.7), noisy.irreducible().toString());
    assertEquals(0.28 / 0.62, noisy.law().parametersExponent(), 0.08);
  }

  /** More tokens and more parameters that make losses worse have no exponents. */
  @Test
  void aParametricFormThatIsNotThereIsSaidToBeMissing() {
    ParametricLaw law = new ParametricLaw(1e-9, 0, 0, -0.02, -0.03);
    ScalingFit fit =
        ScalingFit.of(
            new ScalingData(
                "synthetic", SyntheticGrid.parametric(law, BUDGETS, 6, 0, 1), List.of()),
            OPTIONS);
    assertNull(fit.arm().parametric());
    assertTrue(
        fit.notes().stream().anyMatch(note -> note.contains("L(N, D) has no minimum")),
        fit.notes().toString());
  }

  @Test
  void anOutlierBendsTheParametricFormLittle() {
    ParametricLaw law = new ParametricLaw(1.7, Math.log(406.4), Math.log(410.7), 0.34, 0.28);
    List<LossPoint> runs = SyntheticGrid.parametric(law, BUDGETS, 6, 0, 1);
    LossPoint bad = runs.get(8);
    runs.set(
        8,
        new LossPoint(
            bad.objective(),
            bad.budget(),
            bad.parameters(),
            bad.tokens(),
            bad.loss() * 1.2,
            Double.NaN,
            ""));
    ParametricFit fit =
        ScalingFit.of(new ScalingData("synthetic", runs, List.of()), OPTIONS).arm().parametric();
    assertEquals(0.34, fit.law().alpha(), 0.02);
    assertEquals(0.28, fit.law().beta(), 0.02);
    assertEquals(Math.log(1.2), fit.residuals()[8], 0.01);
  }

  @Test
  void theOptimumOfTheParametricFormIsWhereItsLossIsLowest() {
    ParametricLaw law = new ParametricLaw(1.7, Math.log(406.4), Math.log(410.7), 0.34, 0.28);
    double n = law.optimalParameters(1e19);
    double lowest = law.loss(n, 1e19 / (6 * n));
    for (double factor : new double[] {0.97, 1.03}) {
      assertTrue(law.loss(n * factor, 1e19 / (6 * n * factor)) > lowest);
    }
  }

  @Test
  void thePapersPointsGiveTheExponentsAndTheGap() {
    ScalingFit fit = ScalingFit.of(ScalingData.paper(), FitOptions.standard());
    LawFit arm = fit.arm().loss();
    LawFit mdm = fit.mdm().loss();
    assertEquals(-0.0641, arm.law().exponent(), 5e-5);
    assertEquals(3.82, arm.law().logCoefficient(), 5e-3);
    assertEquals(-0.0674, arm.byScatter().low(), 5e-5);
    assertEquals(-0.0609, arm.byScatter().high(), 5e-5);
    assertEquals(-0.0625, mdm.law().exponent(), 5e-5);
    assertEquals(3.92, mdm.law().logCoefficient(), 5e-3);
    assertEquals(-0.0648, mdm.byScatter().low(), 5e-5);
    assertEquals(-0.0603, mdm.byScatter().high(), 5e-5);
    assertEquals(0.643, fit.arm().parameters().law().exponent(), 5e-4);
    assertEquals(0.555, fit.arm().parameters().byScatter().low(), 5e-4);
    assertEquals(0.730, fit.arm().parameters().byScatter().high(), 5e-4);
    assertEquals(0.630, fit.mdm().parameters().law().exponent(), 5e-4);
    assertEquals(0.597, fit.mdm().parameters().byScatter().low(), 5e-4);
    assertEquals(0.663, fit.mdm().parameters().byScatter().high(), 5e-4);
    double[] factors = fit.gap().points().stream().mapToDouble(ComputeGap.Point::factor).toArray();
    // Computed once by hand from the same ten points.
    double[] expected = {15.276, 15.477, 15.919, 16.204, 16.418};
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], factors[i], 1e-3);
    }
    assertEquals(16, fit.gap().mean(), 0.5);
    assertTrue(fit.gap().meanInterval().contains(16));
    fit.gap().points().forEach(point -> assertEquals(2, point.sizeRatio(), 0.2));
  }

  @Test
  void budgetsWithoutAMinimumInsideAreLeftOutAndSaid() {
    List<LossPoint> runs = SyntheticGrid.parabolas(Family.ARM, BUDGETS, 5, SIZE, ARM_LOSS, 0, 1);
    List<LossPoint> oneSided =
        runs.stream()
            .filter(r -> r.budget() != 1e19 || r.parameters() > 1.1 * SIZE.at(1e19))
            .toList();
    List<LossPoint> falling = new ArrayList<>(oneSided);
    for (double n : new double[] {1e8, 2e8, 4e8}) {
      falling.add(new LossPoint(Family.ARM, 1e21, n, 1e21 / 6 / n, 4 - n / 1e9, 0.01, ""));
    }
    ObjectiveFit fit =
        ScalingFit.of(new ScalingData("synthetic", falling, List.of()), OPTIONS).arm();
    assertEquals(0.55, fit.parameters().law().exponent(), 1e-9);
    assertEquals(4, fit.budgets().stream().filter(b -> b.optimum() != null).count());
    String notes = String.join("\n", fit.notes());
    assertTrue(notes.contains("1.00e+19") || notes.contains("has 2 sizes"), notes);
    assertTrue(notes.contains("1.00e+21"), notes);
  }

  @Test
  void threeSizesPerBudgetHaveNoIntervals() {
    ObjectiveFit fit = ScalingFit.of(grids(0.001, 3, 3), OPTIONS).arm();
    assertNull(fit.parameters().byBootstrap());
    assertTrue(String.join("\n", fit.notes()).contains("no noise"), fit.notes().toString());
  }
}
