package org.smdm.jupyter.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/** Programs that stand in for Jupyter's, and the surrounding in which only they are found. */
public final class Programs {

  private final Path folder;

  /**
   * No programs yet.
   *
   * @param folder for them and for the user's home
   */
  public Programs(Path folder) {
    this.folder = folder;
  }

  /** Adds a shell script. */
  public Path add(String place, String name, String... lines) throws IOException {
    Path program = folder.resolve(place).resolve(name);
    Files.createDirectories(program.getParent());
    Files.writeString(program, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return program;
  }

  /** Variables under which only programs of some places are found. */
  public Map<String, String> environment(String... places) {
    StringBuilder path = new StringBuilder();
    for (String place : places) {
      path.append(path.isEmpty() ? "" : ":").append(folder.resolve(place));
    }
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", path.toString());
    environment.put("HOME", folder.resolve("home").toString());
    environment.put("JUPYTER_DATA_DIR", folder.resolve("data").toString());
    return environment;
  }
}
