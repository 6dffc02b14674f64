package org.smdm.notebook;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.smdm.chart.HeatMap;
import org.smdm.chart.LineChart;
import org.smdm.chart.RadarFigure;
import org.smdm.chart.RowChart;
import org.smdm.config.ModelConfig;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.RunConfig;
import org.smdm.eval.run.EvaluationReport;
import org.smdm.io.Spelling;
import org.smdm.lab.Experiment;
import org.smdm.model.checkpoint.SavedModel;
import org.smdm.report.EvaluationTable;
import org.smdm.report.ReversalReport;
import org.smdm.report.ScalingReport;
import org.smdm.report.ShiftReport;
import org.smdm.report.SweepReport;
import org.smdm.report.TextTable;
import org.smdm.scaling.ScalingPlan;
import org.smdm.train.MemoryPlan;
import tech.tablesaw.api.NumberColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** How results look in a notebook. */
public final class Rendering {

  /** Longer tables are cut in the middle; the whole is in the variable. */
  private static final int MOST_ROWS = 40;

  private static final Map<Class<?>, Function<Object, Shown>> LOOKS = new LinkedHashMap<>();

  static {
    look(LineChart.class, chart -> Shown.svg(chart.svg(), text(chart)));
    look(HeatMap.class, map -> Shown.svg(map.svg(), map.valueLabel() + " as a heat map"));
    look(RowChart.class, chart -> Shown.svg(chart.svg(), chart.valueLabel() + " by row"));
    look(RadarFigure.class, figure -> Shown.svg(figure.svg(), figure.name()));
    look(TextTable.class, Rendering::table);
    look(Table.class, table -> table(text(table)));
    look(RunConfig.class, config -> table(text(config)));
    look(Experiment.class, experiment -> table(text(experiment.config())));
    look(SavedModel.class, saved -> table(text(saved)));
    look(Run.class, Run::shown);
    look(Comparison.class, Comparison::shown);
    look(Samples.class, Samples::shown);
    look(Replay.class, Replay::shown);
    look(RunTable.class, RunTable::shown);
    look(SweepReport.class, Rendering::sweep);
    look(ShiftReport.class, Rendering::shift);
    look(EvaluationReport.class, Rendering::evaluation);
    look(ScalingPlan.class, ScalingWords::shown);
    look(ScalingReport.class, ScalingWords::shown);
    look(ReversalReport.class, Rendering::reversal);
    look(ReversalAnswers.class, ReversalAnswers::shown);
  }

  private Rendering() {}

  private static <T> void look(Class<T> type, Function<T, Shown> look) {
    LOOKS.put(type, value -> look.apply(type.cast(value)));
  }

  /**
   * Teaches a kernel to show results, its own or another one of JJava's.
   *
   * @param renderer of the kernel
   */
  public static void register(Renderer renderer) {
    LOOKS.forEach(
        (type, look) ->
            renderer
                .createRegistration(type)
                .preferring(Shown.HTML, Shown.SVG)
                .register(
                    (value, context) -> {
                      Shown shown = look.apply(value);
                      context.getOutputContainer().putText(shown.text());
                      shown.forms().forEach(context.getOutputContainer()::putData);
                    }));
  }

  /** How a value looks; empty for one that has nothing but its text. */
  static Optional<Shown> of(Object value) {
    return LOOKS.entrySet().stream()
        .filter(entry -> entry.getKey().isInstance(value))
        .map(entry -> entry.getValue().apply(value))
        .findFirst();
  }

  private static Shown sweep(SweepReport report) {
    return Shown.table(
        report.table(),
        Stream.concat(Stream.of("best: " + report.best().name()), report.notes().stream()).toList(),
        report.frontier(SweepReport.Cost.SECONDS).svg());
  }

  private static Shown shift(ShiftReport report) {
    return Shown.table(
        report.table(),
        report.result().notes(),
        report.figure(ShiftReport.Measure.BITS_PER_BYTE).svg());
  }

  private static Shown evaluation(EvaluationReport report) {
    return Shown.table(EvaluationTable.of(report), report.notes(), "");
  }

  private static Shown reversal(ReversalReport report) {
    return Shown.table(report.table(), List.of(), report.chart().svg());
  }

  private static Shown table(TextTable table) {
    return Shown.table(table, List.of(), "");
  }

  private static String text(LineChart chart) {
    return "%s over %s".formatted(chart.name(), chart.x().label());
  }

