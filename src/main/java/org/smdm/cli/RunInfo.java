package org.smdm.cli;

import java.util.Locale;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.RunConfig;
import org.smdm.train.MemoryPlan;

/** What a run's config asks for. */
final class RunInfo {

  private RunInfo() {}

  static void print(RunConfig config) {
    ObjectiveConfig objective = config.objective();
    InfoCommand.row("run", config.name());
    InfoCommand.row(
        "objective",
        objective instanceof ObjectiveConfig.Own own
            ? "%s, batches by its own code (sha256 %s)"
                .formatted(own.family(), own.sha256().substring(0, 6))
            : objective.family());
    InfoCommand.shape(config.model(), objective.family());
    InfoCommand.row(
        "batch",
        "%d sequences in micro-batches of %d"
            .formatted(config.batch().globalBatchSize(), config.batch().microBatchSize()));
    InfoCommand.row("precision", config.precision());
    InfoCommand.row(
        "training",
        String.format(
            Locale.ROOT,
            "%,d steps, %,.0f tokens, %.4g FLOPs (6·N·D)",
            config.steps(),
            config.steps() * config.tokensPerStep(),
            config.flops()));
    if (config.device().equals("cpu")) {
      System.out.printf("%npeak memory%n");
      MemoryPlan plan = MemoryPlan.of(config);
      plan.parts().forEach(RunInfo::bytes);
      bytes("in all", plan.bytes());
    }
  }

  private static void bytes(String part, long bytes) {
    System.out.printf(Locale.ROOT, "  %-25s %,10.1f MB%n", part, bytes / 1e6);
  }
}
