package org.smdm.scaling;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.smdm.io.AtomicFile;
import org.smdm.io.Excerpt;
import org.smdm.io.Resource;
import org.smdm.io.TextFile;
import org.smdm.io.UserException;

/**
 * Runs or optima as comma-separated values. Lines that begin with {@code #} say where they are
 * from. Runs have {@code objective,budget,parameters,tokens,loss} and may have {@code
 * loss_error,run,flops,all_parameters}; optima have {@code
 * objective,budget,optimal_parameters,optimal_loss}.
 */
public final class ScalingCsv {

  private static final String PAPER = "paper-isoflop.csv";
  private static final String PAPER_SOURCE = "the paper's optima, digitised";
  private static final List<String> RUN_COLUMNS =
      List.of("objective", "budget", "parameters", "tokens", "loss");
  private static final List<String> OPTIMUM_COLUMNS =
      List.of("objective", "budget", "optimal_parameters", "optimal_loss");

  private ScalingCsv() {}

  /**
   * Reads a file.
   *
   * @throws UserException when it cannot be read, lacks columns or holds something else than
   *     numbers, naming the line
   */
  public static ScalingData read(Path file) {
    String text = TextFile.read(file, "a CSV file of runs, or the folder of a plan");
    return parse(text, file.toString());
  }

  static ScalingData paper() {
    return parse(Resource.text(ScalingCsv.class, PAPER), PAPER_SOURCE);
  }

  /**
   * Writes the runs.
   *
   * @param file where to
   * @param data its runs
   * @param comments lines to begin with, without {@code #}
   */
  public static void write(Path file, ScalingData data, List<String> comments) {
    StringBuilder csv = new StringBuilder();
    comments.forEach(comment -> csv.append("# ").append(comment).append('\n'));
    csv.append("objective,budget,parameters,tokens,loss,loss_error,run,flops,all_parameters\n");
    for (LossPoint run : data.runs()) {
      csv.append(run.objective().label()).append(',');
      csv.append(number(run.budget())).append(',').append(number(run.parameters())).append(',');
      csv.append(number(run.tokens())).append(',').append(run.loss()).append(',');
      csv.append(known(run.lossError())).append(',').append(run.run()).append(',');
      csv.append(known(run.flops())).append(',').append(known(run.allParameters())).append('\n');
    }
    AtomicFile.writeString(file, csv.toString());
  }

  private static String known(double value) {
    return Double.isNaN(value) ? "" : number(value);
  }

  /** Whole numbers without exponent where they are not too long. */
  private static String number(double value) {
    return value == Math.rint(value) && value < 1e11
        ? String.format(Locale.ROOT, "%.0f", value)
        : Double.toString(value);
  }

  static ScalingData parse(String text, String origin) {
    String[] lines = text.split("\\R", -1);
    List<String> header = null;
    List<LossPoint> runs = new ArrayList<>();
    List<OptimumPoint> optima = new ArrayList<>();
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      List<String> cells = Arrays.stream(line.split(",", -1)).map(String::strip).toList();
      if (header == null) {
        header = cells;
        if (!header.containsAll(RUN_COLUMNS) && !header.containsAll(OPTIMUM_COLUMNS)) {
          throw new UserException(
              "%s has the columns %s: write %s for runs, or %s for optima"
                  .formatted(
                      origin,
                      line,
                      String.join(",", RUN_COLUMNS),
                      String.join(",", OPTIMUM_COLUMNS)));
        }
        continue;
      }
      Row row = new Row("%s, line %d".formatted(origin, i + 1), header, cells);
      try {
        if (header.containsAll(RUN_COLUMNS)) {
          runs.add(row.run());
        } else {
          optima.add(row.optimum());
        }
      } catch (UserException e) {
        throw new UserException("%s: %s".formatted(row.place(), e.getMessage()), e);
      }
    }
    if (runs.isEmpty() && optima.isEmpty()) {
      throw new UserException(origin + " holds no runs: write a header and a line for each");
    }
    return new ScalingData(origin, runs, optima);
  }

  private record Row(String place, List<String> header, List<String> cells) {

    Row {
      if (cells.size() != header.size()) {
        throw new UserException(
            "%s has %d cells where the header has %d: mend or remove the line"
                .formatted(place, cells.size(), header.size()));
      }
    }

    LossPoint run() {
      return new LossPoint(
          objective(),
          number("budget"),
          number("parameters"),
          number("tokens"),
          number("loss"),
          known("loss_error"),
          cell("run"),
          known("flops"),
          known("all_parameters"));
    }

    OptimumPoint optimum() {
      return new OptimumPoint(
          objective(), number("budget"), number("optimal_parameters"), number("optimal_loss"));
    }

    private Family objective() {
      return new Family(cell("objective"));
    }

    private String cell(String column) {
      int index = header.indexOf(column);
      return index < 0 ? "" : cells.get(index);
    }

    /** NaN where the file has none. */
    private double known(String column) {
      return cell(column).isEmpty() ? Double.NaN : number(column);
    }

    private double number(String column) {
      try {
        return Double.parseDouble(cell(column));
      } catch (NumberFormatException e) {
        throw new UserException(
            "%s is %s: write a number".formatted(column, Excerpt.quoted(cell(column))), e);
      }
    }
  }
}
