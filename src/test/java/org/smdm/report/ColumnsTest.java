package org.smdm.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class ColumnsTest {

  private record Row(String name, Double loss, long steps) {}

  private static Columns<Row> columns() {
    return Columns.of(
            List.of(new Row("a, \"b\"", 1.23456, 1200), new Row("c", Double.NaN, 7), row(null)))
        .add("name", Row::name)
        .add("loss", "%.2f", Row::loss)
        .add("steps", "%,d", Row::steps);
  }

  private static Row row(Double loss) {
    return new Row("d", loss, 0);
  }

  @Test
  void peopleGetFormattedValuesAndNothingForWhatIsMissing() {
    assertEquals(
        """
        runs
        name    loss  steps
        ------  ----  -----
        a, "b"  1.23  1,200
        c                 7
        d                 0
        """,
        columns().table("runs").toText());
  }

  @Test
  void spreadsheetsGetAllDigits() {
    assertEquals("name,loss,steps\n\"a, \"\"b\"\"\",1.23456,1200\nc,,7\nd,,0\n", columns().csv());
  }

  @Test
  void codeGetsNumbersAndTexts() {
    Table table = columns().values("runs");
    assertEquals(List.of("name", "loss", "steps"), table.columnNames());
    assertEquals(1.23456, table.doubleColumn("loss").get(0));
    assertTrue(table.column("loss").isMissing(1));
    assertTrue(table.column("loss").isMissing(2));
    assertEquals("a, \"b\"", table.stringColumn("name").get(0));
    assertEquals(1200, table.doubleColumn("steps").get(0));
  }
}
