package org.smdm.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.smdm.config.ConfigJson;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.RunConfig;
import org.smdm.lab.OwnCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "run",
    description = "Runs the training that a config file describes.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  @Parameters(paramLabel = "CONFIG.json", description = "A complete run config.")
  private Path config;

  @Option(
      names = "--run-code",
      description = "Runs the code in Java that the config carries: read it first.")
  private boolean isCodeRun;

  @Mixin private TrainingOptions training;

  @Mixin private RankOptions ranks;

  @Override
  public Integer call() {
    RunConfig run = ConfigJson.read(config, RunConfig.class);
    if (isCodeRun) {
      OwnCode.trusted(run);
    }
    OwnCode.require(run, config.toString());
    return ranks.run(
        all -> {
          if (all.isLeader() && run.objective() instanceof ObjectiveConfig.Own own) {
            System.err.printf(
                "runs an objective of %d lines of Java, sha256 %s%n",
                own.source().lines().count(), own.sha256());
          }
          return training.train(run, true, all);
        });
  }
}
