package org.smdm.eval.task;

import java.util.List;
import org.smdm.eval.Item;
import org.smdm.eval.Metric;

/** Questions of yes and no about a passage, which SuperGLUE begins with the article's title. */
final class BoolQ {

  static final Task TASK =
      new Task(
          "boolq",
          2.0,
          new Task.HubDataset("super_glue", "boolq", "validation"),
          3270,
          List.of(Metric.ACC),
          List.of(
              TaskFile.jsonLines(
                  "dev.jsonl", "https://github.com/google-research-datasets/boolean-questions"),
              TaskFile.jsonLines("val.jsonl", "https://super.gluebenchmark.com/tasks (BoolQ)"),
              TaskFile.parquet(
                  "validation", "https://huggingface.co/datasets/aps/super_glue (folder boolq)")),
          BoolQ::item);

  private BoolQ() {}

  /** Without a label the row is an original one, whose passage must have its title beside it. */
  private static Item item(Row row) {
    boolean original = !row.has("label");
    if (original && !row.has("title")) {
      throw row.unfit(
          "has no \"title\", as google/boolq, which the harness's passages begin with: take"
              + " SuperGLUE's, by ./smdm get boolq");
    }
    String passage = (original ? row.text("title") + " -- " : "") + row.text("passage");
    return row.choices(
        passage + "\nQuestion: " + row.text("question") + "?\nAnswer:",
        List.of("no", "yes"),
        original ? answer(row.truth("answer")) : label(row));
  }

  /** SuperGLUE's own file has truth values, the hub 0 and 1. */
  private static int label(Row row) {
    return row.fields().get("label").isBoolean() ? answer(row.truth("label")) : row.number("label");
  }

  private static int answer(boolean yes) {
    return yes ? 1 : 0;
  }
}