  private static TextTable text(Table table) {
    int rows = table.rowCount();
    List<List<String>> cells = new ArrayList<>();
    IntStream.range(0, rows)
        .filter(i -> rows <= MOST_ROWS || i < MOST_ROWS / 2 || i >= rows - MOST_ROWS / 2)
        .forEach(
            i -> {
              if (rows > MOST_ROWS && i == rows - MOST_ROWS / 2) {
                cells.add(table.columns().stream().map(column -> "").toList());
              }
              cells.add(table.columns().stream().map(column -> cell(column, i)).toList());
            });
    String title =
        rows > MOST_ROWS
            ? String.format(Locale.ROOT, "%s: first and last of %,d rows", table.name(), rows)
            : table.name();
    return new TextTable(title == null ? "" : title, table.columnNames(), cells);
  }

  private static String cell(Column<?> column, int row) {
    if (column.isMissing(row)) {
      return "";
    }
    if (column instanceof NumberColumn<?, ?> numbers) {
      double value = numbers.getDouble(row);
      boolean isWhole = value == Math.rint(value) && Math.abs(value) < 1e15;
      return String.format(Locale.ROOT, isWhole ? "%,.0f" : "%.4g", value);
    }
    return column.getString(row);
  }

  private static TextTable text(RunConfig config) {
    ObjectiveConfig objective = config.objective();
    ModelConfig model = config.model();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("objective", describe(objective)));
    rows.add(List.of("shape", shape(model)));
    rows.add(List.of("vocabulary", number(model.vocabSize())));
    rows.add(List.of("non-embedding parameters", number(model.nonEmbeddingParameters())));
    rows.add(List.of("parameters", number(model.parameters(objective.family()))));
    rows.add(List.of("data", config.data().toString()));
    rows.add(
        List.of(
            "batch",
            "%d sequences in micro-batches of %d"
                .formatted(config.batch().globalBatchSize(), config.batch().microBatchSize())));
    rows.add(List.of("steps", number(config.steps())));
    rows.add(List.of("tokens", number(Math.round(config.steps() * config.tokensPerStep()))));
    rows.add(List.of("FLOPs (6·N·D)", String.format(Locale.ROOT, "%.3g", config.flops())));
    rows.add(
        List.of(
            "learning rate",
            "%s → %s, warm-up %d steps"
                .formatted(
                    plain(config.optimizer().learningRate()),
                    plain(config.optimizer().minLearningRate()),
                    config.optimizer().warmup().warmupSteps(config.steps()))));
    rows.add(List.of("precision", config.precision() + " on " + config.device()));
    if (config.device().equals("cpu")) {
      double bytes = MemoryPlan.of(config).bytes();
      rows.add(List.of("peak memory", String.format(Locale.ROOT, "%.1f GB", bytes / 1e9)));
    }
    rows.add(List.of("seed", Long.toString(config.seed())));
    return new TextTable(config.name(), List.of("field", "value"), rows);
  }

  private static String describe(ObjectiveConfig objective) {
    if (objective instanceof ObjectiveConfig.MaskedDiffusion mdm) {
      return "MDM: times %s, masks %s, weights %s, SSL ratio %s"
          .formatted(
              Spelling.of(mdm.times()),
              Spelling.of(mdm.maskCount()),
              Spelling.of(mdm.weighting()),
              mdm.sslRatio());
    }
    if (objective instanceof ObjectiveConfig.Own own) {
      return "%s, batches by code of its own (%d lines of Java)"
          .formatted(own.family(), own.source().lines().count());
    }
    return "ARM";
  }

  private static TextTable text(SavedModel saved) {
    ModelConfig model = saved.card().model();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("family", saved.card().family().toString()));
    rows.add(List.of("shape", shape(model)));
    rows.add(List.of("non-embedding parameters", number(model.nonEmbeddingParameters())));
    rows.add(List.of("parameters", number(model.parameters(saved.card().family()))));
    rows.add(List.of("tokenizer", saved.tokenizerName()));
    rows.add(List.of("steps", number(saved.card().steps())));
    rows.add(List.of("tokens", number(saved.card().tokens())));
    return new TextTable(saved.file().toString(), List.of("field", "value"), rows);
  }

  private static String shape(ModelConfig model) {
    String own = model.architecture() == null ? "" : "; own " + model.architecture().summary();
    return "%d layers, %d heads, embd %d, ffn %d, block size %d%s"
        .formatted(
            model.layers(), model.heads(), model.embd(), model.ffn(), model.blockSize(), own);
  }

  private static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
