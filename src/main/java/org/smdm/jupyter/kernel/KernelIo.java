package org.smdm.jupyter.kernel;

import java.nio.charset.StandardCharsets;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.JupyterIO;

/** Standard streams and displays of the cell that runs. */
final class KernelIo extends JupyterIO {

  KernelIo() {
    super(StandardCharsets.UTF_8);
  }

  /**
   * Connects the streams to the front end that asked for a cell.
   *
   * @param hasInput whether it can be asked for input
   */
  void attach(ShellReplyEnvironment environment, boolean hasInput) {
    setEnv(environment);
    setJupyterInEnabled(hasInput);
  }

  void detach(ShellReplyEnvironment environment) {
    out.flush();
    err.flush();
    retractEnv(environment);
  }
}
