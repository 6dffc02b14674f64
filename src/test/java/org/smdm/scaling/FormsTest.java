package org.smdm.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smdm.config.ConfigJson;
import org.smdm.io.UserException;

/**
 * Forms of the law side by side, budgets left out, and gaps that are numbers only where trained.
 */
class FormsTest {

  private static final double[] BUDGETS = {1e18, 3e18, 1e19, 3e19, 1e20};
  private static final PowerLaw SIZE = new PowerLaw(Math.log(2e8) - 0.55 * Math.log(1e19), 0.55);
  private static final FitOptions OPTIONS = new FitOptions(200, 60, 1);

  private static ScalingFit study() {
    return ScalingFit.of(
        ScalingCsv.read(Path.of("results", "reference", "scaling-runs.csv")), OPTIONS);
  }

  /**
   * The numbers are of a program in another language, written from the formulas alone: parabolas
   * and lines by numpy's polyfit, the floor by a fine grid and bounded search over the exponent,
   * L(N, D) by Nelder-Mead from eight starts, restarted six times.
   */
  @ParameterizedTest
  @CsvSource({
    "arm, 0, 0.939328, -0.489010, 26.831646",
    "arm, 1, 3.240334, -0.364856, 26.831646",
    "arm, 2, 1.196259, 0.355020, 16.046848",
    "mdm, 0, 1.768640, 1.372167, 7.916846",
    "mdm, 1, 3.624304, 6.283864, 7.916846",
    "mdm, 2, 2.504306, 4.152858, 10.066590"
  })
  void budgetsLeftOutAreMissedAsAnIndependentProgramSays(
      String family, int form, double each, double largest, double size) {
    ScalingFit fit = study();
    FormFit found = (family.equals("arm") ? fit.arm() : fit.mdm()).forms().get(form);
    assertEquals(each, 100 * found.loss().typical(), 2e-4);
    assertEquals(largest, 100 * found.loss().largest(), 2e-4);
    assertEquals(size, 100 * found.size().typical(), 5e-3);
  }

  @Test
  void aGapBetweenFamiliesWithoutACommonLossIsNoNumber() {
    ComputeGap gap = study().gap();
    assertTrue(gap.reached().isEmpty());
    ComputeGap.Point first = gap.points().get(0);
    assertEquals(ComputeGap.Reach.NOT_REACHED, first.reach());
    assertEquals(1e13 / 5e11, first.bound(), 1e-9);
  }

  @ParameterizedTest
  @CsvSource({"1.5, 0.12", "0, 0.06", "2.2, 0.3"})
  void aPowerLawWithFloorComesBack(double floor, double exponent) {
    FlooredLaw law = new FlooredLaw(floor, 1.3, exponent, 1e19);
    FlooredLaw found = FlooredLaw.fit(BUDGETS, Arrays.stream(BUDGETS).map(law::at).toArray());
    assertEquals(floor, found.irreducible(), 1e-4);
    assertEquals(exponent, found.exponent(), 1e-4);
    assertEquals(law.at(1e22), found.at(1e22), 1e-4);
  }

  @Test
  void everyFormIsInvertedAndItsExponentIsThatOfAPowerLawThroughIt() {
    List<BestLoss> laws =
        List.of(
            new PowerLaw(3.8, -0.06),
            new FlooredLaw(1.5, 1.3, 0.12, 1e19),
            new ParametricLaw(1.7, Math.log(406.4), Math.log(410.7), 0.34, 0.28));
    for (BestLoss law : laws) {
      assertEquals(3e20, law.inverse(law.at(3e20)), 1e12);
      // Of two budgets the slope between them, of three evenly spaced that between the outer ones.
      double slope = Math.log(law.at(1e20) / law.at(1e18)) / Math.log(100);
      assertEquals(slope, law.exponentOver(new double[] {1e18, 1e20}), 1e-12);
      assertEquals(slope, law.exponentOver(new double[] {1e18, 1e19, 1e20}), 1e-12);
    }
    assertEquals(Double.POSITIVE_INFINITY, laws.get(1).inverse(1.5));
    assertEquals(Double.POSITIVE_INFINITY, laws.get(2).inverse(1.6));
  }

  private static List<LossPoint> floored(Family family, double factor, double noise) {
    ParametricLaw law =
        new ParametricLaw(1.7, Math.log(406.4) + factor, Math.log(410.7) + factor, 0.34, 0.28);
    return SyntheticGrid.parametric(law, BUDGETS, 7, noise, 5).stream()
        .map(
            r ->
                new LossPoint(
                    family, r.budget(), r.parameters(), r.tokens(), r.loss(), Double.NaN, ""))
        .toList();
  }

