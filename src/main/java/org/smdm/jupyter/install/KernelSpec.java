package org.smdm.jupyter.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.smdm.io.AtomicFile;
import org.smdm.io.Json;
import org.smdm.io.UserException;

/** What tells Jupyter how to start the Java kernel: a small folder among the user's data. */
public final class KernelSpec {

  /** Name that notebooks refer to. */
  public static final String NAME = "java";

  /** Name that people see. */
  public static final String DISPLAY_NAME = "Java (smdm)";

  private static final List<Integer> LOGO_SIZES = List.of(32, 64);

  /** Jupyter itself would say only that there is no such file, or that the kernel died. */
  private static final String START =
      "[ -x \"$0\" ] || { echo \"smdm: the kernel "
          + DISPLAY_NAME
          + " starts $0, which is gone: run ./smdm notebook in the checkout that you have now\""
          + " >&2; exit 2; }; exec \"$0\" \"$@\"";

  private final Path folder;
  private final Path launcher;

  private KernelSpec(Path folder, Path launcher) {
    this.folder = folder;
    this.launcher = launcher;
  }

  /** What {@link #install} found and did. */
  public enum State {
    /** There was none. */
    INSTALLED,
    /** There was one of another checkout or version. */
    REPAIRED,
    /** All was as it should be. */
    UNCHANGED
  }

  /**
   * What was done.
   *
   * @param state what was there before
   * @param sentence the same for people
   */
  public record Outcome(State state, String sentence) {}

  /**
   * The kernelspec of a user.
   *
   * @param environment variables that say where Jupyter keeps the user's data
   * @param launcher the script {@code smdm} of a checkout
   * @return its place; nothing is written yet
   */
  public static KernelSpec of(Map<String, String> environment, Path launcher) {
    boolean isMac = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac");
    Path kernels = dataFolder(environment, isMac).resolve("kernels");
    return new KernelSpec(kernels.resolve(NAME), launcher.toAbsolutePath().normalize());
  }

  /** Where Jupyter itself looks first, but for what the user added by JUPYTER_PATH. */
  static Path dataFolder(Map<String, String> environment, boolean isMac) {
    String given = environment.getOrDefault("JUPYTER_DATA_DIR", "");
    if (!given.isEmpty()) {
      return Path.of(given).toAbsolutePath();
    }
    Path home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
    if (isMac) {
      return home.resolve("Library").resolve("Jupyter");
    }
    String data = environment.getOrDefault("XDG_DATA_HOME", "");
    Path parent = data.isEmpty() ? home.resolve(".local").resolve("share") : Path.of(data);
    return parent.resolve("jupyter").toAbsolutePath();
  }

  /** Where the kernelspec lies. */
  public Path folder() {
    return folder;
  }

  /**
   * Writes the kernelspec where it is missing or says something else. Another kernel of this name
   * is moved aside, not lost.
   *
   * @return what was done
   * @throws UserException when the folder cannot be written
   */
  public Outcome install() {
    Path file = folder.resolve("kernel.json");
    ObjectNode wanted = content();
    JsonNode found = read(file);
    if (wanted.equals(found) && hasLogos()) {
      return new Outcome(
          State.UNCHANGED, "the Jupyter kernel %s is installed".formatted(DISPLAY_NAME));
    }
    boolean isOurs = found != null && found.at("/metadata/smdm").isObject();
    String done;
    State state;
    if (isOurs) {
      state = State.REPAIRED;
      String old = Json.textOrEmpty(found.at("/metadata/smdm"), "launcher");
      done =
          old.equals(launcher.toString())
              ? "repaired the Jupyter kernel %s in %s".formatted(DISPLAY_NAME, folder)
              : "repaired the Jupyter kernel %s, which started %s: it starts %s now"
                  .formatted(DISPLAY_NAME, old, launcher);
    } else {
      state = State.INSTALLED;
      done = "installed the Jupyter kernel %s in %s".formatted(DISPLAY_NAME, folder);
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) || isNoFolder()) {
        done += ": another one named %s was there and is %s now".formatted(NAME, moveAside());
      }
    }
    for (int size : LOGO_SIZES) {
      byte[] logo = KernelLogo.png(size);
      AtomicFile.write(logo(size), out -> out.write(logo));
    }
    AtomicFile.writeString(file, wanted.toPrettyString() + "\n");
    return new Outcome(state, done);
  }

  private ObjectNode content() {
    ObjectNode content = Json.newObject();
    content
        .putArray("argv")
        .add("/bin/sh")
        .add("-c")
        .add(START)
        .add(launcher.toString())
        .add("kernel")
        .add("{connection_file}");
    content.put("display_name", DISPLAY_NAME);
    content.put("language", "java");
    content.put("interrupt_mode", "message");
    content.putObject("metadata").putObject("smdm").put("launcher", launcher.toString());
    return content;
  }

  private boolean hasLogos() {
    return LOGO_SIZES.stream().allMatch(size -> Files.isRegularFile(logo(size)));
  }

  private Path logo(int size) {
    return folder.resolve("logo-%dx%d.png".formatted(size, size));
  }

  private boolean isNoFolder() {
    return Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(folder);
  }

  /** What a file says; null when it says nothing that can be understood. */
  private static JsonNode read(Path file) {
    try {
      return Files.isRegularFile(file) ? Json.object(file, "a kernel's kernel.json") : null;
    } catch (UserException e) {
      // Whoever wrote it, it is moved aside.
      return null;
    }
  }

  private Path moveAside() {
    Path aside = folder.resolveSibling(NAME + "-before-smdm");
    for (int i = 2; Files.exists(aside, LinkOption.NOFOLLOW_LINKS); i++) {
      aside = folder.resolveSibling(NAME + "-before-smdm-" + i);
    }
    try {
      return Files.move(folder, aside);
    } catch (IOException e) {
      throw new UserException(
          "another Jupyter kernel is in %s and cannot be moved (%s): move or remove it"
              .formatted(folder, e.getClass().getSimpleName()),
          e);
    }
  }
}
