package org.smdm.jupyter.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.io.UserException;

@ResourceLock("System.out")
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class CellEvaluatorTest {

  private static CellEvaluator cells;
  private static int count;

  @TempDir Path folder;

  @BeforeAll
  static void open() {
    cells = new CellEvaluator(List.of());
  }

  @AfterAll
  static void close() {
    cells.close();
  }

  private static Object run(String source) {
    StopPoint.clear();
    return cells.run(source, ++count);
  }

  private static CellFailure fails(String source) {
    return assertThrows(CellFailure.class, () -> run(source));
  }

  @Test
  void aCellGivesTheValueOfItsLastExpressionAsTheObjectItIs() {
    assertEquals(List.of(1, 2), run("var list = List.of(1, 2);\nlist"));
    assertEquals(3, run("1 + 2"));
    assertNull(run("1 + 2;"));
    assertNull(run("int five = 5;"));
    assertNull(run("int six = 6"));
    assertEquals(6, run("six // the number"));
    assertNull(run("for (int i = 0; i < 3; i++) {}"));
    assertNull(run(""));
    assertNull(run("// nothing but a comment"));
    assertNull(run("Object none = null;\nnone"));
  }

  @Test
  void whatACellDeclaresTheNextMayUseAndRedefine() {
    run("record Point(int x, int y) {\n  int sum() { return x + y; }\n}");
    run("sealed interface Shape permits Disc {}\nrecord Disc(double r) implements Shape {}");
    run("Point p = new Point(2, 3);\nint twice(int n) {\n  return 2 * n;\n}");
    assertEquals(10, run("twice(p.sum())"));
    assertEquals(true, run("Shape shape = new Disc(1);\nshape instanceof Disc"));
    run("int twice(int n) { return 20 * n; }");
    assertEquals(100, run("twice(p.sum())"));
    run("import java.util.concurrent.atomic.AtomicLong;");
    assertEquals(7L, run("new AtomicLong(7).get()"));
  }

  @Test
  void checkedExceptionsNeedNoCatchAtTheTopOfACell() throws Exception {
    Path file = Files.writeString(folder.resolve("a.txt"), "text");
    assertEquals("text", run("Files.readString(Path.of(\"" + file + "\"))"));
  }

  @Test
  void aMethodMayReferToWhatIsDeclaredLater() {
    run("int area() { return side() * side(); }");
    CellFailure failure = fails("area()");
    assertTrue(failure.getMessage().contains("declare method side()"), failure.getMessage());
    run("int side() { return 4; }");
    assertEquals(16, run("area()"));
  }

  @Test
  void aCompilerErrorNamesItsLineInTheCell() {
    CellFailure failure = fails("int good = 1;\n\nString bad = good;\nint unreached = 2;");
    assertEquals("CompileError", failure.name());
    assertEquals(3, failure.line());
    assertTrue(failure.getMessage().contains("incompatible types"), failure.getMessage());
    String shown = String.join("\n", failure.traceback());
    assertTrue(shown.contains("line 3") && shown.contains("String bad = good;"), shown);
    assertEquals(1, run("good"));
    assertEquals("CompileError", fails("unreached").name());
    assertEquals(2, fails("int x = 3;\nnoSuchThing(x)").line());
    assertEquals("CompileError", fails("void open() {").name());
    assertEquals("CompileError", fails("import = 7q").name());
  }

  @Test
  void anExceptionNamesTheLinesOfCellsThatItCameThrough() {
    run("int half(int n) {\n\n  return 10 / n;\n}");
    int declared = count;
    CellFailure failure = fails("int before = 1;\n\nhalf(0);\nint after = 2;");
    assertEquals("ArithmeticException", failure.name());
    assertEquals("/ by zero", failure.getMessage());
    assertEquals(3, failure.line());
    String shown = String.join("\n", failure.traceback());
    assertTrue(shown.contains("cell %d, line 3".formatted(declared)), shown);
    assertTrue(shown.contains("cell %d, line 3".formatted(count)), shown);
    assertTrue(shown.contains("in half"), shown);
    assertTrue(shown.contains("return 10 / n;"), shown);
    assertEquals(
        "StackOverflowError", fails("int deep(int n) { return deep(n + 1); }\ndeep(0)").name());
    assertEquals("IOException", fails("throw new IOException(\"gone\");").name());
  }

  @Test
  void aMendableErrorIsOneSentence() {
    CellFailure failure = fails("throw new org.smdm.io.UserException(\"write 1 instead\");");
    assertEquals("write 1 instead", failure.getMessage());
    assertTrue(failure.getCause() instanceof UserException);
    String shown = String.join("\n", failure.traceback());
    assertTrue(!shown.contains("    at "), shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while (true) {}",
        "while (true) { try { Thread.sleep(5); } catch (Throwable t) {} }",
        "Thread.sleep(60_000);",
        "int r(int n) { return n > 5000 ? 0 : r(n + 1); }\nfor (;;) { r(0); }",
        "List.of(1).forEach(x -> { do {} while (x > 0); });",
        "class Spin { void go() { for (int i = 0; ; i++) {} } }\nnew Spin().go()"
      })
  void aCellThatNeverEndsCanBeStopped(String source) throws Exception {
    Thread cell = Thread.currentThread();
    Thread stop =
        new Thread(
            () -> {
              try {
                Thread.sleep(700);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              StopPoint.request();
              cell.interrupt();
            });
    stop.start();
    CellFailure failure = fails(source);
    stop.join();
    assertEquals("Interrupted", failure.name());
    Thread.interrupted();
    assertEquals(2, run("1 + 1"));
  }

  @Test
  void magicsStandBetweenCodeAndAreNamedWhenThereAreNone() throws Exception {
    Path code = Files.writeString(folder.resolve("code.jshell"), "int loaded = 41;\nloaded + 1");
    assertEquals(42, run("%load " + code));
    assertEquals(41, run("%lsmagic\nloaded"));
    assertEquals(5, run("%%time\nint timed = 5;\ntimed"));
    CellFailure failure = fails("int x = 1;\n%nosuch thing");
    assertEquals(2, failure.line());
    assertTrue(failure.getMessage().contains("%nosuch"), failure.getMessage());
    assertTrue(fails("%%html\n<b>").getMessage().contains("%%html"));
    assertTrue(fails("%jars nowhere/*.jar").getMessage().contains("nowhere/*.jar"));
    assertTrue(fails("%maven junk").getMessage().contains("group:artifact:version"));
    assertTrue(fails("%load " + folder.resolve("none")).getMessage().contains("none"));
  }

  @Test
  void classesOfAFolderCanBeUsedOnceItIsOnTheClasspath() throws Exception {
    Path source =
        Files.writeString(
            Files.createDirectories(folder.resolve("src/extra")).resolve("Extra.java"),
            "package extra; public class Extra { public static int nine() { return 9; } }");
    Path classes = Files.createDirectories(folder.resolve("extra-classes"));
    int failed =
        javax.tools.ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), source.toString());
    assertEquals(0, failed);
    assertEquals("CompileError", fails("extra.Extra.nine()").name());
    assertEquals(9, run("%classpath " + classes + "\nextra.Extra.nine()"));
  }

  @Test
  void completionFindsMembersNamesAndMagics() {
    CodeAssistant assistant = cells.assistant();
    run("String greeting = \"hello\";");
    CodeAssistant.Completion members = assistant.complete("int n = 1;\ngreeting.toUpp", 25);
    assertEquals(List.of("toUpperCase("), members.replacements());
    assertEquals(20, members.from());
    assertEquals(25, members.to());
    assertTrue(assistant.complete("gree", 4).replacements().contains("greeting"));
    assertEquals(List.of("time"), assistant.complete("%%ti", 4).replacements());
    assertEquals(List.of(), assistant.complete("nothingBegins", 13).replacements());
    assertEquals(List.of("greeting"), assistant.complete("%lsmagic\ngreet", 14).replacements());
  }

  @Test
  void inspectionGivesSignaturesAndTypes() {
    CodeAssistant assistant = cells.assistant();
    run("var numbers = List.of(1, 2);");
    assertEquals("List<Integer> numbers", assistant.inspect("numbers.size()", 3));
    String method = assistant.inspect("\"abc\".substring(1)", 9);
    assertTrue(method.contains("substring(int"), method);
    assertEquals("", assistant.inspect("   ", 1));
  }

  @Test
  void codeIsJudgedCompleteIncompleteOrInvalid() {
    CodeAssistant assistant = cells.assistant();
    assertEquals(CodeAssistant.State.COMPLETE, assistant.state("int a = 1;\na + 1"));
    assertEquals(CodeAssistant.State.COMPLETE, assistant.state("%lsmagic"));
    assertEquals(CodeAssistant.State.INCOMPLETE, assistant.state("for (int i = 0; i < 3; i++) {"));
    assertEquals(CodeAssistant.State.INVALID, assistant.state("import = 7q"));
    assertEquals("  ", CodeAssistant.indent("for (int i = 0; i < 3; i++) {"));
  }
}
