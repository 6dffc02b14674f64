package org.smdm.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.smdm.config.UserException;
import org.smdm.dist.RankEnvironment.Implementation;

/** Starts the ranks of a job by {@code mpirun} and waits for their end. */
public final class MpiLaunch {

  /** Names an mpirun that is not on the path. */
  private static final String VARIABLE = "MPIRUN";

  /** So long a rank may take to save itself when the job is told to end. */
  private static final int SECONDS_TO_SAVE = 120;

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
    Path mpirun = mpirun();
    List<String> line = new ArrayList<>(List.of(mpirun.toString()));
    line.addAll(options(implementation(mpirun)));
    line.addAll(List.of("-np", Integer.toString(ranks)));
    if (!words.isBlank()) {
      line.addAll(Arrays.asList(words.strip().split("\\s+")));
    }
    line.addAll(command);
    try {
      Process job = new ProcessBuilder(line).inheritIO().start();
      Thread onSignal = new Thread(() -> end(job), "smdm-mpirun");
      Runtime.getRuntime().addShutdownHook(onSignal);
      return job.waitFor();
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be started (%s): name another in the variable %s"
              .formatted(mpirun, e.getMessage(), VARIABLE),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("interrupted while ranks were at work: start again with --resume", e);
    }
  }

  /** The ranks save themselves upon the signal that mpirun passes on. */
  private static void end(Process job) {
    job.destroy();
    try {
      job.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
                "--mca",
                "odls_base_sigkill_timeout",
                Integer.toString(SECONDS_TO_SAVE),
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
      throw new UserException(
          "%s cannot be started (%s): name another in the variable %s"
              .formatted(mpirun, e.getMessage(), VARIABLE),
          e);
    }
  }

  private static Path mpirun() {
    String named = System.getenv(VARIABLE);
    if (named != null && !named.isBlank()) {
      return Path.of(named);
    }
    Optional<Path> found =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
            .map(folder -> Path.of(folder, "mpirun"))
            .filter(Files::isExecutable)
            .findFirst();
    return found.orElseThrow(
        () ->
            new UserException(
                "there is no mpirun to start ranks with: install one (Debian: apt-get install openmpi-bin) or name it in the variable "
                    + VARIABLE));
  }
}
