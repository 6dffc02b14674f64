package org.smdm.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.smdm.bench.NotebookBenchmark;
import org.smdm.config.ConfigJson;
import org.smdm.io.AtomicFile;
import org.smdm.io.UserException;
import org.smdm.report.TextTable;
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
    String home = System.getProperty("smdm.home");
    if (home == null) {
      throw new UserException("the kernel starts by the script smdm: run ./smdm bench notebook");
    }
    List<String> kernel = List.of(Path.of(home, "smdm").toString(), "kernel");
    NotebookBenchmark.Report report = new NotebookBenchmark(repetitions, cells).run(kernel);
    System.out.print(
        new TextTable(
                "Median of %d kernels".formatted(repetitions),
                List.of("what is waited for", "seconds", "target"),
                List.of(
                    row("kernel to first result", report.firstResult(), "8"),
                    row("first cell that uses smdm", report.firstOfSmdm(), "3"),
                    row("later cell, median", report.laterMedian(), "0.1"),
                    row("later cell, slowest", report.laterLargest(), "")))
            .toText());
    AtomicFile.writeString(out, ConfigJson.write(report));
    System.out.println("written to " + out);
    return 0;
  }

  private static List<String> row(String what, double seconds, String target) {
    return List.of(what, String.format(Locale.ROOT, "%.3f", seconds), target);
  }
}
