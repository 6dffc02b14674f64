package org.smdm.report;

import org.smdm.config.ConfigJson;
import org.smdm.config.RunConfig;
import org.smdm.config.TokenFlops;
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
    record Row(PlannedRun run, RunConfig config) {}
    return Columns.of(
            plan.planned().stream()
                .map(run -> new Row(run, ConfigJson.read(plan.config(run.name()), RunConfig.class)))
                .toList())
        .add("run", row -> row.run.name())
        .add(
            "layers × embd",
            row -> "%d × %d".formatted(row.config.model().layers(), row.config.model().embd()))
        .add("N", "%,d", row -> row.config.model().nonEmbeddingParameters())
        .add(
            "FLOPs / 6ND",
            "%.2f",
            row ->
                TokenFlops.of(row.config.model(), row.config.objective()).total()
                    / (6.0 * row.config.model().nonEmbeddingParameters()))
        .add("tokens", "%.3g", row -> row.config.steps() * row.config.tokensPerStep())
        .add("steps", "%,d", row -> row.config.steps())
        .add("peak rate", "%.2e", row -> row.config.optimizer().learningRate())
        .add("epochs", "%.2f", row -> row.run.epochs())
        .add("time", row -> row.run.seconds() == null ? null : TimeSpan.text(row.run.seconds()))
        .add("MB", "%,.0f", row -> row.run.bytes() == 0 ? null : row.run.bytes() / 1e6)
        .table();
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
}
