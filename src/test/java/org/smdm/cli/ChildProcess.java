package org.smdm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The program in a process of its own, whose output goes to a file. */
final class ChildProcess {

  private ChildProcess() {}

  static Process smdm(Path output, List<String> words) throws IOException {
    return start(output, command(words));
  }

  /** With further variables in its environment. */
  static Process smdm(Path output, Map<String, String> variables, List<String> words)
      throws IOException {
    ProcessBuilder builder = builder(output, command(words));
    builder.environment().putAll(variables);
    return builder.start();
  }

  /** On a host that is a process' namespaces. */
  static Process smdmOnHost(
      String pid, Path output, Map<String, String> variables, List<String> words)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("nsenter", "-t", pid, "-n", "-u"));
    command.addAll(command(words));
    ProcessBuilder builder = builder(output, command);
    builder.environment().putAll(variables);
    return builder.start();
  }

  /** Where no file may grow beyond so many kibibytes, as on a disk that is full. */
  static Process smdmWithFileLimit(Path output, int kibibytes, List<String> words)
      throws IOException {
    return smdmWithFileLimit(output, kibibytes, Map.of(), words);
  }

  /** The same with further variables in its environment. */
  static Process smdmWithFileLimit(
      Path output, int kibibytes, Map<String, String> variables, List<String> words)
      throws IOException {
    List<String> shell = new ArrayList<>(List.of("bash", "-c"));
    shell.add("ulimit -f " + kibibytes + " && exec \"$@\"");
    shell.add("bash");
    shell.addAll(command(words));
    ProcessBuilder builder = builder(output, shell);
    builder.environment().putAll(variables);
    return builder.start();
  }

  /** A program of Java with what the program itself is started with. */
  static Process java(Path output, List<String> words) throws IOException {
    return start(output, javaCommand(words));
  }

  private static List<String> javaCommand(List<String> words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djava.awt.headless=true",
                "-Dai.djl.offline=true"));
    command.addAll(words);
    return command;
  }

  private static List<String> command(List<String> words) {
    List<String> own = new ArrayList<>(List.of("-cp", System.getProperty("java.class.path")));
    own.add(Main.class.getName());
    own.addAll(words);
    return javaCommand(own);
  }

  private static Process start(Path output, List<String> command) throws IOException {
    return builder(output, command).start();
  }

  private static ProcessBuilder builder(Path output, List<String> command) throws IOException {
    Files.createDirectories(output.getParent());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("OMP_NUM_THREADS", "1");
    // As the launcher sets it.
    builder.environment().put("MALLOC_MMAP_THRESHOLD_", "33554432");
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    return builder;
  }
}
