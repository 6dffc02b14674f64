package org.smdm.jupyter.install;

/** A program of Jupyter's that is used here. */
public enum JupyterTool {
  /** The classic notebook, or since version 7 that which took its place. */
  NOTEBOOK("notebook", "notebook"),
  /** JupyterLab. */
  LAB("lab", "jupyterlab"),
  /** Runs notebooks without a browser. */
  NBCONVERT("nbconvert", "nbconvert");

  private final String verb;
  private final String module;

  JupyterTool(String verb, String module) {
    this.verb = verb;
    this.module = module;
  }

  /** What follows {@code jupyter} on a command line. */
  String verb() {
    return verb;
  }

  /** The Python module that it is. */
  String module() {
    return module;
  }

  /** The program's own name. */
  String program() {
    return "jupyter-" + verb;
  }
}
