package org.smdm.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words of notebooks in a Java without a kernel that can show more than text. */
class WithoutKernelTest {

  @TempDir Path folder;

  @Test
  void aPlainJShellTrainsAndPrints() throws Exception {
    Path script = folder.resolve("cells.jsh");
    Files.writeString(
        script,
        """
        import static org.smdm.notebook.Notebook.*;
        var tiny = mdm().layers(1).heads(2).embd(16).blockSize(32).batchSize(4).steps(20).validationSequences(4);
        var run = pretrain(tiny.name("plain"));
        display(compare(run));
        System.out.println(run.losses().length + " losses");
        /exit
        """);
    String home = "-R-Dsmdm.home=" + folder;
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "jshell").toString(),
                    "-R-Djava.awt.headless=true",
                    "-R-Dai.djl.offline=true",
                    home,
                    "--class-path",
                    System.getProperty("java.class.path"),
                    "-s",
                    script.toString()))
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(script.toFile()))
            .redirectOutput(folder.resolve("out.txt").toFile())
            .start();
    assertEquals(0, process.waitFor());
    String said = Files.readString(folder.resolve("out.txt"));
    assertTrue(said.contains("plain  finished  step 20 of 20"), said);
    assertTrue(said.contains("20 losses") && said.contains("validation"), said);
    assertTrue(!said.contains("Exception"), said);
  }
}
