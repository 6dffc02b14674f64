package org.smdm.jupyter.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.smdm.io.Json;
import org.smdm.io.UserException;

/** Runs a cell through Jupyter itself, to see that all of it works together. */
public final class JupyterCheck {

  /** The first start of a kernel may have to build the program. */
  private static final long SECONDS = 300;

  private static final String SUM = "1 + 1";
  private static final String HOME = "System.getProperty(\"smdm.home\")";
  private static final String ANSI = "\u001b\\[[0-9;]*m";

  private final Jupyter nbconvert;
  private final Path home;
  private final Map<String, String> environment;

  /**
   * A check.
   *
   * @param nbconvert runs the cell
   * @param home of the checkout whose kernel is to run it
   * @param environment variables for Jupyter
   */
  public JupyterCheck(Jupyter nbconvert, Path home, Map<String, String> environment) {
    this.nbconvert = nbconvert;
    this.home = home;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Runs it.
   *
   * @return what was seen, in one sentence
   * @throws UserException when something does not work: says what
   */
  public String run() {
    try {
      Path folder = Files.createTempDirectory("smdm-check");
      try {
        return run(folder);
      } finally {
        clear(folder);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new UserException("the check could not be run (%s)".formatted(e.getMessage()), e);
    }
  }

  private String run(Path folder) throws IOException {
    Files.writeString(folder.resolve("check.ipynb"), Json.compact(notebook()));
    List<String> command = new ArrayList<>(nbconvert.command());
    command.addAll(
        List.of(
            "--to=notebook",
            "--execute",
            "--ExecutePreprocessor.timeout=" + SECONDS,
            "--ExecutePreprocessor.startup_timeout=" + SECONDS,
            "--output=checked.ipynb",
            folder.resolve("check.ipynb").toString()));
    long begin = System.nanoTime();
    FinishedProcess done = FinishedProcess.run(command, environment, folder, SECONDS);
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (done.code() == FinishedProcess.TIMED_OUT) {
      throw new UserException(
          "%s did not run a cell in %d seconds: look what %s kernel does in a terminal"
              .formatted(nbconvert.title(), SECONDS, home.resolve("smdm")));
    }
    Path result = folder.resolve("checked.ipynb");
    if (done.code() != 0 || !Files.exists(result)) {
      throw new UserException(
          "%s could not run a cell: %s".formatted(nbconvert.title(), cause(done)));
    }
    JsonNode cells =
        Json.object(
                Files.readString(result),
                "what %s wrote".formatted(nbconvert.title()),
                "install it again")
            .path("cells");
    String sum = output(cells.path(0));
    String place = output(cells.path(1));
    if (!sum.equals("2")) {
      throw new UserException(
          "%s ran %s in another kernel than ours, which gave '%s': see jupyter kernelspec list for what hides %s"
              .formatted(nbconvert.title(), SUM, sum, KernelSpec.DISPLAY_NAME));
    }
    if (!isHome(place)) {
      throw new UserException(
          "%s ran the kernel of %s instead of that of %s: see jupyter kernelspec list for what hides it"
              .formatted(nbconvert.title(), place.isEmpty() ? "another program" : place, home));
    }
    return String.format(
        Locale.ROOT,
        "%s runs %s: %s = %s in %.1f s",
        nbconvert.title(),
        KernelSpec.DISPLAY_NAME,
        SUM,
        sum,
        seconds);
  }

  private static ObjectNode notebook() {
    ObjectNode notebook = Json.newObject();
    ArrayNode cells = notebook.putArray("cells");
    for (String source : List.of(SUM, HOME)) {
      ObjectNode cell = cells.addObject();
      cell.put("cell_type", "code").putNull("execution_count");
      cell.putObject("metadata");
      cell.putArray("outputs");
      cell.put("source", source);
    }
    notebook
        .putObject("metadata")
        .putObject("kernelspec")
        .put("display_name", KernelSpec.DISPLAY_NAME)
        .put("language", "java")
        .put("name", KernelSpec.NAME);
    return notebook.put("nbformat", 4).put("nbformat_minor", 4);
  }

  /** The text of a cell's result; empty when there is none. */
  private static String output(JsonNode cell) {
    for (JsonNode output : cell.path("outputs")) {
      JsonNode text = output.path("data").path("text/plain");
      if (!text.isMissingNode()) {
        return text.isTextual()
            ? text.textValue()
            : StreamSupport.stream(text.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining());
      }
    }
    return "";
  }

  private boolean isHome(String place) {
    try {
      return !place.isEmpty() && Path.of(place).toRealPath().equals(home.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  /** Our own sentence if there is one, else what a Python program says last. */
  private static String cause(FinishedProcess done) {
    List<String> lines =
        done.err()
            .lines()
            .map(line -> line.replaceAll(ANSI, "").strip())
            .filter(line -> !line.isEmpty())
            .toList();
    return lines.stream()
        .filter(line -> line.startsWith("smdm: "))
        .findFirst()
        .map(line -> line.substring("smdm: ".length()))
        .orElse(
            lines.isEmpty()
                ? "it ended with code %d and said nothing".formatted(done.code())
                : lines.get(lines.size() - 1));
  }

  private static void clear(Path folder) throws IOException {
    List<Path> files;
    try (var children = Files.walk(folder)) {
      files = children.sorted(java.util.Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
