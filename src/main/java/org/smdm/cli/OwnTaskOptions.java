package org.smdm.cli;

import java.nio.file.Path;
import org.smdm.eval.task.OwnTask;
import org.smdm.eval.task.Task;
import org.smdm.io.Sha256;
import org.smdm.io.TextFile;
import org.smdm.io.UserException;
import org.smdm.lab.OwnCode;
import picocli.CommandLine.Option;

/** A task of the user's own, of a file of code and one of rows. */
final class OwnTaskOptions {

  @Option(
      names = "--task-code",
      paramLabel = "FILE.java",
      required = true,
      description =
          "Also a task of your own, called as the file: Item item(Row row) { … } in Java.")
  private Path code;

  @Option(
      names = "--task-rows",
      paramLabel = "FILE",
      required = true,
      description = "Its rows: .jsonl, .json, .csv, .tsv, .parquet or .txt.")
  private Path rows;

  @Option(
      names = "--run-code",
      description = "Run the code although it was not written here by you: read it first.")
  private boolean isCodeRun;

  /**
   * The task.
   *
   * @throws UserException when its code is not known, does not compile, or there are no rows
   */
  Task task() {
    String source = OwnTask.lines(TextFile.read(code, "a task's source in Java"));
    String sha256 = Sha256.of(source);
    if (isCodeRun) {
      OwnCode.trust(sha256);
    } else if (!OwnCode.isKnown(sha256)) {
      throw new UserException(
          "%s is code that was not written here by you, and code can do whatever you can: read it, then add --run-code"
              .formatted(code));
    }
    String name = code.getFileName().toString().replaceFirst("\\.java$", "");
    return OwnTask.ofSource(name, rows, source);
  }
}
