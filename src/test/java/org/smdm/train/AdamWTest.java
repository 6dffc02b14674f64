package org.smdm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.OptimizerConfig;
import org.smdm.config.Precision;
import org.smdm.config.WarmupRule;
import org.smdm.model.GradientPass;
import org.smdm.model.Transformer;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;
import org.smdm.tensor.Workers;

class AdamWTest {

  private static final double RATE = 1e-2;

  private final NDManager manager = Torch.newManager("cpu");
  private final RandomStreams streams = new RandomStreams(9);

  @AfterEach
  void close() {
    manager.close();
  }

  private static OptimizerConfig config(double clip, double skipAbove) {
    return new OptimizerConfig(RATE, 0, WarmupRule.SCALED, 0.9, 0.95, 1e-8, 0.1, clip, skipAbove);
  }

  /** A small model, its gradients and its optimiser. */
  private final class Fixture {
    private final Transformer model =
        Transformer.initialized(
            manager, ModelConfig.of(8, 20, 1, 2, 8, 12), ModelFamily.MDM, Precision.FP32, streams);
    private final GradientPass pass = new GradientPass(model, false, 1);
    private final AdamW optimizer;
    private final RandomGenerator random = streams.stream("gradients")::nextLong;

    private Fixture(double clip, double skipAbove) {
      optimizer = new AdamW(model, pass, config(clip, skipAbove), new Workers(2));
    }

    /** Puts random gradients of a global norm in place. */
    private void gradients(double norm) {
      Map<String, double[]> drawn = new LinkedHashMap<>();
      double square = 0;
      for (Map.Entry<String, NDArray> gradient : pass.gradients().entrySet()) {
        double[] values = random.doubles(gradient.getValue().size(), -1, 1).toArray();
        square += Arrays.stream(values).map(v -> v * v).sum();
        drawn.put(gradient.getKey(), values);
      }
      double factor = norm / Math.sqrt(square);
      drawn.forEach(
          (name, values) -> {
            float[] scaled = new float[values.length];
            for (int i = 0; i < scaled.length; i++) {
              scaled[i] = (float) (factor * values[i]);
            }
            NDArray target = pass.gradients().get(name);
            manager.create(scaled, target.getShape()).copyTo(target);
          });
    }

    /** Ruins one number of the last gradient. */
    private void spoil(float value) {
      NDArray last = null;
      for (NDArray gradient : pass.gradients().values()) {
        last = gradient;
      }
      float[] values = last.toFloatArray();
      values[values.length - 1] = value;
      manager.create(values, last.getShape()).copyTo(last);
    }

    private float[] step() {
      return optimizer.step(manager, RATE).toFloatArray();
    }

    private Map<String, float[]> everything() {
      Map<String, float[]> all = new LinkedHashMap<>();
      model.parameters().forEach((name, array) -> all.put(name, array.toFloatArray()));
      optimizer.state().forEach((name, array) -> all.put(name, array.toFloatArray()));
      return all;
    }

    private float state(String name) {
      return optimizer.state().get(name).getFloat();
    }

    private void assertGradientsAreCleared() {
      pass.gradients()
          .forEach(
              (name, gradient) -> {
                for (float value : gradient.toFloatArray()) {
                  assertEquals(0f, value, name);
                }
              });
    }
  }

  private static void assertUnchanged(Map<String, float[]> before, Map<String, float[]> after) {
    assertEquals(before.keySet(), after.keySet());
    before.forEach((name, values) -> assertArrayEquals(values, after.get(name), name));
  }

  @ParameterizedTest
  @ValueSource(floats = {1e3f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 3e38f})
  void aSpikeIsSkippedAndLeavesEverythingAsItWas(float spike) {
    Fixture f = new Fixture(1, 10);
    for (int i = 0; i < 3; i++) {
      f.gradients(0.5);
      assertEquals(0, f.step()[1]);
    }
    Map<String, float[]> before = f.everything();
    f.gradients(0.5);
    f.spoil(spike);
    float[] result = f.step();
    assertEquals(1, result[1]);
    assertEquals(Float.isFinite(spike) && spike < 1e10f, Float.isFinite(result[0]));
    assertUnchanged(before, f.everything());
    f.assertGradientsAreCleared();
    f.gradients(0.5);
    assertEquals(0, f.step()[1]);
    assertEquals(4, f.state("steps"));
  }

  @Test
  void aRunGoesOnBehindASpikeAsIfItHadNotBeen() {
    Fixture spiked = new Fixture(1, 10);
    Fixture calm = new Fixture(1, 10);
    for (int i = 0; i < 4; i++) {
      spiked.gradients(0.5);
      calm.gradients(0.5);
      spiked.step();
      calm.step();
      if (i == 1) {
        // Its own draws must not shift those of the next steps.
        for (NDArray gradient : spiked.pass.gradients().values()) {
          gradient.addi(Float.NaN);
        }
        assertEquals(1, spiked.step()[1]);
      }
    }
    assertUnchanged(calm.everything(), spiked.everything());
  }

