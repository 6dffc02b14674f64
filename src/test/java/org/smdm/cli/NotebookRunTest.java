package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.smdm.jupyter.file.NotebookFile;

@ResourceLock("System.out")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class NotebookRunTest {

  @TempDir Path folder;

  /** A notebook whose first cell is tagged {@code parameters}. */
  private Path notebook(String... cells) throws Exception {
    String json =
        Stream.of(cells)
            .map(
                source ->
                    """
                    {"cell_type": "code", "execution_count": null, "outputs": [], "source": "%s",
                     "metadata": {"tags": ["%s"]}}"""
                        .formatted(
                            source.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"),
                            source.equals(cells[0]) ? "parameters" : "other"))
            .collect(Collectors.joining(","));
    return Files.writeString(
        folder.resolve("x.ipynb"),
        "{\"nbformat\": 4, \"nbformat_minor\": 4, \"metadata\": {}, \"cells\": [%s]}"
            .formatted(json));
  }

  private Path out() {
    return folder.resolve("out/y.ipynb");
  }

  private static String text(Path executed, int cell) {
    return NotebookFile.read(executed).cells().get(cell).outputs().toString();
  }

  @Test
  void aNotebookIsWrittenWithItsOutputsAndAsAPage() throws Exception {
    Path notebook = notebook("int n = 1;\nString s = \"\";", "System.out.println(s + n);\nn * 10");
    String before = Files.readString(notebook);
    Terminal run =
        Terminal.smdm("notebook", "run", notebook, "-o", out(), "-p", "n=4", "-p", "s=a=\"b");
    run.assertDone();
    assertEquals(List.of(out().toString(), page().toString()), run.out().lines().toList());
    assertTrue(
        run.err().matches("(?s)cell 1 of 3  \\d+\\.\\d s\\R.*cell 3 of 3  \\d+\\.\\d s\\R"),
        run.err());
    assertTrue(text(out(), 2).contains("a=\\\"b4\\n"), text(out(), 2));
    assertTrue(text(out(), 2).contains("\"40\""), text(out(), 2));
    assertTrue(Files.readString(page()).contains("a=&quot;b4"));
    assertEquals(before, Files.readString(notebook));
  }

  private Path page() {
    return folder.resolve("out/y.html");
  }

  @Test
  void aCellThatFailsEndsTheRunAndNothingIsLost() throws Exception {
    Path notebook = notebook("1 + 1", "String s = 1;", "3");
    Terminal run = Terminal.smdm("notebook", "run", notebook, "-o", out());
    assertEquals(1, run.code());
    List<String> lines = run.err().lines().toList();
    assertEquals(
        "smdm: cell 2 of x.ipynb failed: CompileError: incompatible types: int cannot be converted to java.lang.String",
        lines.get(lines.size() - 1));
    assertFalse(run.err().contains("cell 3"), run.err());
    assertTrue(text(out(), 0).contains("\"2\""));
    assertTrue(text(out(), 1).contains("CompileError"));
    assertEquals("[]", text(out(), 2));
    assertTrue(Files.readString(page()).contains("CompileError"));
  }

  @Test
  void whatCannotBeDoneIsOneSentence() throws Exception {
    Path notebook = notebook("int n = 1;");
    Terminal.smdm("notebook", "run", folder.resolve("none.ipynb"))
        .assertRefused("none.ipynb does not exist: give an .ipynb file");
    Terminal.smdm("notebook", "run", notebook, "-o", folder.resolve("y.html"))
        .assertRefused("y.html is no .ipynb file");
    Terminal.smdm("notebook", "run", notebook, "-p", "n").assertRefused("write -p name=value");
    Terminal.smdm("notebook", "run", notebook, "-p", "n=x").assertRefused("does not fit int n");
    Terminal.smdm("notebook", "run", notebook, "-p", "m=1").assertRefused("choose from n");
    Path file = Files.writeString(folder.resolve("file"), "");
    Terminal.smdm("notebook", "run", notebook, "-o", file.resolve("y.ipynb"))
        .assertRefused("cannot write");
    assertFalse(Files.exists(out()));
  }

  @Test
  void aNotebookWithoutCodeIsWrittenToo() throws Exception {
    Terminal.smdm("notebook", "run", notebook(), "-o", out()).assertDone();
    assertTrue(Files.exists(out()) && Files.exists(page()));
  }

  @Test
  @Tag("slow")
  void aRunToldToEndByASignalWritesWhatItHas() throws Exception {
    Path marker = folder.resolve("marker");
    Path notebook =
        notebook(
            "1 + 1",
            "java.nio.file.Files.createFile(java.nio.file.Path.of(\"%s\"));\nwhile (true) {}"
                .formatted(marker),
            "3");
    Path log = folder.resolve("log");
    Process process =
        ChildProcess.smdm(
            log, List.of("notebook", "run", notebook.toString(), "-o", out().toString()));
    while (!Files.exists(marker)) {
      assertTrue(process.isAlive(), () -> read(log));
      Thread.sleep(50);
    }
    process.destroy();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertTrue(process.exitValue() != 0);
    assertTrue(read(log).contains("cell 2 of x.ipynb failed: Interrupted"), read(log));
    assertTrue(text(out(), 0).contains("\"2\""));
    assertTrue(text(out(), 1).contains("Interrupted"));
    assertTrue(Files.exists(page()));
  }

  @Test
  @Tag("slow")
  void aCellThatLeavesTheProgramIsAFailure() throws Exception {
    Path log = folder.resolve("log");
    Path notebook = notebook("1 + 1", "System.exit(0);");
    Process process =
        ChildProcess.smdm(
            log, List.of("notebook", "run", notebook.toString(), "-o", out().toString()));
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(1, process.exitValue());
    assertTrue(read(log).contains("smdm: a cell of x.ipynb called System.exit"), read(log));
    assertTrue(text(out(), 0).contains("\"2\""));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
