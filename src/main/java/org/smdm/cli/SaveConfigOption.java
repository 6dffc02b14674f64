package org.smdm.cli;

import java.nio.file.Path;
import org.smdm.config.ConfigJson;
import org.smdm.config.RunConfig;
import org.smdm.io.AtomicFile;
import picocli.CommandLine.Option;

/** Whether a verb only writes the config of the run that its options describe. */
final class SaveConfigOption {

  @Option(
      names = "--save-config",
      paramLabel = "FILE",
      description = "Write the run's config to a file (- prints it) and do not train.")
  private String file;

  /**
   * Writes a config where that is asked for.
   *
   * @return whether it was
   */
  boolean save(RunConfig config) {
    if (file == null) {
      return false;
    }
    if (file.equals("-")) {
      System.out.print(ConfigJson.write(config));
    } else {
      AtomicFile.writeString(Path.of(file), ConfigJson.write(config));
    }
    return true;
  }
}
