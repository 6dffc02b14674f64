package org.smdm.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.smdm.chart.LineChart;
import org.smdm.eval.generation.SamplingSweep;
import org.smdm.eval.generation.SweepRow;

class SweepReportTest {

  private static SweepRow row(
      String group, String label, double bits, double distinct2, Integer documents) {
    boolean isReal = group.equals(SamplingSweep.REAL_TEXT);
    double cost = isReal ? Double.NaN : bits;
    return new SweepRow(
        group,
        label,
        8,
        bits,
        0.1,
        0.5,
        distinct2,
        0.2,
        Double.NaN,
        Double.NaN,
        cost,
        cost,
        Double.NaN,
        100,
        documents);
  }

  private static SweepRow row(String group, String label, double bits, double distinct2) {
    return row(group, label, bits, distinct2, 4);
  }

  private static final SweepRow REAL = row(SamplingSweep.REAL_TEXT, "", 2.0, 0.90);

  @Test
  void theBestIsLikedByTheJudgeAndAsVariedAsRealText() {
    SweepRow dull = row("a", "dull", 1.0, 0.3);
    SweepRow varied = row("a", "varied", 2.5, 0.86);
    SweepRow wild = row("b", "", 4.0, 0.99);
    assertEquals(varied, new SweepReport(List.of(REAL, dull, varied, wild)).best());
    assertEquals(dull, new SweepReport(List.of(REAL, dull)).best());
  }

  @Test
  void theTableLeavesOutWhatWasNotMeasured() {
    String text = new SweepReport(List.of(REAL, row("a", "1 step", 3, 0.5))).table().toText();
    assertTrue(!text.contains("exact match") && !text.contains("NaN"), text);
    assertTrue(text.contains("a, 1 step"), text);
  }

  @Test
  void anErrorIsOverDocumentsOrThereIsNone() {
    assertEquals(
        List.of(
            "± s.e. is how much a mean would change with prompts of other documents:"
                + " the 8 texts are of 4, and those of one document are alike."),
        new SweepReport(List.of(REAL, row("a", "", 1, 0.3))).notes());

    SweepReport one = new SweepReport(List.of(row("a", "", 1, 0.3, 1)));
    assertEquals(List.of("Of prompts from one document no error is known."), one.notes());
    assertTrue(Double.isNaN(one.rows().get(0).judgeError()));

    SweepReport older = new SweepReport(List.of(row("a", "", 1, 0.3, null)));
    assertTrue(
        older.notes().get(0).startsWith("Rows of an older version"), older.notes()::toString);
    assertTrue(Double.isNaN(older.rows().get(0).judgeError()));
  }

  @Test
  void theFrontierJoinsAGroupByCostAndShowsTheRealText() {
    LineChart chart =
        new SweepReport(List.of(REAL, row("a", "2", 3, 0.5), row("a", "1", 2.5, 0.5)))
            .frontier(SweepReport.Cost.PASSES);
    assertEquals(1, chart.series().size());
    assertEquals(2.5, chart.series().get(0).x(0));
    assertEquals(2.0, chart.references().get(0).value());
  }
}
