package org.smdm.scaling;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  private static final List<String> KNOWN =
      List.of(
          "objective",
          "budget",
          "parameters",
          "tokens",
          "loss",
          "loss_error",
          "accuracy",
          "accuracy_error",
          "run",
          "flops",
          "all_parameters",
          "optimal_parameters",
          "optimal_loss",
          "optimal_accuracy");

  private ScalingCsv() {}

  /**
   * Reads a file.
   *
   * @throws UserException when it cannot be read, lacks columns or holds something else than
   *     numbers, naming the line
   */
  public static ScalingData read(Path file) {
    return read(file, Map.of());
  }

  /**
   * Reads a file from elsewhere.
   *
   * @param names what it calls columns, by their names here
   * @throws UserException also when it has no column of such a name
   */
  public static ScalingData read(Path file, Map<String, String> names) {
    String text = TextFile.read(file, "a CSV file of runs, or the folder of a plan");
    return parse(text, file.toString(), names);
  }

  static ScalingData paper() {
    return parse(Resource.text(ScalingCsv.class, PAPER), PAPER_SOURCE, Map.of());
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
      csv.append(quoted(run.objective().label())).append(',');
      csv.append(number(run.budget())).append(',').append(number(run.parameters())).append(',');
      csv.append(number(run.tokens())).append(',').append(run.loss()).append(',');
      csv.append(known(run.lossError())).append(',').append(run.run()).append(',');
      csv.append(known(run.flops())).append(',').append(known(run.allParameters())).append('\n');
    }
    AtomicFile.writeString(file, csv.toString());
  }

  private static String quoted(String label) {
    return label.matches(".*[\",].*") ? '"' + label.replace("\"", "\"\"") + '"' : label;
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

  static ScalingData parse(String text, String origin, Map<String, String> names) {
    String[] lines = text.split("\\R", -1);
    Header header = null;
    List<LossPoint> runs = new ArrayList<>();
    List<OptimumPoint> optima = new ArrayList<>();
    CsvParser parser = parser();
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      List<String> cells =
          Arrays.stream(parser.parseLine(line)).map(c -> c == null ? "" : c.strip()).toList();
      if (header == null) {
        header = Header.of(cells, names, origin);
        continue;
      }
      Row row = new Row("%s, line %d".formatted(origin, i + 1), header, cells);
      try {
        if (header.hasRuns()) {
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
    return new ScalingData(origin, runs, optima, header.measure());
  }

  /** Quotes as in RFC 4180, of any length. */
  private static CsvParser parser() {
    CsvParserSettings settings = new CsvParserSettings();
    settings.setMaxCharsPerColumn(-1);
    return new CsvParser(settings);
  }

  /** Names of columns, as they are here. */
  private record Header(List<String> columns) {

    static Header of(List<String> cells, Map<String, String> names, String origin) {
      List<String> columns = new ArrayList<>(cells);
      names.forEach(
          (here, there) -> {
            int index = cells.indexOf(there);
            if (!KNOWN.contains(here)) {
              throw new UserException(
                  "%s is no column: write one of %s"
                      .formatted(Excerpt.quoted(here), String.join(", ", KNOWN)));
            }
            if (index < 0) {
              throw new UserException(
                  "%s has no column %s, but %s"
                      .formatted(origin, Excerpt.quoted(there), String.join(", ", cells)));
            }
            columns.set(index, here);
          });
      Header header = new Header(List.copyOf(columns));
      if (!header.hasRuns() && !header.has(OPTIMUM_COLUMNS, "optimal_")) {
        throw new UserException(
            ("%s has the columns %s: write %s for runs, or %s for optima (accuracy may stand for"
                    + " loss), or say what they are called by --columns loss=NAME")
                .formatted(
                    origin,
                    String.join(",", cells),
                    String.join(",", RUN_COLUMNS),
                    String.join(",", OPTIMUM_COLUMNS)));
      }
      return header;
    }

    private boolean has(List<String> wanted, String prefix) {
      return wanted.stream()
          .allMatch(
              column ->
                  columns.contains(column)
                      || (column.equals(prefix + "loss") && columns.contains(prefix + "accuracy")));
    }

    boolean hasRuns() {
      return has(RUN_COLUMNS, "");
    }

    Measure measure() {
      return columns.contains("loss") || columns.contains("optimal_loss")
          ? Measure.NATS
          : Measure.ACCURACY;
    }

    int size() {
      return columns.size();
    }
  }

  private record Row(String place, Header header, List<String> cells) {

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
          loss("loss", "accuracy"),
          error(),
          cell("run"),
          known("flops"),
          known("all_parameters"));
    }

    OptimumPoint optimum() {
      return new OptimumPoint(
          objective(),
          number("budget"),
          number("optimal_parameters"),
          loss("optimal_loss", "optimal_accuracy"));
    }

    private double loss(String loss, String accuracy) {
      if (header.measure() == Measure.NATS) {
        return number(loss);
      }
      double share = number(accuracy);
      if (!(share > 0 && share < 1)) {
        throw new UserException(
            "%s is %s: write a share above 0 and below 1".formatted(accuracy, share));
      }
      return -Math.log(share);
    }

    /** To first order, that of −ln accuracy is the accuracy's divided by the accuracy. */
    private double error() {
      return header.measure() == Measure.NATS
          ? known("loss_error")
          : known("accuracy_error") / number("accuracy");
    }

    private Family objective() {
      return new Family(cell("objective"));
    }

    private String cell(String column) {
      int index = header.columns().indexOf(column);
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
