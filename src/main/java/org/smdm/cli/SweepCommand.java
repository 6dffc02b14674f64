package org.smdm.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.smdm.config.ConfigJson;
import org.smdm.config.SweepConfig;
import org.smdm.eval.generation.SamplingSweep;
import org.smdm.eval.generation.SweepListener;
import org.smdm.eval.generation.SweepRow;
import org.smdm.report.SweepReport;
import org.smdm.report.TimeSpan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "sweep",
    description =
        "Compares ways of sampling by quality and cost; goes on where it was interrupted.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SweepCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "SWEEP.json",
      description = "Models, judge, prompts and ways of sampling, as notebooks write it.")
  private Path file;

  @Option(names = "--results", description = "Parent of its folder (default ${DEFAULT-VALUE}).")
  private Path results = Path.of("results");

  @Override
  public Integer call() {
    run(ConfigJson.read(file, SweepConfig.class), results);
    return 0;
  }

  /** Runs a sweep and prints its table. */
  static SweepReport run(SweepConfig config, Path results) {
    SamplingSweep sweep = SamplingSweep.open(config, results);
    SweepReport report = new SweepReport(sweep.run(new Progress()));
    report.write(sweep.folder());
    System.out.println(report.table().toText());
    System.out.println("best    " + report.best().name());
    System.out.println("figures " + sweep.folder().resolve("quality-by-seconds.svg"));
    return report;
  }

  /** A line per candidate, with the time that is left. */
  private static final class Progress implements SweepListener {
    private final PrintStream out = System.err;
    private final long begin = System.nanoTime();
    private int done;

    @Override
    public void finished(int index, int total, SweepRow row) {
      done++;
      double seconds = (System.nanoTime() - begin) / 1e9;
      out.printf(
          Locale.ROOT,
          "sweep  %d of %d  %s: %.3f bits per byte, %.4f s per text  %s left%n",
          index + 1,
          total,
          row.name(),
          row.judgeBitsPerByte(),
          row.secondsPerText(),
          TimeSpan.text(seconds / done * (total - index - 1)));
    }
  }
}
