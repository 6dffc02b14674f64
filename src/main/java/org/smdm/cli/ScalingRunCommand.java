package org.smdm.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.smdm.io.Progress;
import org.smdm.io.ProgressMeter;
import org.smdm.lab.RunProcesses;
import org.smdm.record.RunFolder;
import org.smdm.report.RunList;
import org.smdm.report.TextWidth;
import org.smdm.report.TimeSpan;
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
    Progress<ScalingQueue.State> progress =
        TerminalSize.isTerminal() ? new RunsAtWork(plan) : new TerminalProgress<>("scaling");
    List<String> failed =
        new ScalingQueue(plan, RunProcesses.sharing(atOnce), atOnce, progress).run();
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

  /** Lines of events and below them a table of the runs at work, drawn anew each time. */
  private static final class RunsAtWork implements Progress<ScalingQueue.State> {
    private final ScalingPlan plan;
    private final int columns = TerminalSize.ask().columns() - 1;
    private ProgressMeter meter;
    private ScalingQueue.State state = new ScalingQueue.State(List.of(), List.of());
    private int drawn;

    RunsAtWork(ScalingPlan plan) {
      this.plan = plan;
    }

    @Override
    public void begun(Part part) {
      meter = new ProgressMeter(part);
      draw("");
    }

    @Override
    public void said(String event) {
      draw("scaling  " + event + System.lineSeparator());
    }

    @Override
    public void advanced(long units, double work) {
      meter.advanced(units, work);
    }

    @Override
    public void item(ScalingQueue.State now) {
      state = now;
      draw("");
    }

    private void draw(String event) {
      StringBuilder text =
          new StringBuilder(drawn == 0 ? "" : "\u001b[%dA\u001b[J".formatted(drawn));
      text.append(event);
      List<Path> folders =
          state.active().stream()
              .map(plan::run)
              .filter(RunFolder::hasManifest)
              .map(RunFolder::path)
              .toList();
      List<String> lines = new ArrayList<>();
      if (!folders.isEmpty()) {
        lines.addAll(RunList.of(folders).toText(Instant.now(), columns).lines().toList());
      }
      double left = meter.secondsLeft();
      lines.add(
          "%d of %d finished, %d failed, %d at work%s"
              .formatted(
                  meter.done(),
                  meter.part().total(),
                  state.failed().size(),
                  state.active().size(),
                  Double.isNaN(left) ? "" : ", " + TimeSpan.text(left) + " left"));
      // A line that wraps would take two of those that are drawn over.
      lines.forEach(
          line ->
              text.append(TextWidth.cut(TerminalText.shown(line), columns))
                  .append(System.lineSeparator()));
      TerminalText.drawing(System.err).print(text);
      drawn = lines.size();
    }
  }
}
