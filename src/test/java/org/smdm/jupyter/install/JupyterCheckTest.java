package org.smdm.jupyter.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.io.UserException;

class JupyterCheckTest {

  @TempDir Path temporary;

  private JupyterCheck check(String... lines) throws IOException {
    Path program = new Programs(temporary).add("bin", "jupyter-nbconvert", lines);
    Jupyter nbconvert = new Jupyter(JupyterTool.NBCONVERT, List.of(program.toString()), "6.5.3");
    return new JupyterCheck(nbconvert, temporary, Map.of("PATH", System.getenv("PATH")));
  }

  private String refusal(String... lines) throws IOException {
    JupyterCheck check = check(lines);
    return assertThrows(UserException.class, check::run).getMessage();
  }

  /** A program that writes a notebook with two results. */
  private static String writing(String sum, String home) {
    String output =
        "{\"outputs\": [{\"output_type\": \"execute_result\", \"data\": {\"text/plain\": [\"%s\"]}}]}";
    return "echo '{\"cells\": [%s, %s]}' > checked.ipynb"
        .formatted(output.formatted(sum), output.formatted(home));
  }

  @Test
  void whatWorksIsSaidInOneSentence() throws IOException {
    String sentence = check(writing("2", temporary.toString())).run();
    assertTrue(
        sentence.matches(
            "Jupyter nbconvert 6\\.5\\.3 runs Java \\(smdm\\): 1 \\+ 1 = 2 in \\d+\\.\\d s"),
        sentence);
  }

  @Test
  void ourOwnSentenceIsTheCause() throws IOException {
    assertEquals(
        "Jupyter nbconvert 6.5.3 could not run a cell: the checkout is gone",
        refusal(
            "echo 'Traceback' >&2",
            "echo 'smdm: the checkout is gone' >&2",
            "echo 'RuntimeError: Kernel died' >&2",
            "exit 1"));
  }

  @Test
  void elseTheLastLineIs() throws IOException {
    assertEquals(
        "Jupyter nbconvert 6.5.3 could not run a cell: NoSuchKernel: No such kernel named java",
        refusal(
            "echo 'Traceback' >&2",
            "printf '\\033[31mNoSuchKernel\\033[0m: No such kernel named java\\n\\n' >&2",
            "exit 1"));
    String silent = refusal("exit 3");
    assertTrue(silent.contains("code 3"), silent);
    String nothing = refusal("exit 0");
    assertTrue(nothing.contains("could not run a cell"), nothing);
  }

  @Test
  void anotherKernelOfTheNameIsNoticed() throws IOException {
    String wrong = refusal(writing("3", temporary.toString()));
    assertTrue(wrong.contains("another kernel"), wrong);
    String elsewhere = refusal(writing("2", "/other/checkout"));
    assertTrue(elsewhere.contains("/other/checkout"), elsewhere);
    String notebook = refusal("echo '{}' > checked.ipynb");
    assertTrue(notebook.contains("another kernel"), notebook);
  }

  @Test
  void aResultThatIsNoNotebookIsASentence() throws IOException {
    String torn = refusal("echo '{' > checked.ipynb");
    assertTrue(torn.startsWith("what Jupyter nbconvert 6.5.3 wrote is not valid JSON"), torn);
  }
}
