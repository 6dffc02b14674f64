package org.smdm.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.smdm.config.ConfigJson;
import org.smdm.config.RunConfig;
import org.smdm.config.Settings;
import org.smdm.io.AtomicFile;
import org.smdm.lab.Expansion;
import org.smdm.lab.RunSettings;
import org.smdm.record.RunFolder;
import org.smdm.train.Parallelism;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "pretrain",
    description = "Pretrains an MDM or an ARM from the options of a run.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class PretrainCommand implements Callable<Integer> {

  @Mixin private final SettingOptions settings = new SettingOptions(RunSettings.class);

  @Option(
      names = "--results",
      description = "Parent of all run folders (default ${DEFAULT-VALUE}).")
  private Path results = Path.of("results");

  @Option(
      names = "--save-config",
      paramLabel = "FILE",
      description = "Write the run's config to a file (- prints it) and do not train.")
  private String saveConfig;

  @Option(
      names = "--resume",
      description =
          "Goes on where the run of these options was left; begins it where there is none.")
  private boolean resume;

  @Mixin private RankOptions ranks;

  @Mixin private ShardingOption sharding;

  @Override
  public Integer call() {
    RunConfig config = config(settings.given());
    if (saveConfig != null) {
      if (saveConfig.equals("-")) {
        System.out.print(ConfigJson.write(config));
      } else {
        AtomicFile.writeString(Path.of(saveConfig), ConfigJson.write(config));
      }
      return 0;
    }
    return ranks.run(all -> train(config, sharding.among(all)));
  }

  /** The run that options describe. */
  static RunConfig config(Map<String, ?> given) {
    return Expansion.ofOptions(Settings.with(Settings.none(RunSettings.class), given));
  }

  private int train(RunConfig config, Parallelism parallelism) {
    RunConfig named = config;
    if (!settings.given().containsKey("name") && !resume) {
      String free = RunFolder.freeName(results, config.name());
      named = config.withName(parallelism.ranks().broadcast(free, 0));
    }
    return RunCommand.train(named, results, resume, parallelism);
  }
}
