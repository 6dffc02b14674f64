package org.smdm.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that are seen again are worth less. */
class RepeatedDataLawTest {

  private static final ParametricLaw FRESH =
      new ParametricLaw(1.7, Math.log(406.4), Math.log(410.7), 0.34, 0.28);

  /** Numbers of the formulas in another language. */
  @Test
  void lossesAreThoseOfTheFormulas() {
    assertEquals(
        372.58775215, new RepeatedDataLaw(FRESH, 15.4, 5.3).effectiveTokens(400, 100), 1e-6);
    RepeatedDataLaw arm = new RepeatedDataLaw(FRESH, 31.3, 5.3);
    assertEquals(39399341.2077, arm.effectiveParameters(1e8, 1e8), 1);
    assertEquals(1990738754.0669, arm.effectiveTokens(3e9, 1e8), 1);
    assertEquals(3.785711396990, arm.loss(1e8, 3e9, 1e8), 1e-9);
  }

  @Test
  void withoutRepetitionNothingIsLost() {
    RepeatedDataLaw law = new RepeatedDataLaw(FRESH, 31, 5);
    assertEquals(FRESH.loss(1e6, 5e7), law.loss(1e6, 5e7, 1e8), 1e-12);
    assertEquals(4e8, new RepeatedDataLaw(FRESH, 1e12, 5).effectiveTokens(4e8, 1e8), 1e3);
    assertTrue(law.loss(1e6, 4e8, 1e8) > FRESH.loss(1e6, 4e8));
    double n = FRESH.parametersFor(1e9);
    assertEquals(n, FRESH.optimalParameters(6 * n * 1e9), n * 1e-9);
  }

  @ParameterizedTest
  @ValueSource(doubles = {31.3, 494})
  void decaysComeBackFromRunsOfManyEpochs(double decay) {
    RepeatedDataLaw law = new RepeatedDataLaw(FRESH, decay, 12);
    List<RepeatedDataLaw.Run> runs = new ArrayList<>();
    for (double unique : new double[] {3e7, 1e8, 1e9}) {
      for (double epochs : new double[] {0.5, 1, 4, 30, 200, 1000}) {
        for (double n : new double[] {3e6, 2e7, 1e8, 5e8}) {
          double d = unique * epochs;
          runs.add(
              new RepeatedDataLaw.Run(
                  new LossPoint(
                      Family.ARM, 6 * n * d, n, d, law.loss(n, d, unique), Double.NaN, ""),
                  unique));
        }
      }
    }
    RepeatedDataLaw found = RepeatedDataLaw.fit(runs).orElseThrow();
    assertEquals(decay, found.tokensDecay(), decay * 1e-3);
    assertEquals(12, found.parametersDecay(), 0.02);
    assertEquals(0.34, found.fresh().alpha(), 1e-4);
    assertEquals(1.7, found.fresh().irreducible(), 1e-3);
    assertTrue(RepeatedDataLaw.fit(runs.subList(0, 7)).isEmpty());
  }
}
