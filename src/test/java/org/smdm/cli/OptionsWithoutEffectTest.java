package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
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

  @TempDir static Path models;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    for (String family : List.of("mdm", "arm")) {
      Terminal.pretrain(
              models, "--objective", family, "--steps", 1, "--batch-size", 2, "--name", family)
          .assertDone();
    }
  }

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
          pretrain --steps 1 --save-config - --resume --ranks 2  | --resume and --ranks do nothing with --save-config
          pretrain --steps 1 --mpirun words                      | --mpirun does nothing without more than one of --ranks
          finetune --checkpoint MDM --task prompts --data x --model 6 | --model does nothing to
          finetune --checkpoint ARM --task prompts --data x --cfg 0.1 --times uniform | --cfg and --times do nothing to an ARM
          sample ARM --steps 3 --unmasking random                | --steps and --unmasking do nothing to an ARM
          sample MDM --model 6 --objective arm                   | --model and --objective do nothing to
          sample MDM --objective arm                             | --objective does nothing to
          sample MDM --cache-refresh 2                           | --cache-refresh does nothing without a cache
          sample MDM --guidance-schedule increasing              | --guidance-schedule does nothing without guidance
          sample MDM --temperature 0 --top-k 3 --top-p 0.5      | --top-k and --top-p do nothing at temperature 0
          sample MDM --unmasking confidence --threshold 0.5 --steps 3 --schedule cosine | --steps and --schedule do nothing with a threshold
          sample MDM --prompt a▢b --length 12                    | --length does nothing to a text with blanks
          sample MDM --save-sampling x --count 2                 | --count does nothing with --save-sampling
          chat ARM --block-length 4                              | --block-length does nothing to an ARM
          eval MDM --tasks sotu_endings --nll chain-rule --mc-num 8 | --mc-num does nothing to chain-rule
          eval MDM --tasks sotu_endings --model 6 --objective arm | --model and --objective do nothing to
          eval --list --limit 3                                  | --limit does nothing with --list
          shift A=ARM --mc-num 8                                 | --mc-num does nothing where all models are ARMs
          shift ARM --config x.json                              | [LABEL=]MODEL does nothing with --config
          shift --config x.json --tokens 3                       | --tokens does nothing with --config
          gsm8k --make 3 --out x.txt --steps 4                   | --steps does nothing with --make
          gsm8k MDM --data x --part test                         | --part does nothing without --make
          reversal --data x --checkpoint MDM --people 4          | --people does nothing with --data
          reversal --limit 3                                     | --limit does nothing without --data
          scaling plan --config x.json --sizes 4                 | --sizes does nothing with --config
          scaling plan --optimum-exponent 0.4                    | --optimum-exponent does nothing without --optimum
          scaling plan --objectives arm --mc-samples 4           | --mc-samples does nothing to ARMs
          scaling plan --budgets 1e12 --save-config x --out y    | --out does nothing with --save-config
          prepare sotu --verify x                                | INPUT does nothing with --verify
          prepare --verify x --lines                             | --lines does nothing with --verify
          get --list --dataset                                   | --dataset does nothing with --list
          bench eval --tokenizer bytes                           | --tokenizer does nothing without --task
          """)
  void areRefused(String words, String sentence) {
    String line =
        words
            .replace("MDM", models.resolve("mdm").toString())
            .replaceAll("(?<!-)ARM", models.resolve("arm").toString());
    Terminal.smdm((Object[]) line.split(" +")).assertRefused(sentence);
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
