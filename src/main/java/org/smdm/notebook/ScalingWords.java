package org.smdm.notebook;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.smdm.chart.LineChart;
import org.smdm.config.ScalingConfig;
import org.smdm.io.Html;
import org.smdm.io.Progress;
import org.smdm.io.UserException;
import org.smdm.lab.ScalingTokens;
import org.smdm.report.ScalingFigures;
import org.smdm.report.ScalingPlanReport;
import org.smdm.report.ScalingReport;
import org.smdm.report.TextTable;
import org.smdm.scaling.RunWorker;
import org.smdm.scaling.ScalingPlan;
import org.smdm.scaling.ScalingQueue;

/** What stands behind a notebook's words for scaling laws. */
final class ScalingWords {

  private static final double SECONDS_OF_MEASURING = 0.5;

  private ScalingWords() {}

  static ScalingPlan plan(Path folder, ScalingConfig study) {
    if (Files.exists(folder.resolve("plan.json"))) {
      ScalingPlan there = ScalingPlan.open(folder);
      if (there.study().equals(study)) {
        return there;
      }
      throw new UserException(
          folder + " holds the plan of another study: give this one another name");
    }
    return ScalingPlan.write(folder, study, ScalingTokens.count(study), SECONDS_OF_MEASURING);
  }

  static ScalingPlan train(ScalingPlan plan, RunWorker worker, int atOnce) {
    Progress<ScalingQueue.State> live =
        new LiveWork<>(
            "",
            state ->
                state.active().isEmpty() ? "" : "at work: " + String.join(", ", state.active()));
    List<String> failed = new ScalingQueue(plan, worker, atOnce, live).run();
    if (!failed.isEmpty()) {
      throw new UserException(
          "%s failed twice: see %s, and run the cell again to try once more"
              .formatted(String.join(", ", failed), plan.folder().resolve("queue.jsonl")));
    }
    return plan;
  }

  static Shown shown(ScalingPlan plan) {
    ScalingPlanReport report = new ScalingPlanReport(plan);
    return Shown.table(report.table(), List.of(report.total()), "");
  }

  static Shown shown(ScalingReport report) {
    String tables = report.tables().stream().map(TextTable::toHtml).collect(Collectors.joining());
    String remarks =
        report.remarks().stream()
            .map(remark -> "<li>" + Html.escape(remark) + "</li>")
            .collect(Collectors.joining("", "<ul>", "</ul>"));
    String charts =
        new ScalingFigures(report.fit())
            .all().entrySet().stream()
                .filter(figure -> !figure.getKey().startsWith("residuals"))
                .map(figure -> figure.getValue())
                .map(LineChart::svg)
                .map(svg -> "<div>" + svg + "</div>")
                .collect(Collectors.joining());
    return Shown.html(tables + remarks + charts, report.toText(Integer.MAX_VALUE).stripTrailing());
  }
}
