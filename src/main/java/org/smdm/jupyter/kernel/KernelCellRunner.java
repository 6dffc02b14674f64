package org.smdm.jupyter.kernel;

import java.util.Map;
import org.dflib.jjava.jupyter.messages.Header;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.request.ExecuteRequest;
import org.smdm.jupyter.file.CellRunner;
import org.smdm.jupyter.file.OutputList;

/**
 * Runs cells by the kernel in this process, without sockets. Cells get the standard streams while
 * they run, and cannot ask for input.
 */
public final class KernelCellRunner implements CellRunner, AutoCloseable {

  private final JavaKernel kernel;
  private final OutputList outputs = new OutputList();

  /**
   * Takes a kernel over.
   *
   * @param kernel that no front end uses
   */
  public KernelCellRunner(JavaKernel kernel) {
    this.kernel = kernel;
    kernel.onStartup();
  }

  @Override
  public Result run(String source) {
    ExecuteRequest request = new ExecuteRequest(source, false, true, Map.of(), false, false);
    Message<ExecuteRequest> message =
        new Message<>(new Header<>(ExecuteRequest.MESSAGE_TYPE), request);
    RecordingEnvironment environment = new RecordingEnvironment(message, outputs);
    outputs.begin();
    try {
      kernel.handleExecuteRequest(environment, message);
    } finally {
      environment.resolveDeferrals();
    }
    return new Result(environment.executionCount(), outputs.outputs(), environment.error());
  }

  /** Stops the cell that runs, as {@link JavaKernel#interrupt}; any thread may. */
  public void interrupt() {
    kernel.interrupt();
  }

  /** Ends the session. */
  @Override
  public void close() {
    kernel.onShutdown(false);
  }
}
