package org.smdm.jupyter.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.smdm.jupyter.file.CellRunner;

@ResourceLock("System.out")
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KernelCellRunnerTest {

  private static final String SHOW =
      """
      import org.dflib.jjava.jupyter.kernel.*;
      import org.dflib.jjava.jupyter.kernel.display.*;
      DisplayData data(String id, String text) {
        DisplayData data = new DisplayData(text);
        data.setDisplayId(id);
        return data;
      }
      DisplayStream display() { return BaseKernel.notebookKernel().getIO().display; }
      """;

  private static KernelCellRunner cells;

  @BeforeAll
  static void open() {
    cells = new KernelCellRunner(new JavaKernel("0", List.of(), renderer -> {}, () -> false));
    assertNull(cells.run(SHOW).error());
  }

  @AfterAll
  static void close() {
    cells.close();
  }

  private static String shown(CellRunner.Result result) {
    return result.outputs().stream()
        .map(
            output ->
                output.path("output_type").asText()
                    + " "
                    + output.path("name").asText()
                    + output.path("text").asText()
                    + output.path("data").path("text/plain").asText()
                    + output.path("ename").asText())
        .collect(Collectors.joining("; "));
  }

  @Test
  void aCellGivesItsStreamsAndItsValueWithItsNumber() {
    PrintStream out = System.out;
    CellRunner.Result first =
        cells.run("System.out.print(\"a\");\nSystem.err.print(\"b\");\n1 + 2");
    assertEquals("stream stdouta; stream stderrb; execute_result 3", shown(first));
    assertNull(first.error());
    assertEquals(first.executionCount(), first.outputs().get(2).path("execution_count").asInt());
    assertEquals(first.executionCount() + 1, cells.run("int a = 1;").executionCount());
    assertSame(out, System.out);
  }

  @Test
  void aFailureIsASentenceAndAnOutputAndTheNextCellRuns() {
    CellRunner.Result thrown = cells.run("System.out.print(\"before\");\nint zero = 0;\n1 / zero");
    assertEquals("ArithmeticException: / by zero", thrown.error());
    assertEquals("stream stdoutbefore; error ArithmeticException", shown(thrown));
    CellRunner.Result rejected = cells.run("String s = 1;");
    assertTrue(rejected.error().startsWith("CompileError: incompatible types"), rejected.error());
    assertEquals("error CompileError", shown(rejected));
    assertEquals("write 1", cells.run("throw new org.smdm.io.UserException(\"write 1\");").error());
    assertEquals("IllegalStateException", cells.run("throw new IllegalStateException();").error());
    assertEquals("execute_result 2", shown(cells.run("1 + 1")));
  }

  @Test
  void displaysAreUpdatedWhereverTheyStand() {
    CellRunner.Result first =
        cells.run(
            "display().display(data(\"bar\", \"0\"));\n"
                + "display().updateDisplay(data(\"bar\", \"50\"));");
    assertEquals("display_data 50", shown(first));
    CellRunner.Result second = cells.run("display().updateDisplay(data(\"bar\", \"100\"));");
    assertEquals("", shown(second));
    assertEquals("display_data 100", shown(first));
    assertEquals("execute_result 7", shown(cells.run("data(\"seven\", \"7\")")));
  }

  @Test
  void nobodyCanBeAskedForInput() {
    assertEquals("execute_result -1", shown(cells.run("System.in.read()")));
  }

  @Test
  void aCellThatNeverEndsIsInterruptedFromAnotherThread() throws Exception {
    Thread other =
        new Thread(
            () -> {
              try {
                Thread.sleep(500);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              cells.interrupt();
            });
    other.start();
    assertEquals("Interrupted: the cell was interrupted", cells.run("while (true) {}").error());
    other.join();
  }
}
