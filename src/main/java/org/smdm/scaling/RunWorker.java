package org.smdm.scaling;

import java.nio.file.Path;

/** Where the queue's runs are trained. */
public interface RunWorker {

  /**
   * Begins a run, or goes on with it.
   *
   * @param config file of the run
   * @param runs parent of its folder
   * @param log receives what it prints
   * @return a handle; already over when the worker trains in this process
   */
  Attempt begin(Path config, Path runs, Path log);

  /** A run that was begun. */
  interface Attempt {

    /** Whether it has ended, in whatever way. */
    boolean isOver();

    /**
     * What went wrong, as a sentence; empty while nothing did.
     *
     * @throws java.util.concurrent.CancellationException when it was over because somebody stopped
     *     it, and with it the queue
     */
    String failure();

    /** Tells it to save and end. */
    void stop();
  }
}
