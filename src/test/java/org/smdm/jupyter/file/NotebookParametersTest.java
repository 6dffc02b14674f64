package org.smdm.jupyter.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smdm.io.UserException;

class NotebookParametersTest {

  private static final String DECLARING =
      """
      // int commented = 1;
      import java.nio.file.*;
      %lsmagic
      int steps = 200, width = 3;
      final double rate = 3e-4; /* double hidden = 1; */
      String text = "int quoted = 1;";
      var on = true;
      var minus = -1L;
      static char letter = 'a';
      Path folder = Path.of("x");
      int[] seeds = {1, 2};
      List<Double> rates = List.of(1.0);
      byte small = 1;
      Float half = 0.5f;
      Map<String, Integer> map = Map.of();
      var list = List.of(1);
      """;

  @TempDir Path folder;
  private NotebookFile notebook;

  @BeforeEach
  void read() throws Exception {
    ObjectNode file = Notebooks.empty(5);
    Notebooks.cell(file, "markdown", "# Title");
    Notebooks.cell(file, "code", DECLARING, "parameters");
    Notebooks.cell(file, "code", "steps");
    notebook = Notebooks.read(folder, file);
  }

  private String injected(String name, String value) {
    NotebookParameters.inject(notebook, Map.of(name, value));
    NotebookCell cell = notebook.cells().get(2);
    assertEquals(List.of("injected-parameters"), cell.tags());
    assertEquals(4, notebook.cells().size());
    return cell.source();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "steps|50|int steps = 50;",
        "width|1_000|int width = 1000;",
        "width|007|int width = 7;",
        "rate|3e-5|double rate = 3e-5;",
        "rate|1|double rate = 1.0;",
        "text|a \"b\" \\u0041|String text = \"a \\\"b\\\" \\\\u0041\";",
        "text|``|String text = \"\";",
        "on|false|boolean on = false;",
        "minus|-9000000000|long minus = -9000000000L;",
        "letter|'|char letter = '\\'';",
        "folder|a b|Path folder = java.nio.file.Path.of(\"a b\");",
        "seeds|3, 4|int[] seeds = {3, 4};",
        "rates|1,2.5|List<Double> rates = java.util.List.of(1.0, 2.5);",
        "half|.25|Float half = .25f;",
      })
  void valuesBecomeDeclarationsOfTheirTypes(String name, String value, String line) {
    assertEquals("// Parameters\n" + line, injected(name, value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "steps|many|does not fit int steps: write a whole number",
        "steps|1.5|does not fit int steps",
        "steps|3000000000|does not fit int steps",
        "steps|``|does not fit int steps",
        "small|128|from -128 to 127",
        "rate|fast|write a number",
        "rate|1e999|write a number",
        "rate|1e-999|write a number",
        "on|1|write true or false",
        "letter|ab|write one character",
        "seeds|1,,2|does not fit int[] seeds",
        "map|1|a value of Map<String,Integer> cannot be given",
        "list|1|declare it there as",
        "unknown|1|choose from steps, width, rate, text, on",
        "commented|1|some.ipynb has no parameter commented",
        "hidden|1|has no parameter hidden",
        "quoted|1|has no parameter quoted",
        "class|1|is no name of a variable",
        "a b|1|is no name of a variable",
      })
  void whatDoesNotFitIsRefused(String name, String value, String cause) {
    String before = notebook.toJson();
    String sentence =
        assertThrows(
                UserException.class, () -> NotebookParameters.inject(notebook, Map.of(name, value)))
            .getMessage();
    assertTrue(sentence.contains(cause), sentence);
    assertEquals(before, notebook.toJson());
  }

  @Test
  void aSecondTimeTheOldCellIsReplaced() {
    injected("steps", "50");
    assertEquals("// Parameters\nint width = 4;", injected("width", "4"));
  }

  @Test
  void noParametersChangeNothing() {
    String before = notebook.toJson();
    NotebookParameters.inject(notebook, Map.of());
    assertEquals(before, notebook.toJson());
  }

  @Test
  void theNewCellIsValidInEveryVersion() throws Exception {
    injected("steps", "50");
    assertEquals(4, NotebookFile.read(Notebooks.write(folder, notebook.toJson())).cells().size());
    ObjectNode old = Notebooks.empty(4);
    Notebooks.cell(old, "code", "int steps = 1;", "parameters");
    NotebookFile older = Notebooks.read(folder, old);
    NotebookParameters.inject(older, Map.of("steps", "2"));
    assertTrue(!older.toJson().contains("\"id\""), older.toJson());
  }

  @Test
  void withoutADeclaringCellTheyStandAtTheTopInTheTypesTheySeemToHave() throws Exception {
    ObjectNode file = Notebooks.empty(4);
    Notebooks.cell(file, "markdown", "# Title");
    NotebookFile bare = Notebooks.read(folder, file);
    NotebookParameters.inject(bare, Map.of("a", "1"));
    assertEquals("// Parameters\nint a = 1;", bare.cells().get(0).source());
    assertEquals(
        List.of("long", "double", "boolean", "String", "String"),
        List.of("3000000000", "1e-3", "true", "fast", "").stream()
            .map(ParameterLiteral::typeOf)
            .toList());
  }
}
