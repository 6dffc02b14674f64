package org.smdm.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.smdm.io.Excerpt;
import org.smdm.io.TemporaryFolder;

/** What is said of a failure that nobody foresaw: one sentence, and a file with the rest. */
final class Crash {

  /** Exit code of a fault of the program itself (sysexits.h: EX_SOFTWARE). */
  static final int CODE = 70;

  private Crash() {}

  /**
   * Writes the trace to a file.
   *
   * @param failure what was thrown
   * @return the sentence for standard error
   */
  static String sentence(Throwable failure) {
    Throwable told = told(failure);
    String what =
        told.getClass().getSimpleName()
            + (told.getMessage() == null ? "" : ": " + Excerpt.of(told.getMessage()));
    String mend =
        told instanceof OutOfMemoryError
            ? "give it more memory, as SMDM_JAVA_OPTS=-Xmx8g"
            : "this is a fault of smdm, which its makers want to know of";
    try {
      return "smdm: failed (%s): %s; the trace is in %s".formatted(what, mend, log(failure));
    } catch (IOException e) {
      failure.printStackTrace();
      return "smdm: failed (%s): %s; the trace is above".formatted(what, mend);
    }
  }

  /** The virtual machine's own word where it is behind what was thrown. */
  private static Throwable told(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof VirtualMachineError) {
        return t;
      }
    }
    return failure;
  }

  private static Path log(Throwable failure) throws IOException {
    Path log = Files.createTempFile(TemporaryFolder.lasting(), "smdm-failure-", ".log");
    try (PrintWriter writer =
        new PrintWriter(Files.newBufferedWriter(log, StandardCharsets.UTF_8))) {
      writer.printf(
          "smdm %s, Java %s, %s %s%n",
          Main.Version.number(),
          System.getProperty("java.runtime.version"),
          System.getProperty("os.name"),
          System.getProperty("os.arch"));
      failure.printStackTrace(writer);
    }
    return log;
  }
}
