package org.smdm.lab;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.smdm.dist.Launcher;
import org.smdm.io.UserException;

/** A run in a process of its own, which outlives the one that started it. */
public final class LaunchedProcess {

  private static final String MAIN = "org.smdm.cli.Main";

  /** A session of its own: what ends a kernel and its process group leaves it alone. */
  private static final String DETACH =
      """
      if command -v setsid >/dev/null 2>&1; then exec setsid "$@"; fi
      if command -v perl >/dev/null 2>&1; then exec perl -MPOSIX -e 'POSIX::setsid(); exec @ARGV' "$@"; fi
      exec "$@"
      """;

  private LaunchedProcess() {}

  /**
   * Starts {@code smdm run CONFIG --results RESULTS --resume}.
   *
   * @param home of the launcher
   * @param config file of the run
   * @param log receives what the process prints
   * @throws UserException when it cannot be started
   */
  public static Process run(Home home, Path config, Path log) {
    return start(home, List.of("run", config.toAbsolutePath().toString(), "--resume"), log);
  }

  /**
   * Starts {@code smdm sweep CONFIG --results RESULTS}.
   *
   * @param home of the launcher
   * @param config file of the sweep
   * @param log receives what the process prints
   * @throws UserException when it cannot be started
   */
  public static Process sweep(Home home, Path config, Path log) {
    return start(home, List.of("sweep", config.toAbsolutePath().toString()), log);
  }

  private static Process start(Home home, List<String> words, Path log) {
    List<String> command = new ArrayList<>();
    boolean isWindows = File.separatorChar == '\\';
    if (!isWindows) {
      command.addAll(List.of("sh", "-c", DETACH, "sh"));
    }
    command.addAll(smdm(home));
    command.addAll(words);
    command.addAll(List.of("--results", home.results().toAbsolutePath().toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // It must not leave with the kernel's front end.
    builder.environment().remove("JPY_PARENT_PID");
    Launcher.frees(builder);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return process;
    } catch (IOException e) {
      throw new UserException(
          "no process could be started (%s): run it in a terminal, as ./smdm %s"
              .formatted(e.getMessage(), String.join(" ", words)),
          e);
    }
  }

  /**
   * The words that start the program once more: this Java with its flags and classes where it has
   * them, else the launcher.
   */
  public static List<String> smdm() {
    return smdm(Home.current());
  }

  static List<String> smdm(Home home) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String classes = System.getProperty("java.class.path");
    if (!hasMain(classes) || !Files.isExecutable(java)) {
      return List.of(home.launcher().toString());
    }
    List<String> command = new ArrayList<>(List.of(java.toString()));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> !flag.startsWith("-agentlib") && !flag.startsWith("-javaagent"))
        .forEach(command::add);
    // The progress bar is for terminals; the log gets lines.
    command.addAll(List.of("-Dsmdm.terminal=false", "-cp", classes, MAIN));
    return command;
  }

  /** Whether a new Java would find the program where this one did; a kernel may load it later. */
  private static boolean hasMain(String classPath) {
    Path own;
    try {
      own =
          Path.of(
              LaunchedProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      return false;
    }
    return Arrays.stream(classPath.split(File.pathSeparator))
        .anyMatch(part -> Path.of(part).toAbsolutePath().equals(own));
  }
}
