package org.smdm.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.smdm.config.ConfigJson;
import org.smdm.config.RunConfig;
import org.smdm.scaling.PlannedRun;
import org.smdm.scaling.ScalingPlan;

/**
 * A plan as a table.
 *
 * @param plan of a scaling study
 */
public record ScalingPlanReport(ScalingPlan plan) {

  /** A row per run: shape, tokens, steps, learning rate, what it will take. */
  public TextTable table() {
    List<List<String>> rows = new ArrayList<>();
    for (PlannedRun run : plan.planned()) {
      RunConfig config = ConfigJson.read(plan.config(run.name()), RunConfig.class);
      rows.add(
          List.of(
              run.name(),
              "%d × %d".formatted(config.model().layers(), config.model().embd()),
              text("%,.0f", (double) config.model().nonEmbeddingParameters()),
              text("%.3g", config.steps() * config.tokensPerStep()),
              text("%,.0f", (double) config.steps()),
              text("%.2e", config.optimizer().learningRate()),
              run.epochs() == null ? "" : text("%.2f", run.epochs()),
              run.seconds() == null ? "" : TimeSpan.text(run.seconds()),
              run.bytes() == 0 ? "" : text("%,.0f", run.bytes() / 1e6)));
    }
    return new TextTable(
        "",
        List.of(
            "run", "layers × embd", "N", "tokens", "steps", "peak rate", "epochs", "time", "MB"),
        rows);
  }

  /** How long all runs take, one after the other alone on the machine; empty when not measured. */
  public String total() {
    boolean isMeasured = plan.planned().stream().allMatch(run -> run.seconds() != null);
    String time =
        isMeasured
            ? ", about %s one after the other"
                .formatted(
                    TimeSpan.text(plan.planned().stream().mapToDouble(PlannedRun::seconds).sum()))
            : "";
    return "%d runs%s".formatted(plan.planned().size(), time);
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
