package org.smdm.jupyter.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.io.Json;
import org.smdm.io.PythonJson;
import org.smdm.io.UserException;

class NotebookFileTest {

  @TempDir Path folder;

  @Test
  void aFileOfJupytersThatIsReadAndWrittenIsTheSameToTheByte() throws Exception {
    Path original = Path.of("src/test/resources/notebook/as-jupyter-writes.ipynb");
    Path copy = folder.resolve("copy.ipynb");
    NotebookFile.read(original).write(copy);
    assertEquals(
        Files.readString(original, StandardCharsets.UTF_8),
        Files.readString(copy, StandardCharsets.UTF_8));
  }

  @Test
  void cellsHaveTheirTextHoweverTheFileHasIt() throws Exception {
    ObjectNode notebook = Notebooks.empty(4);
    Notebooks.cell(notebook, "code", "int a = 1;\na", "one", "two");
    Notebooks.cell(notebook, "markdown", "").putArray("source").add("# A\n").add("b");
    List<NotebookCell> cells = Notebooks.read(folder, notebook).cells();
    assertTrue(cells.get(0).isCode());
    assertEquals("int a = 1;\na", cells.get(0).source());
    assertEquals(List.of("one", "two"), cells.get(0).tags());
    assertTrue(cells.get(1).isMarkdown());
    assertEquals("# A\nb", cells.get(1).source());
    assertEquals(0, cells.get(0).executionCount());
  }

