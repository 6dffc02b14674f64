package org.smdm.jupyter.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.io.UserException;

class NotebookRunnerTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.5Z");

  @TempDir Path folder;
  private final List<String> heard = new ArrayList<>();
  private int count;

  /** Echoes cells; those that say so fail. */
  private final NotebookRunner runner =
      new NotebookRunner(
          source -> {
            ObjectNode echo = JsonNodeFactory.instance.objectNode();
            echo.put("output_type", "stream").put("name", "stdout").put("text", source);
            String error = source.startsWith("fail") ? "E: " + source : null;
            return new CellRunner.Result(++count, List.of(echo), error);
          },
          Clock.fixed(NOON, ZoneOffset.UTC));

  private NotebookRunner.Outcome run(NotebookFile notebook) {
    return runner.run(
        notebook,
        new NotebookRunner.Listener() {
          @Override
          public void begins(int number, int cells) {
            heard.add(number + "/" + cells);
          }

          @Override
          public void ended(Duration time) {
            heard.add(time.toString());
          }
        });
  }

  private static String shown(NotebookCell cell) {
    return cell.outputs().isEmpty() ? "" : cell.outputs().get(0).path("text").asText();
  }

  @Test
  void codeCellsRunInOrderAndKeepWhatTheyGave() throws Exception {
    ObjectNode file = Notebooks.empty(5);
    Notebooks.cell(file, "code", "a");
    Notebooks.cell(file, "markdown", "text");
    Notebooks.cell(file, "code", " \n");
    Notebooks.cell(file, "code", "left out", "skip-execution");
    Notebooks.cell(file, "code", "b");
    NotebookFile notebook = Notebooks.read(folder, file);
    NotebookRunner.Outcome outcome = run(notebook);
    assertTrue(outcome.succeeded());
    assertEquals(2, outcome.cells());
    assertNull(outcome.cause());
    assertEquals(List.of("1/2", "PT0S", "2/2", "PT0S"), heard);
    assertEquals(
        List.of("a", "", "", "", "b"),
        notebook.cells().stream().map(NotebookRunnerTest::shown).toList());
    assertEquals(2, notebook.cells().get(4).executionCount());
    assertTrue(
        notebook.toJson().contains("\"shell.execute_reply\": \"2026-03-01T12:00:00.500000Z\""));
    NotebookFile.read(Notebooks.write(folder, notebook.toJson()));
  }

  @Test
  void theFirstFailureEndsTheRunAndOldOutputsAreGone() throws Exception {
    ObjectNode file = Notebooks.empty(4);
    Notebooks.cell(file, "code", "fails, as it may", "raises-exception");
    Notebooks.cell(file, "code", "fails");
    ObjectNode last = Notebooks.cell(file, "code", "never");
    last.put("execution_count", 9).withObject("/metadata/execution").put("old", true);
    last.withArray("/outputs")
        .addObject()
        .put("output_type", "stream")
        .put("name", "stdout")
        .put("text", "of before");
    NotebookFile notebook = Notebooks.read(folder, file);
    assertEquals("of before", shown(notebook.cells().get(2)));
    NotebookRunner.Outcome outcome = run(notebook);
    assertFalse(outcome.succeeded());
    assertEquals(2, outcome.failedCell());
    assertEquals("E: fails", outcome.cause());
    assertEquals(2, count);
    assertEquals("fails", shown(notebook.cells().get(1)));
    assertEquals("", shown(notebook.cells().get(2)));
    assertEquals(0, notebook.cells().get(2).executionCount());
    assertFalse(notebook.toJson().contains("old"));
  }

  @Test
  void aRunThatIsStoppedBeginsNoFurtherCell() throws Exception {
    ObjectNode file = Notebooks.empty(4);
    Notebooks.cell(file, "code", "a");
    runner.stop();
    NotebookRunner.Outcome outcome = run(Notebooks.read(folder, file));
    assertEquals(new NotebookRunner.Outcome(0, 1, "the run was stopped before it"), outcome);
    assertEquals(0, count);
  }

  @Test
  void aNotebookInAnotherLanguageIsRefused() throws Exception {
    ObjectNode file = Notebooks.empty(4);
    file.withObject("/metadata/kernelspec").put("language", "Python");
    NotebookFile notebook = Notebooks.read(folder, file);
    String sentence = assertThrows(UserException.class, () -> run(notebook)).getMessage();
    assertTrue(sentence.contains("is a notebook in python"), sentence);
  }
}
