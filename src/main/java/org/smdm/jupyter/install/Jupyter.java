package org.smdm.jupyter.install;

import java.util.List;

/**
 * A program of Jupyter's that was seen to work.
 *
 * @param tool which one
 * @param command how it is started
 * @param version that it says it has
 */
public record Jupyter(JupyterTool tool, List<String> command, String version) {

  /** Copies the command. */
  public Jupyter {
    command = List.copyOf(command);
  }

  /** Name and version for people. */
  public String title() {
    return switch (tool) {
      case NOTEBOOK -> "Jupyter Notebook " + version;
      case LAB -> "JupyterLab " + version;
      case NBCONVERT -> "Jupyter nbconvert " + version;
    };
  }
}