  @Test
  void whatIsNotKnownIsKept() throws Exception {
    ObjectNode notebook = Notebooks.empty(4);
    notebook.withObject("/metadata").putObject("widgets").put("state", 1.5e-7);
    Notebooks.cell(notebook, "code", "").put("strange", "field");
    String text = Notebooks.read(folder, notebook).toJson();
    assertTrue(text.contains("\"strange\": \"field\""), text);
    assertTrue(text.contains("\"state\": 1.5e-07"), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|is empty",
        "` \n`|is empty",
        "not json|is not valid JSON at line 1",
        "`{\"cells\": [\n{\"cell_type\"`|is not valid JSON at line 2",
        "{} {}|is not valid JSON",
        "[1, 2]|its JSON is no object",
        "{\"a\": 1}|has no whole number nbformat",
        "{\"nbformat\": \"4\"}|has no whole number nbformat",
        "{\"nbformat\": 3, \"worksheets\": []}|is of nbformat 3",
        "{\"nbformat\": 5}|is of nbformat 5",
        "{\"nbformat\": 4, \"metadata\": {}, \"cells\": []}|has no nbformat_minor",
        "{\"nbformat\": 4, \"nbformat_minor\": 4, \"cells\": []}|has no metadata",
        "{\"nbformat\": 4, \"nbformat_minor\": 4, \"metadata\": {}}|has no cells",
        "{\"nbformat\": 4, \"nbformat_minor\": 4, \"metadata\": [], \"cells\": []}|field metadata that is not an object",
        "{\"nbformat\": 4, \"nbformat_minor\": 4, \"metadata\": {}, \"cells\": {}}|field cells that is not a list",
      })
  void aFileThatIsNoNotebookIsRefused(String text, String cause) throws Exception {
    assertRefused(Notebooks.write(folder, text), cause);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "3|is no object",
        "{}|has the cell_type null",
        "{\"cell_type\": \"heading\"}|has the cell_type \"heading\"",
        "{\"cell_type\": \"raw\"}|has no source",
        "{\"cell_type\": \"raw\", \"source\": 1}|field source that is not a string",
        "{\"cell_type\": \"raw\", \"source\": [\"a\", 1]}|field source that is not a string",
        "{\"cell_type\": \"raw\", \"source\": \"\"}|has no metadata",
        "{\"cell_type\": \"raw\", \"source\": \"\", \"metadata\": {\"tags\": \"a\"}}|metadata.tags",
        "{\"cell_type\": \"code\", \"source\": \"\", \"metadata\": {}}|has no outputs",
        "{\"cell_type\": \"code\", \"source\": \"\", \"metadata\": {}, \"outputs\": []}|has no execution_count",
        "{\"cell_type\": \"code\", \"source\": \"\", \"metadata\": {}, \"outputs\": [], \"execution_count\": \"1\"}|field execution_count that is not",
      })
  void aBadCellIsNamedByItsNumber(String cell, String cause) throws Exception {
    String good = "{\"cell_type\": \"markdown\", \"source\": \"\", \"metadata\": {}}";
    assertRefused(Notebooks.write(folder, notebook(4, good + "," + cell)), "cell 2 of ");
    assertRefused(Notebooks.write(folder, notebook(4, good + "," + cell)), cause);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|has the output_type null",
        "{\"output_type\": \"pyout\"}|has the output_type \"pyout\"",
        "{\"output_type\": \"stream\", \"text\": \"\"}|has no name",
        "{\"output_type\": \"stream\", \"name\": \"stdout\"}|has no text",
        "{\"output_type\": \"display_data\", \"metadata\": {}}|has no data",
        "{\"output_type\": \"display_data\", \"data\": \"\", \"metadata\": {}}|field data that is not an object",
        "{\"output_type\": \"error\", \"ename\": \"\", \"evalue\": \"\", \"traceback\": \"\"}|field traceback that is not",
      })
  void aBadOutputIsNamedByItsNumber(String output, String cause) throws Exception {
    String cell =
        "{\"cell_type\": \"code\", \"source\": \"\", \"metadata\": {}, \"execution_count\": null, \"outputs\": [%s]}"
            .formatted(output);
    assertRefused(Notebooks.write(folder, notebook(4, cell)), "output 1 of cell 1 of ");
    assertRefused(Notebooks.write(folder, notebook(4, cell)), cause);
  }

  @Test
  void cellsOfVersion45HaveIdsThatDiffer() throws Exception {
    String cell = "{\"cell_type\": \"raw\", \"source\": \"\", \"metadata\": {}%s}";
    String a = cell.formatted(", \"id\": \"a\"");
    assertRefused(Notebooks.write(folder, notebook(5, cell.formatted(""))), "cell 1 of ");
    assertRefused(Notebooks.write(folder, notebook(5, cell.formatted(""))), "has no id");
    assertRefused(
        Notebooks.write(folder, notebook(5, cell.formatted(", \"id\": \"a b\""))),
        "field id that is");
    assertRefused(Notebooks.write(folder, notebook(5, a + "," + a)), "the id a of a cell above");
    assertEquals(1, NotebookFile.read(Notebooks.write(folder, notebook(5, a))).cells().size());
  }

  @Test
  void whatIsNoTextFileIsRefused() throws Exception {
    Path binary = folder.resolve("binary.ipynb");
    Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    assertRefused(binary, "is text in UTF-16 or UTF-32 and not");
    assertRefused(folder, "is a folder");
    assertRefused(folder.resolve("none.ipynb"), "does not exist");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0.1", "1e-05", "1.5e+16", "123456789.125", "0.0001", "1e+300", "2.0", "NaN"})
  void numbersAreWrittenAsTheyWere(String number) throws Exception {
    String text = "{\"a\": %s}".formatted(number);
    assertEquals(
        "{\n \"a\": %s\n}\n".formatted(number),
        PythonJson.notebook(Json.exact(text, "a", "mend it")));
  }

  private static String notebook(int minor, String cells) {
    return "{\"nbformat\": 4, \"nbformat_minor\": %d, \"metadata\": {}, \"cells\": [%s]}"
        .formatted(minor, cells);
  }

  private static void assertRefused(Path file, String cause) {
    String sentence = assertThrows(UserException.class, () -> NotebookFile.read(file)).getMessage();
    assertTrue(sentence.contains(cause), sentence);
    assertTrue(sentence.contains(file.toString()), sentence);
    assertTrue(sentence.contains(": "), sentence);
    assertFalse(sentence.contains("\n"), sentence);
  }
}
