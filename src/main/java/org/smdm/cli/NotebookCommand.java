package org.smdm.cli;

import com.sun.security.auth.module.UnixSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.smdm.io.UserException;
import org.smdm.jupyter.install.Jupyter;
import org.smdm.jupyter.install.JupyterCheck;
import org.smdm.jupyter.install.JupyterFinder;
import org.smdm.jupyter.install.JupyterInstaller;
import org.smdm.jupyter.install.JupyterServer;
import org.smdm.jupyter.install.JupyterTool;
import org.smdm.jupyter.install.KernelSpec;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "notebook",
    description = "Opens the notebooks in Jupyter, whose Java kernel it installs or repairs.",
    footer = {
      "",
      "Jupyter listens on this machine only (127.0.0.1). Ctrl-C ends it and its",
      "kernels; what they train is saved. JUPYTER_DATA_DIR or XDG_DATA_HOME say where",
      "the kernel is installed, as they do for Jupyter."
    },
    mixinStandardHelpOptions = true,
    subcommands = NotebookRunCommand.class,
    sortOptions = false)
final class NotebookCommand implements Callable<Integer> {

  private final Map<String, String> environment;
  private final String home;

  @Option(
      names = "--check",
      description = "Run a cell through Jupyter, say whether that works, and open nothing.")
  private boolean checks;

  @Option(
      names = "--install",
      description = "Get Jupyter by apt-get (Debian, Ubuntu) if there is none.")
  private boolean installs;

  @ArgGroup private Front front = new Front();

  /** At most one of two options. */
  private static final class Front {
    @Option(names = "--lab", description = "Open JupyterLab.")
    private boolean lab;

    @Option(
        names = "--classic",
        description = "Open Jupyter Notebook (default: that if there is one, else JupyterLab).")
    private boolean classic;
  }

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description = "Folder to open (default: notebooks, beside smdm).")
  private Path folder;

  @Option(
      names = "--port",
      description = "Port to listen at (default: 8888, or the next that is free).")
  private Integer port;

  @Option(names = "--no-browser", description = "Print the address, open no browser.")
  private boolean hidden;

  NotebookCommand() {
    this(System.getenv(), System.getProperty("smdm.home"));
  }

  /**
   * A command in another surrounding.
   *
   * @param environment variables of the user
   * @param home folder of the launcher; null when there is none
   */
  NotebookCommand(Map<String, String> environment, String home) {
    this.environment = environment;
    this.home = home;
  }

  @Override
  public Integer call() {
    if (home == null) {
      throw new UserException("the kernel starts by the script smdm: run ./smdm notebook");
    }
    if (port != null && (port < 1 || port > 65_535)) {
      throw new UserException("--port is %d: write 1 to 65535".formatted(port));
    }
    Path checkout = Path.of(home);
    Path notebooks = folder == null ? checkout.resolve("notebooks") : folder;
    if (!checks && !Files.isDirectory(notebooks)) {
      throw new UserException(
          "there is no folder %s: name that of your notebooks with --folder".formatted(notebooks));
    }
    KernelSpec.Outcome kernel = KernelSpec.of(environment, checkout.resolve("smdm")).install();
    if (kernel.state() != KernelSpec.State.UNCHANGED) {
      System.err.println("smdm: " + kernel.sentence());
    }
    JupyterFinder finder = new JupyterFinder(environment);
    List<JupyterTool> tools = tools();
    boolean isRoot = isRoot();
    if (installs && finder.findAny(tools).isEmpty()) {
      new JupyterInstaller(environment, isRoot).install();
    }
    Jupyter jupyter = finder.require(tools);
    if (checks) {
      System.out.println(new JupyterCheck(jupyter, checkout, environment).run());
      return 0;
    }
    System.err.printf(
        "smdm: opening %s in %s (Ctrl-C ends it and its kernels)%n", notebooks, jupyter.title());
    return new JupyterServer(jupyter, notebooks, port, !hidden, isRoot).serve(environment);
  }

  private List<JupyterTool> tools() {
    if (checks) {
      return List.of(JupyterTool.NBCONVERT);
    }
    if (front.lab) {
      return List.of(JupyterTool.LAB);
    }
    return front.classic
        ? List.of(JupyterTool.NOTEBOOK)
        : List.of(JupyterTool.NOTEBOOK, JupyterTool.LAB);
  }

  private static boolean isRoot() {
    return new UnixSystem().getUid() == 0;
  }
}
