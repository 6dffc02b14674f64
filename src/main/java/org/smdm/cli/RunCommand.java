package org.smdm.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.smdm.config.ConfigJson;
import org.smdm.config.RunConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "run",
    description = "Runs the training that a config file describes.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  @Parameters(paramLabel = "CONFIG.json", description = "A complete run config.")
  private Path config;

  @Mixin private TrainingOptions training;

  @Mixin private RankOptions ranks;

  @Override
  public Integer call() {
    RunConfig run = ConfigJson.read(config, RunConfig.class);
    return ranks.run(all -> training.train(run, true, all));
  }
}
