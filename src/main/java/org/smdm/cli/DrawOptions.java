package org.smdm.cli;

import org.smdm.config.RunConfig;
import picocli.CommandLine.Option;

/** Where a verb draws, and from which seed. */
final class DrawOptions {

  @Option(names = "--seed", description = "Seed of the draws (default ${DEFAULT-VALUE}).")
  long seed = RunConfig.DEFAULT_SEED;

  @Option(names = "--device", description = "cpu, cuda or cuda:N (default ${DEFAULT-VALUE}).")
  String device = "cpu";
}