  @Test
  void theThresholdIsTheFactorTimesTheRunningMean() {
    Fixture f = new Fixture(1, 10);
    f.gradients(0.5);
    f.step();
    assertEquals(0.5, f.state("mean_norm"), 1e-6);
    f.gradients(4.9);
    assertEquals(0, f.step()[1]);
    double mean = 0.5 + 0.02 * (4.9 - 0.5);
    assertEquals(mean, f.state("mean_norm"), 1e-5);
    f.gradients(10.2 * mean);
    assertEquals(1, f.step()[1]);
    f.gradients(9.8 * mean);
    assertEquals(0, f.step()[1]);
  }

  @Test
  void theFirstNormIsNoSpikeUnlessItIsNotFinite() {
    Fixture f = new Fixture(1, 10);
    f.gradients(0.5);
    f.spoil(Float.NaN);
    assertEquals(1, f.step()[1]);
    assertEquals(0, f.state("mean_norm"));
    assertEquals(0, f.state("steps"));
    f.gradients(1e6);
    assertEquals(0, f.step()[1]);
    assertEquals(1e6, f.state("mean_norm"), 1);
  }

  @Test
  void withoutAThresholdNothingIsSkipped() {
    Fixture f = new Fixture(1, 0);
    f.gradients(0.5);
    f.step();
    Map<String, float[]> before = f.everything();
    f.gradients(1e6);
    assertArrayEquals(new float[] {1e6f, 0}, f.step(), 1);
    before.forEach(
        (name, values) ->
            assertEquals(
                name.equals("mean_norm"), Arrays.equals(values, f.everything().get(name)), name));
    f.gradients(0.5);
    f.spoil(Float.NaN);
    float[] result = f.step();
    assertTrue(Float.isNaN(result[0]));
    assertEquals(0, result[1]);
    assertEquals(3, f.state("steps"));
  }

  @Test
  void gradientsAreClippedToTheGlobalNormAndNoNormBelowIsRaised() {
    for (double norm : new double[] {0.25, 1, 40}) {
      Fixture clipped = new Fixture(1, 0);
      Fixture plain = new Fixture(0, 0);
      clipped.gradients(norm);
      plain.gradients(norm);
      Map<String, float[]> gradients = new LinkedHashMap<>();
      plain.pass.gradients().forEach((name, g) -> gradients.put(name, g.toFloatArray()));
      assertEquals(norm, clipped.step()[0], 1e-5 * norm);
      plain.step();
      gradients.forEach(
          (name, g) -> {
            float[] first = clipped.optimizer.state().get("exp_avg." + name).toFloatArray();
            float[] whole = plain.optimizer.state().get("exp_avg." + name).toFloatArray();
            for (int i = 0; i < g.length; i++) {
              assertEquals(0.1 * g[i], whole[i], 1e-6 * Math.abs(g[i]) + 1e-12);
              assertEquals(0.1 * g[i] / Math.max(1, norm), first[i], 1e-5 * Math.abs(g[i]) + 1e-12);
            }
          });
      clipped.assertGradientsAreCleared();
    }
  }

  /** The oracle is Adam with decoupled decay written out in doubles, over three steps; 2e-6. */
  @Test
  void theUpdateIsAdamWithDecoupledDecay() {
    Fixture f = new Fixture(0, 0);
    String name = f.model.parameters().keySet().iterator().next();
    float[] start = f.model.parameters().get(name).toFloatArray();
    double[] expected = new double[start.length];
    Arrays.setAll(expected, i -> start[i]);
    double[] m = new double[start.length];
    double[] v = new double[start.length];
    for (int t = 1; t <= 3; t++) {
      f.gradients(0.5 * t);
      float[] g = f.pass.gradients().get(name).toFloatArray();
      f.step();
      for (int i = 0; i < expected.length; i++) {
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        v[i] = 0.95 * v[i] + 0.05 * g[i] * g[i];
        double denominator = Math.sqrt(v[i] / (1 - Math.pow(0.95, t))) + 1e-8;
        expected[i] =
            expected[i] * (1 - RATE * 0.1) - RATE * m[i] / (1 - Math.pow(0.9, t)) / denominator;
      }
    }
    float[] actual = f.model.parameters().get(name).toFloatArray();
    for (int i = 0; i < actual.length; i++) {
      assertEquals(expected[i], actual[i], 2e-6);
    }
    assertFalse(Arrays.equals(start, actual));
  }
}
