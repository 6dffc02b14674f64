package org.smdm.dist;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Open MPI for tests: the machine's, or that of {@code src/test/openmpi.sh}, which unpacks it into
 * {@code target/openmpi}. A test is skipped with a message where there is neither.
 */
public final class OpenMpi {

  private static final int SECONDS = 180;
  private static Map<String, String> found;

  private OpenMpi() {}

  /** Variables for a process that calls {@code $MPIRUN}; skips the test without it. */
  public static synchronized Map<String, String> variables() throws Exception {
    if (found == null) {
      found = find();
    }
    assumeTrue(!found.isEmpty(), "no Open MPI here, and src/test/openmpi.sh could not get it");
    return found;
  }

  private static Map<String, String> find() throws Exception {
    for (String folder : System.getenv("PATH").split(":")) {
      for (String name : List.of("mpirun.openmpi", "mpirun")) {
        Path mpirun = Path.of(folder, name);
        if (Files.isExecutable(mpirun) && isOpenMpi(mpirun)) {
          return Map.of("MPIRUN", mpirun.toString());
        }
      }
    }
    Path out = Files.createTempFile("openmpi", ".out");
    Process script =
        new ProcessBuilder("sh", "src/test/openmpi.sh", "target/openmpi")
            .redirectOutput(out.toFile())
            .redirectError(out.resolveSibling(out.getFileName() + ".err").toFile())
            .start();
    if (!script.waitFor(SECONDS, TimeUnit.SECONDS)) {
      script.destroyForcibly().waitFor();
    }
    Map<String, String> variables = new LinkedHashMap<>();
    if (script.exitValue() == 0) {
      for (String line : Files.readAllLines(out)) {
        variables.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
      }
    }
    return variables;
  }

  private static boolean isOpenMpi(Path mpirun) throws IOException, InterruptedException {
    Process version = new ProcessBuilder(mpirun.toString(), "--version").start();
    String text = new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    version.waitFor();
    return text.contains("Open MPI");
  }

  /** The words that start so many ranks of this test's Java. */
  public static List<String> mpirun(int ranks) throws Exception {
    return List.of(
        variables().get("MPIRUN"),
        "--allow-run-as-root",
        "--oversubscribe",
        "--bind-to",
        "none",
        "-np",
        Integer.toString(ranks));
  }

  /** Starts a program of the tests' class path on so many ranks. */
  public static ProcessBuilder job(int ranks, Class<?> main, List<?> arguments) throws Exception {
    List<String> command = new ArrayList<>(mpirun(ranks));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Dai.djl.offline=true",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    arguments.forEach(argument -> command.add(argument.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(variables());
    builder.environment().put("OMP_NUM_THREADS", "1");
    return builder;
  }
}
