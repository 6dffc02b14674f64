package org.smdm.cli;

import java.nio.file.Path;
import org.smdm.config.ModelFamily;
import org.smdm.train.SavedModel;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The checkpoint that a verb works on: ours, or released SMDM weights whose size is told. */
final class LoadedModel {

  @Parameters(
      paramLabel = "CHECKPOINT",
      description =
          "A run folder, a checkpoint folder or a .safetensors file (info: or a run's config.json).")
  private Path checkpoint;

  @Option(
      names = "--model",
      paramLabel = "MILLIONS",
      description = "Named size of released weights, which carry no shape.")
  private Integer millions;

  @Option(names = "--objective", description = "Family of released weights: mdm or arm.")
  private ModelFamily family = ModelFamily.MDM;

  @Option(
      names = "--tokenizer",
      description = "bytes, a tokenizer.json or its folder (default: the run's).")
  private String tokenizer;

  /** What was named. */
  Path path() {
    return checkpoint;
  }

  /** The file that was named and what is known of it. */
  SavedModel saved() {
    return SavedModel.of(checkpoint, millions, family, tokenizer);
  }
}
