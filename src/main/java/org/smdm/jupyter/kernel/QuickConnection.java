package org.smdm.jupyter.kernel;

import java.security.GeneralSecurityException;
import java.util.List;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.channels.JupyterSocket;
import org.dflib.jjava.jupyter.channels.ShellChannel;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.publish.PublishStatus;
import org.zeromq.ZMQ;

/**
 * JJava's connection, but for the channel of cells: its own looks for messages every 50 ms only,
 * which every cell would wait for.
 */
final class QuickConnection extends JupyterConnection {

  private static final long MILLIS_PER_LOOK = 4;

  private final KernelConnectionProperties properties;
  private final ZMQ.Context context = ZMQ.context(1);
  private final ShellChannel cells;

  QuickConnection(KernelConnectionProperties properties) throws GeneralSecurityException {
    super(properties);
    this.properties = properties;
    cells =
        new ShellChannel(context, properties.createHMACGenerator(), false, this, MILLIS_PER_LOOK);
  }

  @Override
  public void connect() {
    for (JupyterSocket socket : List.of(heartbeat, cells, control, stdin, iopub)) {
      socket.bind(properties);
    }
    iopub.sendMessage(new Message<>(null, PublishStatus.MESSAGE_TYPE, PublishStatus.STARTING));
  }

  @Override
  public void waitUntilClose() {
    cells.waitUntilClose();
    super.waitUntilClose();
  }

  @Override
  public void close() {
    cells.close();
    super.close();
    context.close();
  }
}
