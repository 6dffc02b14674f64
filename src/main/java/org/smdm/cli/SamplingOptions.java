package org.smdm.cli;

import java.nio.file.Path;
import org.smdm.config.CacheConfig;
import org.smdm.config.ConfigJson;
import org.smdm.config.GuidanceConfig;
import org.smdm.config.GuidanceSchedule;
import org.smdm.config.MaskSchedule;
import org.smdm.config.RevealBudget;
import org.smdm.config.SamplingConfig;
import org.smdm.config.TokenNoise;
import org.smdm.config.Unmasking;
import picocli.CommandLine.Option;

/** The options that say how to sample. */
final class SamplingOptions {

  @Option(
      names = "--sampling",
      paramLabel = "FILE",
      description = "Sampling config as JSON, as notebooks and sweeps write it; options go before.")
  private Path file;

  @Option(
      names = "--length",
      description = "Tokens per sample, prompt included (default: the model's block size).")
  private Integer length;

  @Option(names = "--steps", description = "Denoising steps of an MDM (default: one per token).")
  private Integer steps;

  @Option(
      names = "--temperature",
      description = "0 takes the likeliest token, 1 draws from the model's distribution (default).")
  private Double temperature;

  @Option(names = "--top-k", description = "Draw from the k likeliest ids (default: all).")
  private Integer topK;

  @Option(
      names = "--top-p",
      description = "Draw from the likeliest ids of this total probability (default 1).")
  private Double topP;

  @Option(
      names = "--unmasking",
      description =
          "Order of an MDM: ANCESTRAL (default), RANDOM, LEFT_TO_RIGHT, CONFIDENCE (the"
              + " reference's greedy), MARGIN or ENTROPY.")
  private Unmasking unmasking;

  @Option(names = "--schedule", description = "LINEAR (default) or COSINE.")
  private MaskSchedule schedule;

  @Option(
      names = "--budget",
      description =
          "Tokens per step: of each SEQUENCE (default), or of the BATCH as the reference.")
  private RevealBudget budget;

  @Option(
      names = "--threshold",
      description = "A step reveals all tokens at least this probable (CONFIDENCE; no --steps).")
  private Double threshold;

  @Option(
      names = "--block-length",
      description = "Fill blocks of so many positions one after the other (default: no blocks).")
  private Integer blockLength;

  @Option(
      names = "--cache",
      description = "Keys and values kept within a block: NONE (exact), PREFIX or DUAL.")
  private CacheConfig.Mode cache;

  @Option(
      names = "--cache-refresh",
      description = "Steps of a block after which the cache is computed anew (default 0: never).")
  private Integer cacheRefresh;

  @Option(
      names = {"--guidance", "--cfg-scale"},
      description = "Scale w of classifier-free guidance (default 0: none).")
  private Double guidance;

  @Option(
      names = "--guidance-schedule",
      description = "CONSTANT (default), DECREASING or INCREASING while sampling.")
  private GuidanceSchedule guidanceSchedule;

  @Option(
      names = "--noise",
      description = "How a token is drawn: INVERSE (default), or GUMBEL as the reference.")
  private TokenNoise noise;

  @Option(
      names = "--past-end-of-text",
      description = "Go on behind an end of text up to the length.")
  private boolean pastEndOfText;

  /** Whether steps were asked for. */
  boolean hasSteps() {
    return steps != null;
  }

  /**
   * The config that file and options describe: by default one step per token at temperature 1.
   *
   * @param blockSize of the model
   */
  SamplingConfig config(int blockSize) {
    int tokens = or(length, blockSize);
    return config(new SamplingConfig(tokens, tokens, 1));
  }

  /**
   * The config that file and options describe.
   *
   * @param usual what holds where neither says otherwise
   */
  SamplingConfig config(SamplingConfig usual) {
    SamplingConfig config = usual;
    if (file != null) {
      config = ConfigJson.read(file, SamplingConfig.class);
    }
    config = config.withLength(or(length, config.length()));
    GuidanceConfig guided = config.guidance();
    CacheConfig cached = config.cache();
    // All at once: a threshold without its order would be refused on the way.
    return new SamplingConfig(
        config.length(),
        or(steps, config.steps()),
        or(temperature, config.temperature()),
        or(topK, config.topK()),
        or(topP, config.topP()),
        or(unmasking, config.unmasking()),
        or(schedule, config.schedule()),
        or(budget, config.budget()),
        or(threshold, config.threshold()),
        or(blockLength, config.blockLength()),
        new CacheConfig(or(cache, cached.mode()), or(cacheRefresh, cached.refresh())),
        new GuidanceConfig(or(guidance, guided.scale()), or(guidanceSchedule, guided.schedule())),
        or(noise, config.noise()),
        config.stopAtEndOfText() && !pastEndOfText);
  }

  private static <T> T or(T option, T otherwise) {
    return option != null ? option : otherwise;
  }
}
