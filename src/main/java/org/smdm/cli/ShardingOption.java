package org.smdm.cli;

import org.smdm.dist.Communicator;
import org.smdm.train.Parallelism;
import picocli.CommandLine.Option;

/** Whether the optimiser's moments are divided among ranks, for verbs that train. */
final class ShardingOption {

  @Option(
      names = "--shard-optimizer",
      description =
          "Each rank holds the optimiser's moments of its part of the weights alone (ZeRO-1); the"
              + " same results with less memory.")
  private boolean isSharded;

  Parallelism among(Communicator ranks) {
    return new Parallelism(ranks, isSharded);
  }
}
