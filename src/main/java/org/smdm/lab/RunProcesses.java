package org.smdm.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.smdm.dist.Launcher;
import org.smdm.io.UserException;
import org.smdm.scaling.RunWorker;

/**
 * Trains each run of a queue in a process of its own, {@code smdm run CONFIG --resume}, which saves
 * and ends with the queue.
 *
 * @param threads of each process
 */
public record RunProcesses(int threads) implements RunWorker {

  private static final String QUICK_START = "-XX:TieredStopAtLevel=1";

  /** Shares this machine's cores between so many processes. */
  public static RunProcesses sharing(int processes) {
    return new RunProcesses(Math.max(1, Runtime.getRuntime().availableProcessors() / processes));
  }

  @Override
  public Attempt begin(Path config, Path runs, Path log) {
    List<String> command = new ArrayList<>(LaunchedProcess.smdm(Home.current()));
    command.addAll(List.of("run", config.toAbsolutePath().toString(), "--resume"));
    command.addAll(List.of("--results", runs.toAbsolutePath().toString()));
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      Launcher.leads(builder);
      builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
      // Java only hands tensors on: compiling it to the last would cost a short run a third more.
      builder.environment().merge("SMDM_JAVA_OPTS", QUICK_START, (given, add) -> add + " " + given);
      Process process = builder.start();
      process.getOutputStream().close();
      return new Child(process, log);
    } catch (IOException e) {
      throw new UserException(
          "no process could be started (%s): run it in a terminal, as ./smdm run %s --results %s"
              .formatted(e.getMessage(), config, runs),
          e);
    }
  }

  private record Child(Process process, Path log) implements Attempt {

    @Override
    public boolean isOver() {
      return !process.isAlive();
    }

    /** The last line that it printed, when it ended with an error. */
    @Override
    public String failure() {
      if (process.isAlive() || process.exitValue() == 0) {
        return "";
      }
      try {
        List<String> lines = Files.readAllLines(log);
        String last = lines.isEmpty() ? "it printed nothing" : lines.get(lines.size() - 1);
        return "exit code %d, %s".formatted(process.exitValue(), last.replaceFirst("^smdm: ", ""));
      } catch (IOException e) {
        return "exit code %d".formatted(process.exitValue());
      }
    }

    @Override
    public void stop() {
      process.destroy();
    }
  }
}
