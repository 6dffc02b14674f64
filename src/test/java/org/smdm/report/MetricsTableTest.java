package org.smdm.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smdm.io.UserException;
import tech.tablesaw.api.Table;

class MetricsTableTest {
  @TempDir Path folder;

  private Path csv(String text) throws IOException {
    return Files.writeString(folder.resolve("metrics.csv"), text);
  }

  @Test
  void everyColumnIsReadAsDoubles() throws IOException {
    Table table =
        MetricsTable.read(csv("step,loss,validationLoss\n1,8.5,\n2,1e-3,3.25\n3,NaN,Infinity\n"));
    assertEquals(List.of("step", "loss", "validationLoss"), table.columnNames());
    assertEquals(3, table.rowCount());
    assertEquals(1e-3, table.doubleColumn("loss").get(1));
    assertEquals(3, table.doubleColumn("step").get(2));
    assertTrue(table.doubleColumn("validationLoss").isMissing(0));
    assertTrue(table.doubleColumn("loss").isMissing(2));
    assertEquals(Double.POSITIVE_INFINITY, table.doubleColumn("validationLoss").get(2));
  }

  @Test
  void aTruncatedLastLineIsLeftOutWhereverItWasCut() throws IOException {
    String whole = "step,loss\n1,8.25\n2,7.75\n";
    for (int cut = "step,loss\n".length(); cut < whole.length(); cut++) {
      Table table = MetricsTable.read(csv(whole.substring(0, cut)));
      assertEquals(cut < "step,loss\n1,8.25\n".length() ? 0 : 1, table.rowCount(), "cut at " + cut);
      assertEquals(2, table.columnCount());
    }
  }

  @Test
  void windowsLineEndsAndManyRowsAreFine() throws IOException {
    StringBuilder text = new StringBuilder("step,loss\r\n");
    for (int i = 0; i < 5000; i++) {
      text.append(i).append(i == 4999 ? ",0.5\r\n" : ",7\r\n");
    }
    Table table = MetricsTable.read(csv(text.toString()));
    assertEquals(5000, table.rowCount());
    assertEquals(0.5, table.doubleColumn("loss").get(4999));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'';has no header line",
        "'step,loss';has no header line",
        "'step,step\n1,2\n';names a column twice",
        "'step,loss\n1\n2,3\n';line 2 has 1 cells where the header has 2",
        "'step,loss\n1,2\n\n3,4\n';line 3 has 1 cells",
        "'step,loss\n1,abc\n';line 2 has 'abc' in column 'loss'",
        "'#step,loss\n1,8\n1,\"2\"\n';line 3 has '\"2\"' in column 'loss'"
      })
  void everyFlawHasItsSentence(String text, String part) throws IOException {
    Path csv = csv(text);
    String message = assertThrows(UserException.class, () -> MetricsTable.read(csv)).getMessage();
    assertTrue(message.startsWith(csv.toString()) && message.contains(part), message);
  }

  @Test
  void missingFilesFoldersAndBinariesAreNamed() throws IOException {
    Path missing = folder.resolve("none.csv");
    assertTrue(
        assertThrows(UserException.class, () -> MetricsTable.read(missing))
            .getMessage()
            .contains("does not exist"));
    assertTrue(
        assertThrows(UserException.class, () -> MetricsTable.read(folder))
            .getMessage()
            .contains("is a folder"));
    Path binary = Files.write(folder.resolve("b.csv"), new byte[] {(byte) 0xFF, 0, 10});
    assertTrue(
        assertThrows(UserException.class, () -> MetricsTable.read(binary))
            .getMessage()
            .contains("UTF-8"));
  }
}
