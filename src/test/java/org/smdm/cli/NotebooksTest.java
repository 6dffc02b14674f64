package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.jupyter.file.NotebookFile;

/** The project's notebooks, run without Jupyter and with little to train. */
class NotebooksTest {

  private static final Path NOTEBOOKS = Path.of("notebooks");

  private static final Map<String, List<String>> SMALL =
      Map.of(
          "01-pretraining.ipynb", List.of("steps=12", "layers=2", "embd=32", "blockSize=32"),
          "02-model-anatomy.ipynb", List.of("steps=12", "longest=32"),
          "05-reversal-curse.ipynb",
              List.of("seeds=1", "asked=4", "both=2", "steps=6", "layers=1", "embd=16"),
          "03-cfg-tuning.ipynb",
              List.of("steps=6", "layers=1", "embd=32", "blockSize=40", "prompts=4"),
          "04-zero-shot-evaluation.ipynb",
              List.of("steps=4", "layers=1", "embd=32", "blockSize=96", "items=4", "draws=16"),
          "07-temporal-shift.ipynb",
              List.of("steps=4", "layers=1", "embd=32", "blockSize=32", "sequences=8", "samples=2"),
          "08-your-own.ipynb",
              List.of("flops=2e8", "seeds=2", "layers=1", "embd=32", "blockSize=16"),
          "06-scaling-laws.ipynb",
              List.of(
                  "budgets=8e8,9e8",
                  "optimum=11e3",
                  "sizes=3",
                  "blockSize=2",
                  "validation=8",
                  "atOnce=2"));

  @TempDir Path folder;

  private static List<Path> notebooks() throws Exception {
    try (Stream<Path> files = Files.list(NOTEBOOKS)) {
      return files.filter(file -> file.toString().endsWith(".ipynb")).sorted().toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyNotebookRuns() throws Exception {
    return notebooks().stream()
        .map(notebook -> dynamicTest(notebook.getFileName().toString(), () -> run(notebook)));
  }

  private void run(Path notebook) throws Exception {
    String name = notebook.getFileName().toString();
    assertTrue(SMALL.containsKey(name), name + " needs parameters by which it is quick");
    Path out = folder.resolve(name);
    Path output = folder.resolve(name + ".txt");
    List<String> words = new ArrayList<>(List.of("notebook", "run", notebook.toString()));
    words.addAll(List.of("-o", out.toString()));
    SMALL.get(name).forEach(parameter -> words.addAll(List.of("-p", parameter)));
    // Models this small are slower on two cores than on one.
    Map<String, String> environment =
        Map.of("SMDM_RESULTS", folder.resolve("r").toString(), "OMP_NUM_THREADS", "1");
    Process process = ChildProcess.smdm(output, environment, words);
    assertEquals(0, process.waitFor(), Files.readString(output));
    String page = Files.readString(folder.resolve(name.replace(".ipynb", ".html")));
    assertTrue(page.contains("<svg") && page.contains("smdm-table"), "no chart or no table");
    assertFalse(page.contains("src=\"http"), "the page needs a network");
  }

  @Test
  void notebooksAreCommittedWithoutOutputsAndAsJupyterWritesThem() throws Exception {
    List<Path> notebooks = notebooks();
    assertFalse(notebooks.isEmpty());
    for (Path notebook : notebooks) {
      JsonNode cells = new JsonMapper().readTree(notebook.toFile()).get("cells");
      for (JsonNode cell : cells) {
        if (cell.get("cell_type").asText().equals("code")) {
          assertTrue(cell.get("outputs").isEmpty(), notebook + " has outputs");
          assertTrue(cell.get("execution_count").isNull(), notebook + " was executed");
        }
      }
      Path copy = folder.resolve("copy.ipynb");
      NotebookFile.read(notebook).write(copy);
      assertEquals(Files.readString(notebook), Files.readString(copy));
    }
  }
}
