package org.smdm.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.smdm.jupyter.kernel.KernelConnection;
import org.smdm.notebook.SmdmKernel;
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
    KernelConnection.serve(SmdmKernel.start(Main.Version.number()), connectionFile);
    return 0;
  }
}
