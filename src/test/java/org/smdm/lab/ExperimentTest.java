package org.smdm.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.config.BatchConfig;
import org.smdm.config.CheckpointConfig;
import org.smdm.config.ConfigJson;
import org.smdm.config.LossWeighting;
import org.smdm.config.MaskCount;
import org.smdm.config.ModelFamily;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.Precision;
import org.smdm.config.RunConfig;
import org.smdm.config.Settings;
import org.smdm.config.TimeSampling;
import org.smdm.io.UserException;

/** Experiments and the configs that they expand to. */
class ExperimentTest {

  private static Experiment mdm() {
    return Experiment.of(ModelFamily.MDM);
  }

  @Test
  void namesSaySizeAndBudget() {
    assertEquals("mdm-1.0M-300steps", mdm().steps(300).config().name());
    assertEquals("arm-1.0M-1.00e14", Experiment.of(ModelFamily.ARM).flops(1e14).config().name());
    Experiment named = mdm().model(170).flops(10e18).data("none");
    assertEquals("mdm-170M-10e18", named.config().name());
    assertEquals("mdm-170M-10e18-rsl-0.01", named.sslRatio(0.01).config().name());
    assertEquals("mdm-170M-10e18-bs-512", named.batchSize(512).config().name());
    assertEquals("mine", named.name("mine").config().name());
  }

  @Test
  void everyMethodLeavesTheExperimentAsItWas() {
    Experiment base = mdm().steps(10).embd(64);
    RunConfig before = base.config();
    base.embd(128).layers(2).seed(1).lr(1).name("other").config();
    assertEquals(before, base.config());
    assertEquals(128, base.embd(128).config().model().embd());
  }

  @Test
  void namedSizesGetThePapersBatchAndLearningRateAndFreeShapesTheirOwn() {
    RunConfig named = mdm().model(170).flops(10e18).data("none").config();
    assertEquals(256, named.batch().globalBatchSize());
    assertEquals(2e-4, named.optimizer().learningRate());
    assertEquals(2048, named.model().blockSize());
    RunConfig free = mdm().steps(10).config();
    assertEquals(new BatchConfig(16, 16), free.batch());
    assertEquals(2e-3, free.optimizer().learningRate());
    assertEquals(2e-4, free.optimizer().minLearningRate());
    assertEquals(256, free.model().blockSize());
    assertEquals(512, free.model().ffn());
    assertEquals(1e-3, ((ObjectiveConfig.MaskedDiffusion) free.objective()).minMaskRatio());
  }

  @Test
  void savedConfigsAreReadBackEqual(@TempDir Path folder) {
    Path file = mdm().steps(10).save(folder.resolve("run.json").toString());
    assertEquals(mdm().steps(10).config(), ConfigJson.read(file, RunConfig.class));
  }

  @Test
  void whatDoesNotFitTogetherIsRefused() {
    assertThrows(UserException.class, () -> mdm().config());
    assertThrows(UserException.class, () -> mdm().steps(1).heads(3).config());
    assertThrows(
        UserException.class, () -> Experiment.of(ModelFamily.ARM).steps(1).sslRatio(0.1).config());
  }

  @Test
  void everySettingIsAWordThatCarriesItsValueIntoTheSettings() throws Exception {
    Set<String> words = new TreeSet<>();
    for (Method method : Experiment.class.getMethods()) {
      boolean isWord =
          method.getReturnType() == Experiment.class && method.getParameterCount() == 1;
      if (isWord && !Modifier.isStatic(method.getModifiers())) {
        words.add(method.getName());
      }
    }
    Set<String> settings = new TreeSet<>();
    Settings.of(RunSettings.class).forEach(setting -> settings.add(setting.name()));
    settings.remove("objective"); // mdm() and arm()
    assertEquals(settings, words);
  }

  @Test
  void usualValuesAreThoseOfTheAnnotations() {
    RunSettings usual = Settings.usual(Settings.none(RunSettings.class));
    assertEquals(ModelFamily.MDM, usual.objective());
    assertEquals(3407L, usual.seed());
    assertEquals(0.0, usual.sslRatio());
    assertEquals(Precision.FP32, usual.precision());
    assertFalse(usual.referenceWarmup());
    assertNull(usual.model());
    assertEquals(2, CheckpointConfig.atEnd().keepLast(), "as keepLast's usual value");
  }

  @Test
  void wordsWithoutEffectAreRefusedByName() {
    Experiment arm = Experiment.of(ModelFamily.ARM).steps(1);
    refused(arm.times(TimeSampling.UNIFORM), "times(…) does nothing to an ARM");
    refused(
        arm.weighting(LossWeighting.BOUND).maskCount(MaskCount.STRATIFIED),
        "maskCount(…) and weighting(…) do nothing to an ARM");
    refused(mdm().steps(1).model(6).layers(2), "layers(…) does nothing beside model(…)");
    assertEquals(8, arm.mcSamples(8).config().validation().monteCarloSamples(), "shared lines");
  }

  private static void refused(Experiment experiment, String sentence) {
    String message = assertThrows(UserException.class, experiment::config).getMessage();
    assertTrue(message.contains(sentence), message);
  }
}
