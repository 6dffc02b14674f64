package org.smdm.jupyter.install;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.smdm.io.UserException;

/**
 * Finds Jupyter. What is found is asked for its version, because programs stay behind when the
 * Python that they were made for is gone, and one Python hides the packages of another.
 */
public final class JupyterFinder {

  /** A cold start from a slow disk takes many seconds. */
  private static final long SECONDS_FOR_VERSION = 60;

  private final Map<String, String> environment;
  private final SearchPath path;

  /**
   * A finder.
   *
   * @param environment variables of the user, of which PATH and HOME say where to look
   */
  public JupyterFinder(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
    this.path = new SearchPath(environment);
  }

  /**
   * Finds the first program that works.
   *
   * @param tool what to look for
   * @return empty when there is none, or none that works
   */
  public Optional<Jupyter> find(JupyterTool tool) {
    for (List<String> command : candidates(tool)) {
      Optional<String> version = version(command);
      if (version.isPresent()) {
        return Optional.of(new Jupyter(tool, command, version.get()));
      }
    }
    return Optional.empty();
  }

  /**
   * Finds the first of several programs that works.
   *
   * @param tools what will do, best first
   * @return empty when there is none, or none that works
   */
  public Optional<Jupyter> findAny(List<JupyterTool> tools) {
    return tools.stream().map(this::find).flatMap(Optional::stream).findFirst();
  }

  /**
   * Finds the first of several programs that works.
   *
   * @param tools what will do, best first
   * @return the first that there is
   * @throws UserException when there is none: says how to get it on this system
   */
  public Jupyter require(List<JupyterTool> tools) {
    return findAny(tools).orElseThrow(() -> new UserException(missing(tools)));
  }

  private String missing(List<JupyterTool> tools) {
    List<String> broken = new ArrayList<>();
    for (JupyterTool tool : tools) {
      path.all(tool.program()).forEach(program -> broken.add(program.toString()));
    }
    String what =
        tools.size() == 1 ? "no " + tools.get(0).program() + " was found" : "no Jupyter was found";
    if (!broken.isEmpty()) {
      what = "%s does not work, as its --version shows".formatted(String.join(" or ", broken));
    }
    return what + ": " + howToGet(tools.get(0));
  }

  private String howToGet(JupyterTool first) {
    if (first == JupyterTool.LAB) {
      return path.has("brew")
          ? "brew install jupyterlab gets it"
          : "python3 -m pip install jupyterlab gets it, or leave out --lab";
    }
    if (path.has("apt-get")) {
      return "./smdm notebook --install gets it, or apt-get install --no-install-recommends "
          + String.join(" ", JupyterInstaller.PACKAGES);
    }
    return path.has("brew")
        ? "brew install jupyterlab gets it"
        : "python3 -m pip install notebook nbconvert gets it";
  }

  private Set<List<String>> candidates(JupyterTool tool) {
    Set<List<String>> commands = new LinkedHashSet<>();
    for (Path program : path.all(tool.program())) {
      commands.add(List.of(program.toString()));
    }
    for (Path program : path.all("jupyter")) {
      commands.add(List.of(program.toString(), tool.verb()));
    }
    Set<Path> seen = new LinkedHashSet<>();
    for (String name : List.of("python3", "python")) {
      for (Path program : path.all(name)) {
        if (seen.add(real(program))) {
          commands.add(List.of(program.toString(), "-m", tool.module()));
        }
      }
    }
    return commands;
  }

  private static Path real(Path program) {
    try {
      return program.toRealPath();
    } catch (IOException e) {
      // It vanished; running it says so.
      return program;
    }
  }

  private Optional<String> version(List<String> command) {
    List<String> asking = new ArrayList<>(command);
    asking.add("--version");
    try {
      FinishedProcess answer = FinishedProcess.run(asking, environment, null, SECONDS_FOR_VERSION);
      return answer.code() != 0
          ? Optional.empty()
          : answer
              .out()
              .lines()
              .map(String::strip)
              .filter(line -> line.matches("\\d+\\.\\d+\\S*"))
              .findFirst();
    } catch (IOException e) {
      // As when the interpreter that its first line names is gone.
      return Optional.empty();
    }
  }
}
