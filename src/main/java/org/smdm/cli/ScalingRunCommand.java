package org.smdm.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.smdm.lab.RunProcesses;
import org.smdm.report.RunList;
import org.smdm.report.TimeSpan;
import org.smdm.scaling.QueueListener;
import org.smdm.scaling.ScalingPlan;
import org.smdm.scaling.ScalingQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "run",
    description = {
      "Trains the runs of a plan, some at a time; finished ones are skipped, others go on where they"
          + " were left. What fails is tried once more, then reported with exit code 1."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ScalingRunCommand implements Callable<Integer> {

  private static final int FAILED = 1;

  @Parameters(paramLabel = "PLAN", description = "Folder that ./smdm scaling plan wrote.")
  private Path folder;

  @Option(
      names = "--at-once",
      description =
          "Processes at a time, which share the cores (default: one per core, at most 4).")
  private int atOnce = Math.min(4, Runtime.getRuntime().availableProcessors());

  @Override
  public Integer call() {
    ScalingPlan plan = ScalingPlan.open(folder);
    List<String> failed =
        new ScalingQueue(plan, RunProcesses.sharing(atOnce), atOnce, new Progress(plan)).run();
    for (String name : failed) {
      System.err.printf(
          "smdm: %s failed twice; its log is %s%n",
          name, folder.resolve("logs").resolve(name + ".log"));
    }
    if (failed.isEmpty()) {
      System.out.println("all runs are finished; fit them by ./smdm scaling fit " + folder);
    }
    return failed.isEmpty() ? 0 : FAILED;
  }

  /** A line per event; on a terminal a table of the runs at work below, drawn anew each time. */
  private static final class Progress implements QueueListener {
    private final ScalingPlan plan;
    private final PrintStream out = System.err;
    private final boolean isTerminal = Boolean.getBoolean("smdm.terminal");
    private final int columns = isTerminal ? TerminalSize.ask().columns() : 0;
    private int drawn;

    Progress(ScalingPlan plan) {
      this.plan = plan;
    }

    @Override
    public void update(State state) {
      if (isTerminal && drawn > 0) {
        out.printf("\u001b[%dA\u001b[J", drawn);
      }
      drawn = 0;
      String left = Double.isNaN(state.secondsLeft()) ? "" : TimeSpan.text(state.secondsLeft());
      if (!state.event().isEmpty()) {
        out.printf(
            "scaling  %d of %d  %s%s%n",
            state.finished(),
            state.total(),
            state.event(),
            isTerminal || left.isEmpty() ? "" : "  " + left + " left");
      }
      if (isTerminal && !state.active().isEmpty()) {
        List<Path> folders =
            state.active().stream()
                .map(name -> plan.run(name))
                .filter(run -> run.hasManifest())
                .map(run -> run.path())
                .toList();
        List<String> lines = new ArrayList<>();
        if (!folders.isEmpty()) {
          lines.addAll(RunList.of(folders).toText(Instant.now()).lines().toList());
        }
        lines.add(
            "%d of %d finished, %d failed, %d at work%s"
                .formatted(
                    state.finished(),
                    state.total(),
                    state.failed().size(),
                    state.active().size(),
                    left.isEmpty() ? "" : ", " + left + " left"));
        // A line that wraps would take two of those that are drawn over.
        lines.forEach(line -> out.println(line.substring(0, Math.min(line.length(), columns - 1))));
        drawn = lines.size();
      }
    }
  }
}
