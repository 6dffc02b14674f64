package org.smdm.jupyter.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.smdm.io.UserException;

/**
 * What a program that was run to its end printed.
 *
 * @param code exit code; {@link #TIMED_OUT} when it was ended because it took too long
 * @param out standard output
 * @param err standard error
 */
record FinishedProcess(int code, String out, String err) {

  static final int TIMED_OUT = -1;

  /**
   * Runs a program.
   *
   * @param command program and arguments
   * @param environment all its variables
   * @param folder where it runs; null for this process's
   * @param seconds that it may take
   * @throws IOException when there is no such program
   * @throws UserException when this thread is interrupted
   */
  static FinishedProcess run(
      List<String> command, Map<String, String> environment, Path folder, long seconds)
      throws IOException {
    // Files, as pipes stay open as long as any grandchild lives.
    Path out = Files.createTempFile("smdm-", ".out");
    Path err = Files.createTempFile("smdm-", ".err");
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().clear();
      builder.environment().putAll(environment);
      builder.directory(folder == null ? null : folder.toFile());
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      int code;
      try (GuardedProcess process = GuardedProcess.start(builder)) {
        code = process.waitFor(seconds) ? process.exitValue() : TIMED_OUT;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UserException(
            "interrupted while %s ran: run the command again".formatted(command.get(0)), e);
      }
      return new FinishedProcess(code, text(out), text(err));
    } finally {
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
