package org.smdm.cli;

import java.nio.file.Path;
import java.util.Map;
import org.smdm.config.ConfigJson;
import org.smdm.config.ModelFamily;
import org.smdm.config.SamplingConfig;
import org.smdm.config.Settings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say how to sample: the settings of a {@link SamplingConfig}. */
final class SamplingOptions {

  private static final String[] OF_BLANKS = {
    "steps", "unmasking", "schedule", "budget", "threshold", "blockLength", "cache", "cacheRefresh"
  };

  @Option(
      names = "--sampling",
      paramLabel = "FILE",
      description = "Sampling config as JSON, as notebooks and sweeps write it; options go before.")
  private Path file;

  @Mixin private final SettingOptions settings = new SettingOptions(SamplingConfig.class);

  @Option(
      names = "--past-end-of-text",
      description = "Go on behind an end of text up to the length.")
  private boolean pastEndOfText;

  /**
   * The config that file and options describe: by default one step per token at temperature 1.
   *
   * @param family of the model
   * @param blockSize of the model
   */
  SamplingConfig config(ModelFamily family, int blockSize) {
    int tokens = (int) settings.given().getOrDefault("length", blockSize);
    return config(family, new SamplingConfig(Math.max(1, tokens), Math.max(1, tokens), 1));
  }

  /**
   * The config that file and options describe.
   *
   * @param family of the model
   * @param usual what holds where neither says otherwise
   * @throws org.smdm.io.UserException when options do not go together, or have no effect
   */
  SamplingConfig config(ModelFamily family, SamplingConfig usual) {
    Map<String, Object> given = settings.given();
    SamplingConfig base = file == null ? usual : ConfigJson.read(file, SamplingConfig.class);
    SamplingConfig config = Settings.with(base, given);
    if (family == ModelFamily.ARM) {
      settings.refuse("to an ARM, which writes from left to right, a token per step", OF_BLANKS);
    }
    if (config.order().threshold() > 0) {
      settings.refuse("with a threshold, which says when a token is decided", "steps", "schedule");
    }
    if (!config.order().cache().isOn()) {
      settings.refuse("without a cache", "cacheRefresh");
    }
    if (!config.guidance().isOn()) {
      settings.refuse("without guidance", "guidanceSchedule");
    }
    if (config.draw().temperature() == 0) {
      settings.refuse("at temperature 0, where nothing is drawn", "topK", "topP", "noise");
    }
    return config.withStopAtEndOfText(config.stopAtEndOfText() && !pastEndOfText);
  }
}
