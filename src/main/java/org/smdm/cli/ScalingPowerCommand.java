package org.smdm.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smdm.io.Check;
import org.smdm.io.UserException;
import org.smdm.lab.Home;
import org.smdm.report.ScalingPlanReport;
import org.smdm.report.StudyPowerReport;
import org.smdm.report.TextTable;
import org.smdm.scaling.Family;
import org.smdm.scaling.FitOptions;
import org.smdm.scaling.NoiseParts;
import org.smdm.scaling.ParametricLaw;
import org.smdm.scaling.ScalingCsv;
import org.smdm.scaling.ScalingFit;
import org.smdm.scaling.ScalingPlan;
import org.smdm.scaling.SimulatedStudy;
import org.smdm.scaling.StudyPower;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "power",
    description =
        "Makes a study many times by simulation and fits it: which intervals to expect, and how"
            + " often they hold the truth.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ScalingPowerCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "PLAN",
      description = "Folder that ./smdm scaling plan wrote; its runs need not be trained.")
  private Path plan;

  @Option(
      names = "--pilot",
      paramLabel = "FILE.csv",
      description =
          "Runs whose L(N, D) and noise are taken for the truth of a plan (default: the reference"
              + " study's).")
  private Path pilot;

  @ArgGroup(exclusive = false, heading = "A made-up grid of one family instead of a plan:%n")
  private Grid grid;

  /** A grid of ARMs over two decades of compute, of a law like that of language models. */
  static final class Grid {

    @Option(
        names = "--grid",
        paramLabel = "BUDGETSxSIZES",
        required = true,
        description = "How many budgets and sizes, as 5x7.")
    private String shape;

    @Option(names = "--width", description = "Largest size / smallest (default ${DEFAULT-VALUE}).")
    private double width = 16;

    @Option(
        names = "--off-centre",
        description = "Middle of the sizes / best size (default ${DEFAULT-VALUE}).")
    private double offCentre = 1;

    @Option(names = "--evaluation", description = "Nats (default ${DEFAULT-VALUE}).")
    private double evaluation = 0.005;

    @Option(names = "--seed-noise", description = "Nats (default ${DEFAULT-VALUE}).")
    private double seedNoise = 0.005;

    @Option(
        names = "--between",
        description = "Of ln L between budgets; of ln N ten times that (default ${DEFAULT-VALUE}).")
    private double between = 0.002;

    @Option(names = "--floor", description = "E of the law, nats (default ${DEFAULT-VALUE}).")
    private double floor = 1.7;

    private static final double SIZE_PER_LOSS = 10;
    private static final Pattern SHAPE = Pattern.compile("([2-9]|[1-9]\\d)x([3-9]|[1-9]\\d)");

    private ParametricLaw law() {
      return new ParametricLaw(floor, Math.log(400), Math.log(1500), 0.34, 0.37);
    }

    private SimulatedStudy study() {
      Matcher numbers = SHAPE.matcher(shape);
      if (!numbers.matches()) {
        throw new UserException(
            "--grid is '%s': write budgets x sizes, at least 2x3 and at most 99x99, as 5x7"
                .formatted(shape));
      }
      if (!(width > 1) || Double.isInfinite(width)) {
        throw new UserException("--width is " + width + ": write a number above 1, as 16");
      }
      Check.positive("--off-centre", offCentre);
      Check.notNegative("--evaluation", evaluation);
      Check.notNegative("--seed-noise", seedNoise);
      Check.within("--between", between, 0, 1);
      Check.notNegative("--floor", floor);
      double perSize = SIZE_PER_LOSS * between;
      NoiseParts noise =
          new NoiseParts(Double.NaN, evaluation, seedNoise, Double.NaN, between, perSize);
      return SimulatedStudy.of(
          Family.ARM,
          new SimulatedStudy.Truth(law(), noise),
          Integer.parseInt(numbers.group(1)),
          Integer.parseInt(numbers.group(2)),
          width,
          offCentre);
    }
  }

  @Option(names = "--studies", description = "How often (default ${DEFAULT-VALUE}).")
  private int studies = 200;

  @Option(names = "--resamples", description = "Of each fit (default ${DEFAULT-VALUE}).")
  private int resamples = 200;

  @Option(names = "--seed", description = "Of the noise (default 3407).")
  private Long seed;

  @Option(names = "--markdown", description = "Print the table as Markdown.")
  private boolean markdown;

  @Override
  public Integer call() {
    if ((plan == null) == (grid == null)) {
      throw new UserException("name a plan's folder, or a grid by --grid 5x7, and not both");
    }
    if (grid != null && pilot != null) {
      throw new UserException("--pilot is for plans: leave it out with --grid");
    }
    if (studies < 1) {
      throw new UserException("--studies is " + studies + ": write at least 1");
    }
    FitOptions options = FitOptions.standard().withResamples(resamples);
    options = seed == null ? options : options.withSeed(seed);
    StudyPower power =
        StudyPower.of(grid == null ? planned(options) : grid.study(), options, studies);
    StudyPowerReport report = new StudyPowerReport(power);
    TextTable table = report.table();
    System.out.print(markdown ? table.toMarkdown() : table.toText(Output.columns()));
    if (plan != null) {
      System.out.println("• " + new ScalingPlanReport(ScalingPlan.open(plan)).total());
    }
    report.remarks().forEach(remark -> System.out.println("• " + remark));
    return 0;
  }

  private SimulatedStudy planned(FitOptions options) {
    return SimulatedStudy.of(
        ScalingPlan.open(plan).grid(), ScalingFit.of(ScalingCsv.read(pilot()), options));
  }

  private Path pilot() {
    if (pilot != null) {
      return pilot;
    }
    Path reference =
        Home.current().folder().resolve("results").resolve("reference").resolve("scaling-runs.csv");
    if (!Files.exists(reference)) {
      throw new UserException("no pilot is given: name runs known by --pilot FILE.csv");
    }
    return reference;
  }
}
