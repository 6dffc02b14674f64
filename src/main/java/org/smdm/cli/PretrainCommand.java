package org.smdm.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.smdm.config.ConfigJson;
import org.smdm.config.RunConfig;
import org.smdm.io.AtomicFile;
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

  @Mixin private RunConfigOptions options;

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
    RunConfig config = options.expand();
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

  private int train(RunConfig config, Parallelism parallelism) {
    RunConfig named = config;
    if (options.name == null && !resume) {
      String free = RunFolder.freeName(options.results, config.name());
      named = config.withName(parallelism.ranks().broadcast(free, 0));
    }
    return RunCommand.train(named, options.results, resume, parallelism);
  }
}
