package org.smdm.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.smdm.io.OutputLock;
import org.smdm.io.Spelling;
import org.smdm.io.UserException;
import org.smdm.record.RunFolder;
import org.smdm.report.RunComparison;
import org.smdm.report.RunFinder;
import org.smdm.report.RunNames;
import org.smdm.report.RunProgress;
import org.smdm.report.RunQuantity;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "plot",
    description = "Draws a quantity of one or more runs in one chart (SVG and PNG).",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class PlotCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description =
          "Folders of runs, or their names under the results folder; a folder that holds several"
              + " runs stands for all of them.")
  private List<Path> runs = List.of();

  @Option(
      names = "--y",
      description =
          "loss (default), validation-loss, tokens-per-second, learning-rate, gradient-norm or"
              + " resident-bytes.")
  private RunQuantity y = RunQuantity.LOSS;

  @Option(names = "--x", description = "tokens (default), steps, flops or seconds.")
  private RunProgress x = RunProgress.TOKENS;

  @Option(
      names = "--smooth",
      paramLabel = "N",
      description =
          "Steps that one point averages over, 1 for none (default: a fiftieth of a run, where"
              + " single steps are noisy).")
  private Integer smooth;

  @ArgGroup private Horizontal horizontal = new Horizontal();

  /** At most one of two options. */
  private static final class Horizontal {
    @Option(
        names = "--log-x",
        description = "Logarithmic horizontal axis (default for losses and gradient norms).")
    private boolean logarithmic;

    @Option(
        names = "--linear-x",
        description = "Linear horizontal axis (default for all other quantities).")
    private boolean linear;
  }

  @Option(names = "--log-y", description = "Logarithmic vertical axis.")
  private boolean logY;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "File or folder to write; both .svg and .png are written, whichever ending it has (default: in"
              + " the run's figures, those of several runs in the results folder's).")
  private Path out;

  @Option(names = "--results", description = "Parent of the runs (default ${DEFAULT-VALUE}).")
  private Path results = Path.of("results");

  @Override
  public Integer call() {
    if (smooth != null && smooth < 1) {
      throw new UserException("--smooth is " + smooth + ": write 1 for none, or more steps");
    }
    Set<Path> folders = new LinkedHashSet<>();
    runs.forEach(run -> folders.addAll(folders(run)));
    Map<String, Path> metrics = new LinkedHashMap<>();
    RunNames.of(folders)
        .forEach((folder, name) -> metrics.put(name, new RunFolder(folder).metrics()));
    RunComparison.Look best = RunComparison.Look.of(y);
    boolean logX = horizontal.logarithmic || (!horizontal.linear && best.logX());
    RunComparison.Look look =
        new RunComparison.Look(smooth == null ? 0 : smooth, logX, logY, Double.NaN, List.of());
    RunComparison comparison = new RunComparison(metrics, y, x, look);
    Path base = base(List.copyOf(folders));
    OutputLock.during(base, () -> comparison.write(base)).forEach(System.out::println);
    return 0;
  }

  private List<Path> folders(Path run) {
    List<Path> found = new ArrayList<>();
    for (Path place : List.of(run, results.resolve(run))) {
      if (found.isEmpty() && Files.isDirectory(place)) {
        RunFinder.find(place).forEach(folder -> found.add(folder.normalize()));
      }
    }
    if (found.isEmpty()) {
      throw new UserException(
          "%s is neither the folder of a run nor the name of one in %s: ./smdm runs lists what there is"
              .formatted(run, results));
    }
    return found;
  }

  private Path base(List<Path> folders) {
    String usual = Spelling.of(y) + "-over-" + Spelling.of(x);
    if (out != null && Files.isDirectory(out)) {
      return out.resolve(usual);
    }
    if (out != null) {
      String name = out.getFileName().toString();
      return out.resolveSibling(name.replaceFirst("(?i)\\.(svg|png)$", ""));
    }
    Path figures =
        folders.size() == 1 ? new RunFolder(folders.get(0)).figures() : results.resolve("figures");
    return figures.resolve(usual);
  }
}
