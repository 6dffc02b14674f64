package org.smdm.cli;

import java.util.OptionalInt;
import org.smdm.config.GuidanceConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.SamplingConfig;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.io.UserException;
import org.smdm.model.checkpoint.ReadableModel;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The options that say how answers in conversations are written. The defaults are the paper's for
 * MT-Bench: ancestral, temperature 1, 128 steps, guidance 0.6 (an ARM: none).
 */
final class AnswerOptions {

  /** Tokens of an answer in a conversation. */
  static final int CHAT_LENGTH = 256;

  /** Tokens of an answer to MT-Bench, FastChat's. */
  static final int BENCH_LENGTH = 1024;

  private static final int STEPS = 128;
  private static final double GUIDANCE = 0.6;

  @Mixin private SamplingOptions sampling;

  @Option(
      names = "--answer-length",
      paramLabel = "N",
      description =
          "Most tokens of an answer; an MDM begins with so many blanks (default: chat 256, mtbench"
              + " 1024, at most half of the length).")
  private Integer answerLength;

  @Option(
      names = "--begin-of-text",
      description = "Begin with the tokenizer's begin of text, as SMDM's releases do.")
  private boolean beginOfText;

  /**
   * How to sample.
   *
   * @param saved the model
   * @param usual tokens of an answer where nobody says otherwise
   */
  SamplingConfig config(ReadableModel saved, int usual) {
    boolean isMasked = saved.family() == ModelFamily.MDM;
    int context = saved.blockSize();
    int answer = answerLength == null ? Math.min(usual, Math.max(1, context / 2)) : answerLength;
    SamplingConfig plain =
        new SamplingConfig(context, Math.max(1, Math.min(STEPS, answer)), 1)
            .withGuidance(isMasked ? GuidanceConfig.constant(GUIDANCE) : GuidanceConfig.NONE);
    return sampling.config(saved.family(), plain);
  }

  /**
   * Most tokens of an answer.
   *
   * @param config how to sample
   * @param usual where nobody says otherwise
   */
  int length(SamplingConfig config, int usual) {
    if (config.length() < 2) {
      throw new UserException(
          "--length is %d: write at least 2, for a message and an answer"
              .formatted(config.length()));
    }
    return answerLength == null ? Math.min(usual, config.length() / 2) : answerLength;
  }

  /** The id that every conversation begins with. */
  OptionalInt first(LoadedModel loaded, ReadableModel saved, Tokenizer tokenizer) {
    return loaded.firstToken(saved, tokenizer, beginOfText);
  }
}
