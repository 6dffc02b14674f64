package org.smdm.notebook;

import java.util.concurrent.CancellationException;

/** A cell that was stopped after all that matters was saved. */
public final class RunStopped extends CancellationException {

  RunStopped(String message) {
    super(message);
  }
}
