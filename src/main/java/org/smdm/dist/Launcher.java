package org.smdm.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The process that started this one, or the job that it is a rank of, by a variable of the
 * environment: a process that is killed cannot tell those that it started to end, so they watch it.
 */
public final class Launcher {

  private static final String VARIABLE = "SMDM_LAUNCHER";

  private Launcher() {}

  /** Makes the processes that are started with an environment watch this process. */
  public static void leads(ProcessBuilder builder) {
    builder.environment().put(VARIABLE, name(ProcessHandle.current()));
  }

  /** Lets the processes live on when this one and the one that started it have ended. */
  public static void frees(ProcessBuilder builder) {
    builder.environment().remove(VARIABLE);
  }

  /**
   * Does something when the process that started this one ends, if it is one that leads and on this
   * machine.
   *
   * @param ending called once, by a thread of its own
   */
  public static void whenGone(Runnable ending) {
    whenGone(System.getenv().getOrDefault(VARIABLE, ""), ending);
  }

  static void whenGone(String variable, Runnable ending) {
    String[] words = variable.split(" ");
    if (words.length != 3 || !words[0].matches("\\d{1,18}") || !words[2].equals(boot())) {
      return;
    }
    Optional<ProcessHandle> launcher =
        ProcessHandle.of(Long.parseLong(words[0])).filter(handle -> name(handle).equals(variable));
    Thread watch =
        new Thread(
            () -> {
              launcher.ifPresent(handle -> handle.onExit().join());
              ending.run();
            },
            "smdm-launcher");
    watch.setDaemon(true);
    watch.start();
  }

  /** With the time at which it began, since numbers are given again, and the machine. */
  static String name(ProcessHandle process) {
    return "%d %s %s"
        .formatted(
            process.pid(),
            process
                .info()
                .startInstant()
                .map(start -> Long.toString(start.toEpochMilli()))
                .orElse("-"),
            boot());
  }

  /** Tells this machine from others, on which the same number means another process. */
  private static String boot() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "here";
    }
  }
}
