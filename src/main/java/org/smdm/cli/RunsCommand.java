package org.smdm.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.smdm.report.RunList;
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
      "validation  last validation loss in nats per token ± its standard error",
      "tokens/s    mean of the last 20 steps",
      "age         time since the run first began"
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
  private RunList.Order order = RunList.Order.DATE;

  @Option(names = "--json", description = "Print a JSON array instead of a table.")
  private boolean json;

  @Override
  public Integer call() {
    RunList runs = RunList.read(results, order);
    if (json) {
      System.out.print(runs.toJson());
    } else if (runs.isEmpty()) {
      System.out.printf(
          "no runs in %s: train one with ./smdm pretrain, or name another folder with --results%n",
          results);
    } else {
      System.out.print(runs.toText(Instant.now()));
    }
    return 0;
  }
}
