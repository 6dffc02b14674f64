package org.smdm.cli;

import java.nio.file.Path;
import org.smdm.config.ModelFamily;
import org.smdm.model.checkpoint.ReadableModel;
import org.smdm.model.checkpoint.SavedModel;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What has to be told of weights that do not say it themselves. */
final class WeightsOptions {

  @Option(
      names = "--model",
      paramLabel = "MILLIONS",
      description = "Named size of weights whose shape cannot be told.")
  private Integer millions;

  @Option(names = "--objective", description = "With --model: mdm or arm (default mdm).")
  private ModelFamily family = ModelFamily.MDM;

  @Option(
      names = "--tokenizer",
      description = "bytes, a tokenizer.json or its folder (default: the model's).")
  private String tokenizer;

  /**
   * Weights of any kind that can be read.
   *
   * @param command that these options are of
   * @param checkpoint where the weights are
   */
  ReadableModel readable(CommandSpec command, Path checkpoint) {
    refuseShape(command, checkpoint);
    return ReadableModel.of(checkpoint, millions, family, tokenizer);
  }

  /**
   * Weights that can be trained on.
   *
   * @param command that these options are of
   * @param checkpoint where the weights are
   */
  SavedModel saved(CommandSpec command, Path checkpoint) {
    refuseShape(command, checkpoint);
    return SavedModel.of(checkpoint, millions, family, tokenizer);
  }

  /** Refuses a shape where the weights say theirs, and a family without a size. */
  private static void refuseShape(CommandSpec command, Path checkpoint) {
    boolean hasSize = GivenOptions.has(command, "--model");
    if ((hasSize || GivenOptions.has(command, "--objective"))
        && ReadableModel.saysShape(checkpoint)) {
      GivenOptions.refuse(
          command, "to %s, which says its shape".formatted(checkpoint), "--model", "--objective");
    }
    if (!hasSize) {
      GivenOptions.refuse(command, "without --model", "--objective");
    }
  }
}
