package org.smdm.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.smdm.io.AtomicFile;
import org.smdm.io.OutputLock;
import org.smdm.io.UserException;
import org.smdm.jupyter.file.NotebookFile;
import org.smdm.jupyter.file.NotebookPage;
import org.smdm.jupyter.file.NotebookParameters;
import org.smdm.jupyter.file.NotebookRunner;
import org.smdm.jupyter.kernel.JavaKernel;
import org.smdm.jupyter.kernel.KernelCellRunner;
import org.smdm.notebook.SmdmKernel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "run",
    description = {
      "Runs a notebook without Jupyter and writes it with its outputs, and an HTML page.",
      "Cells run in the folder that the command is run in; %%jars and %%classpath find what",
      "lies beside the notebook too."
    },
    footer = {
      "",
      "Cells tagged raises-exception may fail, those tagged skip-execution are left out.",
      "Otherwise the run ends at the first cell that fails, with exit code 1; the",
      "notebook is written up to there. Cells are numbered as in the brackets of Jupyter."
    },
    mixinStandardHelpOptions = true)
final class NotebookRunCommand implements Callable<Integer> {

  private static final int FAILED = 1;

  @Parameters(paramLabel = "NOTEBOOK", description = "An .ipynb file.")
  private Path notebook;

  @Option(
      names = {"-p", "--parameter"},
      paramLabel = "NAME=VALUE",
      description =
          "Gives a variable of the cell tagged parameters another value; values of arrays and lists"
              + " stand between commas. Repeat it for more.")
  private List<String> parameters = List.of();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description =
          "The notebook to write; the page lies beside it as .html (default: in"
              + " results/notebooks, under the name of NOTEBOOK).")
  private Path out;

  @Override
  public Integer call() {
    NotebookFile file = NotebookFile.read(notebook);
    NotebookParameters.inject(file, values());
    Path target = out == null ? Path.of("results", "notebooks", file.name()) : out;
    String name = String.valueOf(target.getFileName());
    if (!name.endsWith(".ipynb")) {
      throw new UserException("%s is no .ipynb file: give it that ending".formatted(target));
    }
    Path page = target.resolveSibling(name.replaceFirst("\\.ipynb$", ".html"));
    return OutputLock.during(target, () -> run(file, target, page));
  }

  private int run(NotebookFile file, Path target, Path page) {
    JavaKernel kernel = SmdmKernel.start(Main.Version.number());
    kernel.seenFrom(notebook.toAbsolutePath().getParent());
    try (KernelCellRunner cells = new KernelCellRunner(kernel)) {
      NotebookRunner runner = new NotebookRunner(cells, Clock.systemUTC());
      return NotebookStop.guard(file.name(), runner, cells, () -> run(file, runner, target, page));
    }
  }

  /** Not by picocli, which would take quotes in values for its own. */
  private Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    for (String parameter : parameters) {
      int sign = parameter.indexOf('=');
      if (sign < 1) {
        throw new UserException(
            "-p %s gives no parameter a value: write -p name=value".formatted(parameter));
      }
      values.put(parameter.substring(0, sign).strip(), parameter.substring(sign + 1));
    }
    return values;
  }

  private static int run(NotebookFile file, NotebookRunner runner, Path target, Path page) {
    NotebookRunner.Outcome outcome = runner.run(file, new Progress(file, target));
    file.write(target);
    AtomicFile.writeString(page, NotebookPage.of(file));
    System.out.println(target);
    System.out.println(page);
    if (outcome.succeeded()) {
      return 0;
    }
    System.err.printf(
        "smdm: cell %d of %s failed: %s%n", outcome.failedCell(), file.name(), outcome.cause());
    return FAILED;
  }

  /** Saves after each cell, so that a process that is killed loses no more than one. */
  private static final class Progress implements NotebookRunner.Listener {

    private final NotebookFile file;
    private final Path target;
    // Cells have streams of their own in the place of the program's.
    private final PrintStream terminal = System.err;

    Progress(NotebookFile file, Path target) {
      this.file = file;
      this.target = target;
    }

    @Override
    public void begins(int number, int count) {
      if (number == 1) {
        // What cannot be written is better known before the work than after it.
        file.write(target);
      }
      terminal.printf("cell %d of %d", number, count);
      terminal.flush();
    }

    @Override
    public void ended(Duration time) {
      terminal.printf(Locale.ROOT, "  %.1f s%n", time.toMillis() / 1e3);
      file.write(target);
    }
  }
}
