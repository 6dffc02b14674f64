package org.smdm.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.smdm.io.UserException;

/** Sampling configs: their JSON is that of all versions, and settings change them as a whole. */
class SamplingConfigTest {

  /** As `sample --save-sampling` wrote it before order and draw were records of their own. */
  private static final String OLD =
      """
      {
        "length" : 64,
        "steps" : 32,
        "temperature" : 0.7,
        "topK" : 5,
        "topP" : 0.9,
        "unmasking" : "left-to-right",
        "schedule" : "cosine",
        "budget" : "sequence",
        "threshold" : 0.0,
        "blockLength" : 16,
        "cache" : {
          "mode" : "dual",
          "refresh" : 4
        },
        "guidance" : {
          "scale" : 0.5,
          "schedule" : "decreasing"
        },
        "noise" : "inverse",
        "stopAtEndOfText" : false
      }
      """;

  private static SamplingConfig read(String json) {
    return ConfigJson.read(json, SamplingConfig.class, "old.json");
  }

  @Test
  void anOldFileIsReadAndWrittenAsItIs() {
    SamplingConfig config = read(OLD);
    assertEquals(new DrawConfig(0.7, 5, 0.9, TokenNoise.INVERSE), config.draw());
    assertEquals(
        OrderConfig.of(Unmasking.LEFT_TO_RIGHT)
            .with(MaskSchedule.COSINE)
            .inBlocks(16, new CacheConfig(CacheConfig.Mode.DUAL, 4)),
        config.order());
    assertEquals(new GuidanceConfig(0.5, GuidanceSchedule.DECREASING), config.guidance());
    assertEquals(OLD, ConfigJson.write(config));
  }

  @Test
  void faultsOfAFileAreNamed() {
    refused(OLD.replace("topK", "top"), "topK is missing: add it (top is not a field here)");
    refused(OLD.replace("\"topP\"", "\"more\" : 1, \"topP\""), "more is not a field here");
    refused(OLD.replace("0.9", "1.5"), "topP is 1.5: write a number above 0 and at most 1");
    refused(
        OLD.replace("\"blockLength\" : 16", "\"blockLength\" : 0"), "a cache belongs to blocks");
  }

  private static void refused(String json, String sentence) {
    String message = assertThrows(UserException.class, () -> read(json)).getMessage();
    assertTrue(message.contains(sentence), message);
  }

  @Test
  void settingsAreChangedTogetherSoThatOnlyTheWholeHasToBeRight() {
    SamplingConfig base = new SamplingConfig(8, 4, 1);
    SamplingConfig changed =
        Settings.with(
            base,
            Map.of(
                "threshold",
                0.9,
                "unmasking",
                Unmasking.CONFIDENCE,
                "guidanceSchedule",
                GuidanceSchedule.INCREASING));
    assertEquals(OrderConfig.above(0.9), changed.order());
    assertEquals(GuidanceSchedule.INCREASING, changed.guidance().schedule());
    assertEquals(8, changed.length());
    assertThrows(UserException.class, () -> Settings.with(base, Map.of("threshold", 0.9)));
    assertThrows(IllegalArgumentException.class, () -> Settings.with(base, Map.of("tresholt", 1)));
  }
}
