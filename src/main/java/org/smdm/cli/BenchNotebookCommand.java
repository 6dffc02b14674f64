package org.smdm.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.smdm.bench.NotebookBenchmark;
import org.smdm.io.OutputLock;
import org.smdm.io.UserException;
import org.smdm.report.Columns;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "notebook",
    description = "Times the kernel: start to first result, first cell of smdm's, later cells.",
    mixinStandardHelpOptions = true)
final class BenchNotebookCommand implements Callable<Integer> {

  @Option(names = "--repetitions", description = "Kernels to start (default ${DEFAULT-VALUE}).")
  private int repetitions = 3;

  @Option(
      names = "--cells",
      description = "Later cells to time in each (default ${DEFAULT-VALUE}).")
  private int cells = 30;

  @Option(names = "--out", description = "JSON file for the result (default ${DEFAULT-VALUE}).")
  private Path out = Path.of("results", "bench", "notebook.json");

  @Override
  public Integer call() {
    return OutputLock.during(out, this::measure);
  }

  private int measure() {
    String home = System.getProperty("smdm.home");
    if (home == null) {
      throw new UserException("the kernel starts by the script smdm: run ./smdm bench notebook");
    }
    List<String> kernel = List.of(Path.of(home, "smdm").toString(), "kernel");
    NotebookBenchmark.Report report = new NotebookBenchmark(repetitions, cells).run(kernel);
    record Row(String what, double seconds, String target) {}
    Output.print(
        Columns.of(
                List.of(
                    new Row("kernel to first result", report.firstResult(), "8"),
                    new Row("first cell that uses smdm", report.firstOfSmdm(), "3"),
                    new Row("later cell, median", report.laterMedian(), "0.1"),
                    new Row("later cell, slowest", report.laterLargest(), "")))
            .add("what is waited for", Row::what)
            .add("seconds", "%.3f", Row::seconds)
            .add("target", Row::target)
            .table("Median of %d kernels".formatted(repetitions)));
    return Output.written(out, report);
  }
}
