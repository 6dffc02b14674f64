package org.smdm.jupyter.install;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.smdm.io.UserException;

/**
 * Serves a folder of notebooks to this machine only.
 *
 * @param jupyter the notebook or lab
 * @param folder whose notebooks are shown
 * @param port to listen at; null for Jupyter's usual one or the next that is free
 * @param opensBrowser whether a browser is opened
 * @param isRoot whether this process is root's, which Jupyter has to be told is meant
 */
public record JupyterServer(
    Jupyter jupyter, Path folder, Integer port, boolean opensBrowser, boolean isRoot) {

  /** What shells give for a command that was ended by Ctrl-C. */
  private static final int INTERRUPTED = 130;

  /** How it is started. */
  List<String> command() {
    List<String> command = new ArrayList<>(jupyter.command());
    command.add("--ip=127.0.0.1");
    command.add("--notebook-dir=" + folder.toAbsolutePath().normalize());
    // Ctrl-C ends this process too, so that a question whether it is meant would come too late.
    command.add("-y");
    if (port != null) {
      command.add("--port=" + port);
    }
    if (!opensBrowser) {
      command.add("--no-browser");
    }
    if (isRoot) {
      command.add("--allow-root");
    }
    return command;
  }

  /**
   * Serves until Jupyter ends. Ends Jupyter, and by that its kernels, when this process is ended.
   *
   * @param environment variables for Jupyter
   * @return Jupyter's exit code; 130 when this thread is interrupted
   * @throws UserException when it cannot be started
   */
  public int serve(Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(command()).inheritIO();
    builder.environment().clear();
    builder.environment().putAll(environment);
    try (GuardedProcess process = GuardedProcess.start(builder)) {
      return process.waitFor();
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be started: ./smdm notebook --check says more"
              .formatted(jupyter.command().get(0)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return INTERRUPTED;
    }
  }
}
