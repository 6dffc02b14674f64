package org.smdm.cli;

import java.nio.file.Path;
import java.util.OptionalInt;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.io.UserException;
import org.smdm.model.checkpoint.ReadableModel;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The checkpoint that a verb works on: ours, a release of SMDM, or a HuggingFace folder. */
final class LoadedModel {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(
      paramLabel = "CHECKPOINT",
      description =
          "A run folder, a checkpoint folder, a .safetensors file or a HuggingFace folder of a"
              + " Llama or GPT-2 (info: or a run's config.json).")
  private Path checkpoint;

  @Mixin private WeightsOptions weights;

  /** What was named. */
  Path path() {
    return checkpoint;
  }

  /**
   * What tables call the model.
   *
   * @param given by the user; null for the end of its path
   */
  String name(String given) {
    if (given != null) {
      return given;
    }
    Path last = checkpoint.toAbsolutePath().normalize().getFileName();
    return last == null ? "model" : last.toString().replaceFirst("\\.safetensors$", "");
  }

  /**
   * The id that every text begins with.
   *
   * @param saved what was named
   * @param tokenizer its
   * @param isAsked whether the tokenizer's begin of text is asked for
   * @throws UserException when that is asked for and there is none
   */
  OptionalInt firstToken(ReadableModel saved, Tokenizer tokenizer, boolean isAsked) {
    if (!isAsked) {
      return saved.firstToken(tokenizer);
    }
    if (tokenizer.beginOfText().isEmpty()) {
      throw new UserException(
          "tokenizer %s has no begin of text: leave --begin-of-text out"
              .formatted(tokenizer.name()));
    }
    return tokenizer.beginOfText();
  }

  /** The file that was named and what is known of it. */
  ReadableModel saved() {
    return weights.readable(command, checkpoint);
  }
}
