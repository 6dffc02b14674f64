package org.smdm.cli;

import picocli.CommandLine.Command;

@Command(
    name = "scaling",
    description = "Scaling laws: plans grids of runs of equal compute, runs them, fits the laws.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "plan | power | run | fit",
    subcommands = {
      ScalingPlanCommand.class,
      ScalingPowerCommand.class,
      ScalingRunCommand.class,
      ScalingFitCommand.class
    })
final class ScalingCommand {}
