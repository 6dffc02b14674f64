package org.smdm.jupyter.install;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.smdm.io.UserException;

/** Gets Jupyter from Debian's or Ubuntu's own packages. */
public final class JupyterInstaller {

  /** What a notebook needs; all else would be hundreds of megabytes. */
  static final List<String> PACKAGES =
      List.of("jupyter-notebook", "jupyter-nbconvert", "jupyter-client");

  private final Map<String, String> environment;
  private final boolean isRoot;

  /**
   * An installer.
   *
   * @param environment variables of the user, of which PATH says where apt-get and sudo are
   * @param isRoot whether this process may install
   */
  public JupyterInstaller(Map<String, String> environment, boolean isRoot) {
    this.environment = Map.copyOf(environment);
    this.isRoot = isRoot;
  }

  /**
   * Installs without asking anything; what apt-get prints is shown.
   *
   * @throws UserException when this is no Debian or Ubuntu, there are no rights, or it fails
   */
  public void install() {
    SearchPath path = new SearchPath(environment);
    List<String> words = new ArrayList<>(List.of("install", "-y", "--no-install-recommends"));
    words.addAll(PACKAGES);
    String line = "apt-get " + String.join(" ", words);
    if (!path.has("apt-get")) {
      throw new UserException(
          "--install needs apt-get of Debian or Ubuntu, which is not here: "
              + (path.has("brew")
                  ? "brew install jupyterlab gets Jupyter"
                  : "python3 -m pip install notebook nbconvert gets Jupyter"));
    }
    List<String> rights = new ArrayList<>();
    if (!isRoot) {
      if (!path.has("sudo")) {
        throw new UserException("installing needs root's rights: run as root: " + line);
      }
      rights.addAll(List.of(path.all("sudo").get(0).toString(), "-n"));
    }
    rights.addAll(List.of("/usr/bin/env", "DEBIAN_FRONTEND=noninteractive"));
    rights.add(path.all("apt-get").get(0).toString());
    // A list of packages that is old or missing makes the installation fail, an update that fails
    // need not.
    run(rights, List.of("update"));
    int code = run(rights, words);
    if (code != 0) {
      throw new UserException(
          "apt-get ended with code %d (see above): run %s%s".formatted(code, rootWord(), line));
    }
  }

  private String rootWord() {
    return isRoot ? "" : "sudo ";
  }

  private int run(List<String> before, List<String> words) {
    List<String> command = new ArrayList<>(before);
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectInput(Redirect.from(new File("/dev/null")));
    builder.redirectOutput(Redirect.INHERIT).redirectError(Redirect.INHERIT);
    try (GuardedProcess process = GuardedProcess.start(builder)) {
      return process.waitFor();
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be started: run %sapt-get install %s"
              .formatted(command.get(0), rootWord(), String.join(" ", PACKAGES)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("interrupted while apt-get ran: run the command again", e);
    }
  }
}
