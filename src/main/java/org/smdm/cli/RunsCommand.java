package org.smdm.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.smdm.io.UserException;
import org.smdm.report.RunList;
import org.smdm.report.SeedTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "runs",
    description = "Lists all runs: state, progress and losses.",
    footer = {
      "",
      "params      parameters without embeddings",
      "state       running, finished, stopped, failed or interrupted (process gone)",
      "loss        training loss in nats per token, mean of the last 20 steps",
      "validation  last validation loss in nats per token ± its standard error over documents",
      "tokens/s    mean of the last 20 steps",
      "age         time since the run first began",
      "",
      "With --over-seeds a row is the finished runs of one config, whatever their",
      "seeds and names: the mean of their last validation losses, and the mean",
      "difference to other runs (above 0 is worse) over the seeds that both have.",
      "± is the standard error over seeds (standard deviation / √n); one has none."
    },
    mixinStandardHelpOptions = true)
final class RunsCommand implements Callable<Integer> {

  @Option(
      names = "--results",
      description = "Folder to search, however deep (default ${DEFAULT-VALUE}).")
  private Path results = Path.of("results");

  @Option(
      names = "--sort",
      description =
          "loss (lowest validation loss first), date (latest first) or name (default: date).")
  private RunList.Order order;

  @Option(
      names = "--over-seeds",
      description =
          "Take finished runs together that differ only in seed and name; lowest loss first.")
  private boolean overSeeds;

  @Option(
      names = "--against",
      paramLabel = "NAME",
      description =
          "With --over-seeds: the runs to compare with, without their seeds as paper of paper-1"
              + " (default: those of the lowest loss).")
  private String against;

  @Option(names = "--markdown", description = "With --over-seeds: print the table in Markdown.")
  private boolean markdown;

  @Option(names = "--json", description = "Print JSON instead of a table.")
  private boolean json;

  @Override
  public Integer call() {
    if (overSeeds) {
      printOverSeeds();
      return 0;
    }
    if (against != null || markdown) {
      throw new UserException(
          "%s needs --over-seeds: add that, or leave it out"
              .formatted(markdown ? "--markdown" : "--against"));
    }
    RunList runs = RunList.read(results, order == null ? RunList.Order.DATE : order);
    if (json) {
      System.out.print(runs.toJson());
    } else if (runs.isEmpty()) {
      System.out.printf(
          "no runs in %s: train one with ./smdm pretrain, or name another folder with --results%n",
          results);
    } else {
      System.out.print(runs.toText(Instant.now(), Output.columns()));
    }
    return 0;
  }

  private void printOverSeeds() {
    if (order != null) {
      throw new UserException("--over-seeds sorts by loss: leave out --sort");
    }
    if (markdown && json) {
      throw new UserException("--markdown and --json are both given: leave out one");
    }
    SeedTable table = SeedTable.read(results, against);
    if (json) {
      System.out.print(table.toJson());
      return;
    }
    if (table.isEmpty()) {
      System.out.printf(
          "no finished runs in %s: train with ./smdm pretrain, or name another folder with --results%n",
          results);
    }
    System.out.print(markdown ? table.toMarkdown() : table.toText(Output.columns()));
  }
}
