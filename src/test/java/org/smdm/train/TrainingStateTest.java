package org.smdm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smdm.config.ConfigJson;
import org.smdm.record.ValidationResult;

class TrainingStateTest {

  @Test
  void aStateSurvivesJsonAlsoWithoutAStandardError() {
    List<Double> buckets = Arrays.asList(Double.NaN, 2.5, 1 / 3.0);
    for (ValidationResult validation :
        Arrays.asList(
            new ValidationResult(3.25, Double.NaN, 1, 16, buckets, 1),
            new ValidationResult(0.1, 0.2, 8, 8, null, 8),
            null)) {
      TrainingState state = new TrainingState(7, 900, 1, 2.5, "ab", validation);
      assertEquals(state, ConfigJson.read(ConfigJson.write(state), TrainingState.class, "a test"));
    }
  }

  @Test
  void anOlderStateCountedNoDocumentsAndItsErrorIsNotTrusted() {
    TrainingState state =
        ConfigJson.read(
            """
            {"step": 7, "tokens": 900, "skippedSteps": 1, "elapsedSeconds": 2.5, "dataSha256": "ab",
             "validation": {"loss": 0.1, "standardError": 0.2, "sequences": 8, "forwardPasses": 8,
              "lossByMaskRatio": null}}
            """,
            TrainingState.class,
            "a test");
    assertEquals(new ValidationResult(0.1, Double.NaN, 8, 8, null, null), state.validation());
  }
}
