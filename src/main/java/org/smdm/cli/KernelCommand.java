package org.smdm.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.smdm.notebook.kernel.JavaKernel;
import org.smdm.notebook.kernel.KernelConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "kernel",
    description = "Runs the Java kernel for Jupyter, which starts it.",
    mixinStandardHelpOptions = true)
final class KernelCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "Connection file that Jupyter wrote.")
  private Path connectionFile;

  @Override
  public Integer call() {
    KernelConnection.serve(kernel(), connectionFile);
    return 0;
  }

  /** The kernel, with all that cells are given. */
  static JavaKernel kernel() {
    return new JavaKernel("0.1.0", List.of(), renderer -> {}, () -> false);
  }
}
