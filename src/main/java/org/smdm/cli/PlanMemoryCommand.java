package org.smdm.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.smdm.config.RunConfig;
import org.smdm.io.Spelling;
import org.smdm.io.UserException;
import org.smdm.lab.RunSettings;
import org.smdm.report.Columns;
import org.smdm.train.MemoryPlan;
import org.smdm.train.MemoryPlan.Placement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "plan-memory",
    description =
        "Says how much memory each rank of a run needs, with and without sharded moments and"
            + " activations that are computed twice, and which micro-batch fits a device.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class PlanMemoryCommand implements Callable<Integer> {

  private static final String GB = "%,.2f";
  private static final String[] OPTIMIZER = {"AdamW's moments", "own part of gradients"};

  private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([KMGT]?)I?B?");
  private static final int LARGEST_MICRO_BATCH = 4096;

  @Mixin private final SettingOptions settings = new SettingOptions(RunSettings.class);

  // A run's options are taken as they are, also the one that says where it goes.
  @Option(names = "--results", hidden = true)
  Path results;

  @Option(names = "--ranks", description = "Ranks that share the run (default ${DEFAULT-VALUE}).")
  private int ranks = 1;

  @Option(
      names = "--device-memory",
      paramLabel = "SIZE",
      description = "Memory of each rank's device, as 80G: says what fits.")
  private String deviceMemory;

  @Override
  public Integer call() {
    if (ranks < 1) {
      throw new UserException("--ranks is " + ranks + ": write a whole number of at least 1");
    }
    Map<String, Object> given = new LinkedHashMap<>(settings.given());
    if (!given.containsKey("flops")) {
      given.putIfAbsent("steps", 1L); // memory does not depend on it
    }
    RunConfig config = PretrainCommand.config(given);
    long room = deviceMemory == null ? 0 : bytes(deviceMemory);
    record Row(Placement placement, MemoryPlan plan) {}
    List<Row> rows = new ArrayList<>();
    for (boolean isSharded : ranks > 1 ? new boolean[] {false, true} : new boolean[] {false}) {
      for (boolean isCheckpointing : new boolean[] {false, true}) {
        int size = config.batch().microBatchSize();
        int cores = Runtime.getRuntime().availableProcessors();
        Placement placement = new Placement(size, isCheckpointing, ranks, isSharded, cores);
        rows.add(new Row(placement, new MemoryPlan(config, placement)));
      }
    }
    Columns<Row> table =
        Columns.of(rows)
            .add("moments", row -> row.placement.isSharded() ? "sharded" : "on every rank")
            .add("activations", row -> row.placement.isCheckpointing() ? "computed twice" : "kept")
            .add("weights, gradients", GB, row -> gigabytes(row.plan, "weights", "gradients"))
            .add("optimizer", GB, row -> gigabytes(row.plan, OPTIMIZER))
            .add("layers keep", GB, row -> gigabytes(row.plan, "activations"))
            .add(
                "rest",
                GB,
                row ->
                    row.plan.bytes() / 1e9
                        - gigabytes(row.plan, "weights", "gradients", "activations")
                        - gigabytes(row.plan, OPTIMIZER))
            .add("in all", GB, row -> row.plan.bytes() / 1e9);
    if (room > 0) {
      table
          .add("fits", row -> row.plan.bytes() <= room ? "yes" : "no")
          .add("largest micro-batch", row -> largest(config, row.placement, room));
    }
    Output.print(table.table(title(config)));
    return 0;
  }

  private String title(RunConfig config) {
    return String.format(
        Locale.ROOT,
        "%s of %.0fM parameters, %s on %s, micro-batch %d of %d tokens, %d rank%s; GB of each",
        config.objective().family(),
        config.model().parameters(config.objective().family()) / 1e6,
        Spelling.of(config.precision()),
        config.device(),
        config.batch().microBatchSize(),
        config.model().blockSize(),
        ranks,
        ranks == 1 ? "" : "s");
  }

  private static double gigabytes(MemoryPlan plan, String... parts) {
    return Stream.of(parts).mapToLong(plan::part).sum() / 1e9;
  }

  /** Memory grows with the micro-batch, so that halving finds it. */
  private static String largest(RunConfig config, Placement placement, long room) {
    int fits = 0;
    int tooLarge = LARGEST_MICRO_BATCH + 1;
    while (tooLarge - fits > 1) {
      int size = (fits + tooLarge) / 2;
      Placement tried =
          new Placement(
              size,
              placement.isCheckpointing(),
              placement.ranks(),
              placement.isSharded(),
              placement.threads());
      if (new MemoryPlan(config, tried).bytes() <= room) {
        fits = size;
      } else {
        tooLarge = size;
      }
    }
    return fits == 0 ? "none" : Integer.toString(fits);
  }

  static long bytes(String text) {
    Matcher matcher = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new UserException(
          "--device-memory is '" + text + "': write a number of bytes with K, M, G or T, as 80G");
    }
    double unit =
        switch (matcher.group(2)) {
          case "K" -> 1e3;
          case "M" -> 1e6;
          case "G" -> 1e9;
          case "T" -> 1e12;
          default -> 1;
        };
    return (long) (Double.parseDouble(matcher.group(1)) * unit);
  }
}
