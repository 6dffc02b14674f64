package org.smdm.cli;

import java.nio.file.Path;
import org.smdm.config.ConfigJson;
import org.smdm.config.RunConfig;
import org.smdm.io.AtomicFile;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether a verb only writes the config of the run that its options describe. */
final class SaveConfigOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--save-config",
      paramLabel = "FILE",
      description = "Write the run's config to a file (- prints it) and do not train.")
  private String file;

  /**
   * Writes a config where that is asked for.
   *
   * @return whether it was
   * @throws org.smdm.io.UserException when options are about training
   */
  boolean save(RunConfig config) {
    if (file == null) {
      return false;
    }
    GivenOptions.refuse(
        command,
        "with --save-config, which does not train",
        "--resume",
        RankOptions.RANKS,
        RankOptions.MPIRUN,
        "--shard-optimizer");
    if (file.equals("-")) {
      System.out.print(ConfigJson.write(config));
    } else {
      AtomicFile.writeString(Path.of(file), ConfigJson.write(config));
    }
    return true;
  }
}
