package org.smdm.cli;

import java.nio.file.Path;
import org.smdm.eval.task.OwnTask;
import org.smdm.eval.task.Task;
import org.smdm.io.TextFile;
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

  /**
   * The task.
   *
   * @throws org.smdm.io.UserException when its code does not compile, or there are no rows
   */
  Task task() {
    String name = code.getFileName().toString().replaceFirst("\\.java$", "");
    return OwnTask.ofSource(name, rows, TextFile.read(code, "a task's source in Java"));
  }
}
