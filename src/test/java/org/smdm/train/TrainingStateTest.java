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
            new ValidationResult(3.25, Double.NaN, 1, 16, buckets),
            new ValidationResult(0.1, 0.2, 8, 8, null),
            null)) {
      TrainingState state = new TrainingState(7, 900, 1, 2.5, "ab", validation);
      assertEquals(state, ConfigJson.read(ConfigJson.write(state), TrainingState.class, "a test"));
    }
  }
}
