package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smdm.config.ConfigJson;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.RunConfig;
import org.smdm.config.TimeSampling;

/** Options that would do nothing are refused by name, and enums have one spelling. */
@ResourceLock(Resources.SYSTEM_OUT)
@ResourceLock(Resources.SYSTEM_ERR)
class OptionsWithoutEffectTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pretrain --steps 1 --model 6 --layers 2 --embd 64      | --layers and --embd do nothing beside --model
          pretrain --steps 1 --objective arm --times uniform     | --times does nothing to an ARM
          pretrain --steps 1 --objective arm --weighting bound --mask-count bernoulli | --mask-count and --weighting do
          pretrain --steps 1 --objective arm --ssl-ratio 0.5     | --ssl-ratio does nothing to an ARM
          pretrain --steps 1 --objective arm --mc-samples 4      | --mc-samples does nothing to an ARM
          """)
  void areRefused(String words, String sentence) {
    Terminal.smdm((Object[]) words.split(" +")).assertRefused(sentence);
  }

  @ParameterizedTest
  @CsvSource({"low-discrepancy", "low_discrepancy", "LOW_DISCREPANCY"})
  void everySpellingOfAValueIsTaken(String word) {
    Path file = folder.resolve("c.json");
    Terminal.smdm("pretrain", "--times", word, "--steps", 1, "--save-config", file).assertDone();
    RunConfig config = ConfigJson.read(file, RunConfig.class);
    assertEquals(
        TimeSampling.LOW_DISCREPANCY,
        ((ObjectiveConfig.MaskedDiffusion) config.objective()).times());
  }

  @Test
  void helpAndMessagesSpellAsJsonDoes() {
    Terminal help = Terminal.smdm("pretrain", "--help");
    assertTrue(help.out().contains("uniform or low-discrepancy"), help.out());
    Terminal.smdm("pretrain", "--times", "seldom")
        .assertRefused("'seldom' is none of its values: write uniform or low-discrepancy");
  }

  @Test
  void wordsThatBeginWithAnAtSignAreNoFilesOfOptions() {
    Path absent = folder.resolve("x");
    Terminal.smdm("sample", absent, "--prompt", "@" + folder.resolve("name"))
        .assertRefused(absent.toString());
  }
}
