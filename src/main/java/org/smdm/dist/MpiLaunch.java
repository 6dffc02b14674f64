package org.smdm.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.smdm.dist.RankEnvironment.Implementation;
import org.smdm.io.UserException;

/** Starts the ranks of a job by {@code mpirun} and waits for their end. */
public final class MpiLaunch {

  /** Names an mpirun that is not on the path. */
  private static final String VARIABLE = "MPIRUN";

  /** Exit codes that a rank has explained: done, wrong input, out of time, told to stop. */
  private static final Set<Integer> EXPLAINED = Set.of(0, 2, Watchdog.EXIT_CODE, 130, 143);

  private MpiLaunch() {}

  /**
   * Runs a command on so many ranks, on this terminal.
   *
   * @param ranks how many
   * @param words further ones for mpirun, divided by spaces
   * @param command of every rank
   * @return exit code of the job
   * @throws UserException when there is no mpirun
   */
  public static int run(int ranks, String words, List<String> command) {
    List<String> line = command(ranks, words, command);
    Process job;
    try {
      ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
      Launcher.leads(builder);
      job = builder.start();
    } catch (IOException e) {
      throw cannotStart(mpirun(), e);
    }
    Thread onSignal = new Thread(() -> tellToStop(job), "smdm-mpirun");
    Runtime.getRuntime().addShutdownHook(onSignal);
    int code = await(job);
    if (!EXPLAINED.contains(code)) {
      System.err.printf(
          "smdm: a rank or its machine ended too early, and the job with it (code %d): see above, then start it again, with --resume where the command has it%n",
          code);
    }
    return code;
  }

  /**
   * The words that start so many ranks of a command.
   *
   * @param ranks how many
   * @param words further ones for mpirun, divided by spaces
   * @param command of every rank
   * @throws UserException when there is no mpirun
   */
  public static List<String> command(int ranks, String words, List<String> command) {
    Path mpirun = mpirun();
    List<String> line = new ArrayList<>();
    if (onPath("setsid").isPresent()) {
      // A terminal's Ctrl-C is for this process alone: mpirun would kill ranks within a second.
      line.add("setsid");
    }
    line.add(mpirun.toString());
    line.addAll(options(implementation(mpirun)));
    line.addAll(List.of("-np", Integer.toString(ranks)));
    if (!words.isBlank()) {
      line.addAll(Arrays.asList(words.strip().split("\\s+")));
    }
    line.addAll(command);
    return line;
  }

  private static int await(Process job) {
    boolean wasInterrupted = false;
    try {
      while (true) {
        try {
          return job.waitFor();
        } catch (InterruptedException e) {
          // The signal that interrupts has told the ranks to save themselves; they end the job.
          wasInterrupted = true;
        }
      }
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** mpirun passes this signal on, upon which ranks save themselves; others it ends them with. */
  private static void tellToStop(Process job) {
    if (!job.isAlive()) {
      return;
    }
    try {
      new ProcessBuilder("kill", "-" + StopSignal.NAME, Long.toString(job.pid()))
          .inheritIO()
          .start()
          .waitFor();
    } catch (IOException | InterruptedException e) {
      job.destroy();
    }
    await(job);
  }

  private static List<String> options(Implementation implementation) {
    if (implementation == Implementation.MPICH) {
      return List.of("-bind-to", "none");
    }
    List<String> options =
        new ArrayList<>(
            List.of(
                // Each rank would be pinned to one core, with all its threads.
                "--bind-to",
                "none",
                "--oversubscribe",
                // A machine that vanished is noticed within half a minute.
                "--mca",
                "oob_tcp_keepalive_time",
                "5",
                "--mca",
                "oob_tcp_keepalive_intvl",
                "2",
                "--mca",
                "oob_tcp_keepalive_probes",
                "3"));
    if (System.getProperty("user.name").equals("root")) {
      options.add("--allow-run-as-root");
    }
    return options;
  }

  private static Implementation implementation(Path mpirun) {
    try {
      Process version =
          new ProcessBuilder(mpirun.toString(), "--version").redirectErrorStream(true).start();
      String text = new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return text.contains("Open MPI") || text.contains("OpenRTE")
          ? Implementation.OPEN_MPI
          : Implementation.MPICH;
    } catch (IOException e) {
      throw cannotStart(mpirun, e);
    }
  }

  private static UserException cannotStart(Path mpirun, IOException cause) {
    return new UserException(
        "%s cannot be started (%s): name another in the variable %s"
            .formatted(mpirun, cause.getMessage(), VARIABLE),
        cause);
  }

  private static Path mpirun() {
    String named = System.getenv(VARIABLE);
    if (named != null && !named.isBlank()) {
      return Path.of(named);
    }
    return onPath("mpirun")
        .orElseThrow(
            () ->
                new UserException(
                    "there is no mpirun to start ranks with: install one (Debian: apt-get install openmpi-bin) or name it in the variable "
                        + VARIABLE));
  }

  private static Optional<Path> onPath(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
