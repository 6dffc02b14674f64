package org.smdm.jupyter.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.io.UserException;

/**
 * The kernel under Debian's Jupyter and Chromium: messages, whole notebooks, and what a browser
 * shows of them.
 */
@Tag("slow")
class JupyterTest {

  private static final Path SCRIPTS = Path.of("src", "test", "jupyter");
  private static final Path PICTURES = Path.of("target", "notebooks");
  private static final String PYTHON = "/usr/bin/python3";
  private static final long SECONDS = 1_800;

  @TempDir static Path temporary;
  private static Map<String, String> environment;
  private static Path launcher;
  private static Jupyter nbconvert;

  @BeforeAll
  static void install() throws IOException {
    FinishedProcess installed =
        FinishedProcess.run(
            List.of("/bin/sh", SCRIPTS.resolve("install.sh").toString()),
            System.getenv(),
            null,
            SECONDS);
    assumeTrue(installed.code() == 0, installed.err());
    // A launcher of the classes under test, at a place that is as awkward as any.
    launcher =
        new Programs(temporary)
            .add(
                "a check out",
                "smdm",
                "home=$(dirname \"$0\")",
                "exec '%s' -XX:TieredStopAtLevel=1 -Djava.awt.headless=true -Dai.djl.offline=true"
                        .formatted(Path.of(System.getProperty("java.home"), "bin", "java"))
                    + " \"-Dsmdm.home=$home\" -cp '%s' org.smdm.cli.Main \"$@\""
                        .formatted(System.getProperty("java.class.path")));
    Files.createDirectories(launcher.resolveSibling("lib"));
    environment = new HashMap<>(System.getenv());
    for (String folder : List.of("data", "config", "runtime")) {
      environment.put(
          "JUPYTER_" + folder.toUpperCase(Locale.ROOT) + "_DIR",
          temporary.resolve(folder).toString());
    }
    environment.put("IPYTHONDIR", temporary.resolve("ipython").toString());
    environment.put("OMP_NUM_THREADS", "1");
    KernelSpec.of(environment, launcher).install();
    nbconvert = new JupyterFinder(environment).require(List.of(JupyterTool.NBCONVERT));
    Files.createDirectories(PICTURES);
  }

  private static FinishedProcess run(List<String> command) throws IOException {
    FinishedProcess done = FinishedProcess.run(command, environment, null, SECONDS);
    assertEquals(0, done.code(), done.out() + done.err());
    return done;
  }

  private static FinishedProcess python(String script, Object... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(PYTHON, SCRIPTS.resolve(script).toString()));
    Stream.of(words).map(String::valueOf).forEach(command::add);
    return run(command);
  }

  /** Those of the project and those for tests. */
  private static List<Path> notebooks() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path folder :
        List.of(Path.of("notebooks"), Path.of("src", "test", "resources", "notebooks"))) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          files.filter(file -> file.toString().endsWith(".ipynb")).sorted().forEach(found::add);
        }
      }
    }
    return found;
  }

  @Test
  void theCheckPasses() throws IOException {
    String sentence = new JupyterCheck(nbconvert, launcher.getParent(), environment).run();
    assertTrue(sentence.contains("1 + 1 = 2"), sentence);
  }

  @Test
  void theCheckNamesACheckoutThatIsGone() throws IOException {
    Map<String, String> other = new HashMap<>(environment);
    other.put("JUPYTER_DATA_DIR", temporary.resolve("other").toString());
    KernelSpec.of(other, temporary.resolve("gone").resolve("smdm")).install();
    JupyterCheck check = new JupyterCheck(nbconvert, launcher.getParent(), other);
    String sentence = assertThrows(UserException.class, check::run).getMessage();
    assertTrue(sentence.contains("which is gone"), sentence);
  }

  @Test
  void messagesAreAnsweredAsJupyterWants() throws IOException {
    FinishedProcess done = python("kernel_messages.py");
    System.out.print(done.out());
    assertTrue(done.out().contains("ok      kernel info"), done.out());
  }

  @Test
  void jupytersOwnTestsOfKernelsPass() throws IOException {
    FinishedProcess done = python("kernel_protocol.py");
    assertTrue(done.err().contains("test_kernel_info"), done.err());
  }

  @TestFactory
  Stream<DynamicTest> notebooksRunByNbconvertWithoutAnError() throws IOException {
    return notebooks().stream()
        .map(notebook -> dynamicTest(notebook.toString(), () -> convert(notebook)));
  }

  private static void convert(Path notebook) throws IOException {
    List<String> command = new ArrayList<>(nbconvert.command());
    Path executed = temporary.resolve(notebook.getFileName()).toAbsolutePath();
    command.addAll(
        List.of(
            "--to=notebook",
            "--execute",
            "--ExecutePreprocessor.timeout=" + SECONDS,
            "--output=" + executed,
            notebook.toString()));
    run(command);
    int cells = 0;
    for (JsonNode cell : new JsonMapper().readTree(executed.toFile()).get("cells")) {
      if (cell.get("cell_type").asText().equals("code") && !cell.get("source").isEmpty()) {
        cells++;
        assertTrue(cell.get("execution_count").isInt(), cell.toString());
        cell.get("outputs")
            .forEach(
                output ->
                    assertTrue(
                        !output.get("output_type").asText().equals("error"), output.toString()));
      }
    }
    assertTrue(cells > 0, notebook + " has no code");
  }

  /** Screenshots are for people, who find them in {@code target/notebooks}. */
  @Test
  void aBrowserShowsTableChartAndProgress() throws IOException {
    Path notebook = Path.of("src", "test", "resources", "notebooks", "shows.ipynb");
    look(notebook, "shows.png", "table", "svg", ".smdm-progress");
  }

  @Test
  void aBrowserShowsTheFirstNotebook() throws IOException {
    Path notebook = Path.of("notebooks", "01-pretraining.ipynb");
    look(notebook, "01-pretraining.png", "table.smdm-table", "svg", ".smdm-progress");
  }

  private static void look(Path notebook, String name, String... selectors) throws IOException {
    Path picture = PICTURES.resolve(name);
    Files.deleteIfExists(picture);
    List<Object> words = new ArrayList<>(List.of(launcher, notebook, picture));
    words.addAll(List.of(selectors));
    FinishedProcess done = python("browser.py", words.toArray());
    assertTrue(done.out().contains("seen: " + String.join(", ", selectors)), done.out());
    assertTrue(Files.size(picture) > 10_000, "the screenshot is empty");
  }
}
