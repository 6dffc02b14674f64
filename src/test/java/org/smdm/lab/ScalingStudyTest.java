package org.smdm.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.smdm.config.Precision;
import org.smdm.config.ScalingConfig;
import org.smdm.config.Settings;

/** Studies described by words or by options. */
class ScalingStudyTest {

  @Test
  void everySettingIsAWord() {
    Set<String> words =
        Arrays.stream(ScalingStudy.class.getMethods())
            .filter(method -> method.getReturnType() == ScalingStudy.class)
            .map(Method::getName)
            .collect(Collectors.toSet());
    for (Settings.Item setting : Settings.of(ScalingSettings.class)) {
      assertTrue(words.contains(setting.name()), setting.name());
    }
  }

  @Test
  void wordsAndOptionsDescribeTheSameStudy() {
    ScalingStudy tiny = ScalingStudy.tiny().budgets(1e12);
    ScalingConfig words = tiny.sizes(4).spread(3).mcSamples(2).precision(Precision.BF16).config();
    ScalingConfig options =
        tiny.with(Map.of("sizes", 4, "spread", 3.0, "mcSamples", 2, "precision", Precision.BF16))
            .config();
    assertEquals(words, options);
    assertEquals(4, words.sizesPerBudget());
    assertEquals(3, words.spread());
    ScalingConfig usual = tiny.config();
    assertEquals(5, usual.sizesPerBudget());
    assertEquals(10, usual.spread());
    assertEquals(512, usual.validation().sequences());
    assertEquals(6, usual.mostEpochs());
  }
}
