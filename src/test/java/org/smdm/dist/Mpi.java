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
 * An MPI for tests: the machine's, or that of {@code src/test/mpi.sh}, which unpacks it into {@code
 * target}. A test is skipped with a message where there is neither.
 */
public final class Mpi {

  /** Open MPI. */
  public static final Mpi OPEN_MPI =
      new Mpi(
          "Open MPI", "openmpi", List.of("--allow-run-as-root", "--oversubscribe", "--bind-to"));

  /** MPICH. */
  public static final Mpi MPICH = new Mpi("MPICH", "mpich", List.of("-bind-to"));

  private static final int SECONDS = 180;

  private final String title;
  private final String key;

  /** What makes its mpirun let ranks go to any core, but for the last word. */
  private final List<String> options;

  private Map<String, String> found;

  private Mpi(String title, String key, List<String> options) {
    this.title = title;
    this.key = key;
    this.options = options;
  }

  /** By its name, for parameters of tests. */
  public static Mpi named(String key) {
    return key.equals(MPICH.key) ? MPICH : OPEN_MPI;
  }

  @Override
  public String toString() {
    return key;
  }

  /** Variables for a process that calls {@code $MPIRUN}; skips the test without it. */
  public synchronized Map<String, String> variables() throws Exception {
    if (found == null) {
      found = find();
    }
    assumeTrue(!found.isEmpty(), "no " + title + " here, and src/test/mpi.sh could not get it");
    return found;
  }

  private Map<String, String> find() throws Exception {
    for (String folder : System.getenv("PATH").split(":")) {
      for (String name : List.of("mpirun." + key, "mpirun")) {
        Path mpirun = Path.of(folder, name);
        if (Files.isExecutable(mpirun) && isThis(mpirun)) {
          return Map.of("MPIRUN", mpirun.toString());
        }
      }
    }
    Path out = Files.createTempFile(key, ".out");
    Process script =
        new ProcessBuilder("sh", "src/test/mpi.sh", "target/" + key, key)
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

  private boolean isThis(Path mpirun) throws IOException, InterruptedException {
    Process version =
        new ProcessBuilder(mpirun.toString(), "--version").redirectErrorStream(true).start();
    String text = new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    version.waitFor();
    return text.contains("Open MPI") == (this == OPEN_MPI);
  }

  /** The words that start so many ranks of this test's Java. */
  public List<String> mpirun(int ranks) throws Exception {
    List<String> words = new ArrayList<>(List.of(variables().get("MPIRUN")));
    words.addAll(options);
    words.addAll(List.of("none", "-np", Integer.toString(ranks)));
    return words;
  }

  /** Starts a program of the tests' class path on so many ranks. */
  public ProcessBuilder job(int ranks, Class<?> main, List<?> arguments) throws Exception {
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
