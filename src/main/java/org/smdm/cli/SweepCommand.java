package org.smdm.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.smdm.config.ConfigJson;
import org.smdm.config.SweepConfig;
import org.smdm.eval.generation.SamplingSweep;
import org.smdm.eval.generation.SweepRow;
import org.smdm.report.SweepReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "sweep",
    description =
        "Compares ways of sampling by quality and cost; goes on where it was interrupted. Standard"
            + " errors of qualities are over the documents that prompts are of.",
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
    SamplingSweep sweep = new SamplingSweep(config, results);
    SweepReport report;
    try (TerminalProgress<SweepRow> progress =
        new TerminalProgress<>("sweep", SweepCommand::line)) {
      report = new SweepReport(sweep.run(progress));
    }
    report.write(sweep.folder());
    Output.print(report.table(), "repetition", "distinct-1", "passes per token");
    Output.notes(report.notes());
    System.out.println();
    System.out.println("best    " + report.best().name());
    System.out.println("figures " + sweep.folder().resolve("quality-by-seconds.svg"));
    return report;
  }

  private static String line(SweepRow row) {
    return String.format(
        Locale.ROOT,
        "%s: %.3f bits per byte, %.4f s per text",
        row.name(),
        row.judgeBitsPerByte(),
        row.secondsPerText());
  }
}
