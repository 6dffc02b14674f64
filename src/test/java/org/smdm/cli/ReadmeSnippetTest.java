package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java that README shows compiles and does what it says, with little to train. */
class ReadmeSnippetTest {

  private static final Pattern PROGRAM =
      Pattern.compile("```java\\n(import .*?public class (\\w+) .*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void theProgramOfTheFirstPageTrainsComparesAndSamples() throws Exception {
    Matcher found = PROGRAM.matcher(Files.readString(Path.of("README.md")));
    assertTrue(found.find(), "README has no program");
    String program =
        found
            .group(1)
            .replace("layers(4).embd(128)", "layers(1).embd(16)")
            .replaceAll("steps\\(\\d+\\)", "steps(3).blockSize(32).validationSequences(4)");
    assertTrue(program.contains("embd(16)") && program.contains("steps(3)"), program);
    Path source = Files.writeString(folder.resolve(found.group(2) + ".java"), program);
    String classPath = System.getProperty("java.class.path");
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", classPath, "-d", folder.toString(), source.toString());
    assertEquals(0, compiled, program);
    Path output = folder.resolve("output.txt");
    Process process =
        ChildProcess.java(
            output,
            List.of(
                "-Dsmdm.home=" + folder,
                "-cp",
                folder + java.io.File.pathSeparator + classPath,
                found.group(2)));
    assertEquals(0, process.waitFor(), Files.readString(output));
    String said = Files.readString(output);
    assertTrue(said.contains("two-mdm") && said.contains("two-arm"), said);
    assertEquals(3, said.lines().filter(l -> l.startsWith("My fellow citizens")).count(), said);
  }
}