  @Test
  void theFormThatMadeTheLossesHoldsOutBest() {
    ObjectiveFit bent =
        ScalingFit.of(new ScalingData("made", floored(Family.ARM, 0, 0.0005), List.of()), OPTIONS)
            .arm();
    assertTrue(bent.chosen().form() != Form.POWER, bent.forms().toString());
    List<LossPoint> straight =
        SyntheticGrid.parabolas(Family.ARM, BUDGETS, 7, SIZE, new PowerLaw(3.8, -0.06), 0.002, 3);
    ObjectiveFit power = ScalingFit.of(new ScalingData("made", straight, List.of()), OPTIONS).arm();
    assertEquals(Form.POWER, power.chosen().form(), power.forms().toString());
    assertEquals(1, power.forms().stream().mapToDouble(FormFit::weight).sum(), 1e-12);
    assertTrue(power.lossExponent().contains(-0.06), power.lossExponent().toString());
  }

  /** Three families of free labels: a gap of every two, each a number where both were trained. */
  @Test
  void anyFamiliesAreCompared() {
    List<LossPoint> runs = new ArrayList<>(floored(new Family("B, own"), 0.05, 0.0005));
    runs.addAll(floored(Family.MDM, 0.1, 0.0005));
    runs.addAll(floored(new Family("Arm"), 0, 0.0005));
    ScalingFit fit = ScalingFit.of(new ScalingData("made", runs, List.of()), OPTIONS);
    assertEquals(
        List.of("ARM", "MDM", "B, own"),
        fit.objectives().stream().map(o -> o.objective().toString()).toList());
    assertEquals(3, fit.gaps().size());
    ComputeGap gap = fit.gaps().get(1);
    assertEquals("B, own", gap.other().toString());
    // A and B times exp(f): a loss above E takes exp(f / α + f / β) times the compute.
    double truth = Math.exp(0.05 / 0.34 + 0.05 / 0.28);
    assertTrue(gap.reached().size() >= 3);
    for (ComputeGap.Point point : gap.reached()) {
      assertTrue(point.overForms().contains(truth), point.toString());
    }
    assertEquals(0, gap.parametersExponentDifference(), 0.02);
    assertNull(
        ScalingFit.of(new ScalingData("m", floored(Family.MDM, 0, 0), List.of()), OPTIONS).gap());
  }

  @Test
  void resultsDoNotDependOnTheNumberOfCores() throws Exception {
    List<String> found = new ArrayList<>();
    for (int threads : new int[] {1, 5}) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      found.add(pool.submit(() -> ConfigJson.write(study())).get());
      pool.shutdown();
    }
    assertEquals(found.get(0), found.get(1));
  }

  @Test
  void theExponentLiesInItsIntervalOverFormsWhereBudgetsAreUneven() {
    double[] uneven = {1e18, 3e18, 1e19, 1e20};
    ParametricLaw law = new ParametricLaw(1.7, Math.log(406.4), Math.log(410.7), 0.34, 0.28);
    ObjectiveFit fit =
        ScalingFit.of(
                new ScalingData(
                    "made", SyntheticGrid.parametric(law, uneven, 5, 0.001, 2), List.of()),
                OPTIONS)
            .arm();
    assertTrue(fit.lossExponent().contains(fit.loss().law().exponent()), fit.toString());
    assertTrue(fit.lossExponent().contains(law.exponentOver(uneven)), fit.toString());
  }

  @Test
  void twoOptimaOfOneBudgetAreRefused() {
    List<OptimumPoint> optima =
        List.of(
            new OptimumPoint(Family.ARM, 1e18, 1e8, 3), new OptimumPoint(Family.ARM, 1e18, 2e8, 3));
    assertTrue(
        assertThrows(
                UserException.class,
                () -> ScalingFit.of(new ScalingData("made", List.of(), optima), OPTIONS))
            .getMessage()
            .contains("two optima at one budget"));
  }

  /** Three sizes leave no residuals; two budgets no scatter: the errors of the runs are all. */
  @Test
  void evaluationErrorsAreTheNoiseWhereNothingElseSaysIt() {
    double[] two = {1e18, 1e20};
    PowerLaw loss = new PowerLaw(3.8, -0.06);
    List<LossPoint> bare = SyntheticGrid.parabolas(Family.ARM, two, 3, SIZE, loss, 0, 1);
    ObjectiveFit unknown = ScalingFit.of(new ScalingData("made", bare, List.of()), OPTIONS).arm();
    assertNull(unknown.loss().byBootstrap());
    List<LossPoint> told =
        bare.stream()
            .map(
                r ->
                    new LossPoint(
                        Family.ARM, r.budget(), r.parameters(), r.tokens(), r.loss(), 0.01, ""))
            .toList();
    ObjectiveFit known = ScalingFit.of(new ScalingData("made", told, List.of()), OPTIONS).arm();
    assertTrue(known.loss().byBootstrap().contains(-0.06));
    assertTrue(known.predictions().get(0).lossInterval().contains(loss.at(1e20)));
    assertEquals(0.01, known.noise().evaluation(), 1e-12);
    assertEquals(2, known.budgets().stream().filter(b -> b.lossInterval() != null).count());
  }
}
