package org.smdm.jupyter.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.io.UserException;

class JupyterFinderTest {

  private static final String ONLY_NOTEBOOK =
      "case \"$*\" in '-m notebook --version') echo 7.2.1;; *) exit 1;; esac";

  @TempDir Path temporary;
  private Programs programs;

  @BeforeEach
  void begin() {
    programs = new Programs(temporary);
  }

  private JupyterFinder finder(String... places) {
    return new JupyterFinder(programs.environment(places));
  }

  private static String refusal(JupyterFinder finder, JupyterTool... tools) {
    return assertThrows(UserException.class, () -> finder.require(List.of(tools))).getMessage();
  }

  @Test
  void aProgramIsFoundWithItsVersion() throws IOException {
    Path program = programs.add("bin", "jupyter-notebook", "echo a warning >&2; echo 6.4.12");
    Jupyter found = finder("nothing", "bin").find(JupyterTool.NOTEBOOK).orElseThrow();
    assertEquals(List.of(program.toString()), found.command());
    assertEquals("Jupyter Notebook 6.4.12", found.title());
  }

  @Test
  void oneThatDoesNotWorkIsPassedOver() throws IOException {
    programs.add("first", "jupyter-notebook", "exit 1");
    programs.add("second", "jupyter-notebook", "echo no version");
    Path dangling = programs.add("third", "jupyter-notebook");
    Files.writeString(dangling, "#!/no/such/python\n");
    Path working = programs.add("fourth", "jupyter-notebook", "echo 6.4.12");
    Jupyter found =
        finder("first", "second", "third", "fourth").find(JupyterTool.NOTEBOOK).orElseThrow();
    assertEquals(List.of(working.toString()), found.command());
  }

  @Test
  void whatIsOnlyAVerbOrAModuleIsFoundToo() throws IOException {
    Path python = programs.add("bin", "python3", ONLY_NOTEBOOK);
    assertEquals(
        List.of(python.toString(), "-m", "notebook"),
        finder("bin").find(JupyterTool.NOTEBOOK).orElseThrow().command());
    Path jupyter =
        programs.add("bin", "jupyter", "[ \"$*\" = 'notebook --version' ] && echo 7.2.1");
    assertEquals(
        List.of(jupyter.toString(), "notebook"),
        finder("bin").find(JupyterTool.NOTEBOOK).orElseThrow().command());
  }

  @Test
  void aPythonWithoutJupyterDoesNotHideAnother() throws IOException {
    programs.add("own", "python3", "exit 1");
    Path system = programs.add("system", "python3", ONLY_NOTEBOOK);
    assertEquals(
        system.toString(),
        finder("own", "system").find(JupyterTool.NOTEBOOK).orElseThrow().command().get(0));
  }

  @Test
  void programsOfAUserAreFoundThoughTheyAreNotSearched() throws IOException {
    programs.add("home/.local/bin", "jupyter-lab", "echo 4.1.0");
    assertEquals("4.1.0", finder().find(JupyterTool.LAB).orElseThrow().version());
  }

  @Test
  void theFirstOfSeveralIsTaken() throws IOException {
    programs.add("bin", "jupyter-lab", "echo 4.1.0");
    JupyterFinder finder = finder("bin");
    List<JupyterTool> tools = List.of(JupyterTool.NOTEBOOK, JupyterTool.LAB);
    assertEquals(JupyterTool.LAB, finder.require(tools).tool());
    programs.add("bin", "jupyter-notebook", "echo 6.4.12");
    assertEquals(JupyterTool.NOTEBOOK, finder.require(tools).tool());
  }

  @Test
  void whereThereIsNoneTheMendFitsTheSystem() throws IOException {
    String anywhere = refusal(finder("bin"), JupyterTool.NOTEBOOK, JupyterTool.LAB);
    assertTrue(anywhere.contains("pip install notebook"), anywhere);
    programs.add("brewed", "brew");
    String mac = refusal(finder("brewed"), JupyterTool.NOTEBOOK, JupyterTool.LAB);
    assertTrue(mac.contains("brew install"), mac);
    programs.add("debian", "apt-get");
    String debian = refusal(finder("debian"), JupyterTool.NOTEBOOK, JupyterTool.LAB);
    assertTrue(debian.contains("./smdm notebook --install"), debian);
    assertTrue(debian.contains("apt-get install --no-install-recommends jupyter-notebook"), debian);
    String lab = refusal(finder("debian"), JupyterTool.LAB);
    assertFalse(lab.contains("--install"), lab);
  }

  @Test
  void whatIsThereButBrokenIsNamed() throws IOException {
    Path broken = programs.add("bin", "jupyter-nbconvert", "exit 1");
    String sentence = refusal(finder("bin"), JupyterTool.NBCONVERT);
    assertTrue(sentence.contains(broken.toString()), sentence);
  }
}
