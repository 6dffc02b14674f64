package org.smdm.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.smdm.config.BudgetConfig;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.OptimizerConfig;

class ConfigDifferenceTest {

  @Test
  void equalConfigsDoNotDiffer() {
    assertEquals(
        List.of(),
        ConfigDifference.between(OptimizerConfig.reference(), OptimizerConfig.reference()));
  }

  @Test
  void everyDifferingFieldIsNamedWithItsTwoValues() {
    assertEquals(
        List.of("learningRate 2.0E-4 → 0.001", "minLearningRate 2.0E-5 → 1.0E-4"),
        ConfigDifference.between(
            OptimizerConfig.reference(), OptimizerConfig.reference().withPeak(1e-3)));
  }

  @Test
  void fieldsOfPartsAndOfListsHaveAPath() {
    assertEquals(
        List.of("shards[1].weight 2 → 3", "shards[2] absent → \"x\""),
        ConfigDifference.between(
            Map.of("shards", List.of("a", Map.of("weight", 2))),
            Map.of("shards", List.of("a", Map.of("weight", 3), "x"))));
  }

  @Test
  void changedFieldsHaveTheirNewerValues() {
    assertEquals(
        Map.of("a", "2", "gone", "absent", "new", "\"x\""),
        ConfigDifference.changed(
            Map.of("a", 1, "gone", 3, "same", 4), Map.of("a", 2, "same", 4, "new", "x")));
  }

  @Test
  void aBudgetOfAnotherKindDiffersInBothFields() {
    assertEquals(
        List.of("flops null → 1.0E18", "steps 10 → null"),
        ConfigDifference.between(BudgetConfig.steps(10), BudgetConfig.flops(1e18)));
  }

  @Test
  void anotherKindOfObjectiveNamesItsFieldsAsAbsent() {
    List<String> phrases =
        ConfigDifference.between(
            new ObjectiveConfig.Autoregressive(), ObjectiveConfig.MaskedDiffusion.standard());
    assertEquals(true, phrases.contains("minMaskRatio absent → 0.001"), phrases.toString());
    assertEquals(
        true, phrases.stream().anyMatch(phrase -> phrase.startsWith("type ")), phrases.toString());
  }
}
