package org.smdm.notebook;

import java.util.List;
import org.smdm.jupyter.kernel.JavaKernel;
import org.smdm.lab.Home;
import org.smdm.train.Interrupts;

/** The Java kernel with the words of {@link Notebook}, for Jupyter and for headless notebooks. */
public final class SmdmKernel {

  private static final List<String> IMPORTS =
      List.of(
          "static org.smdm.notebook.Notebook.*",
          "org.smdm.chart.*",
          "org.smdm.config.*",
          "org.smdm.io.UserException",
          "org.smdm.lab.*",
          "org.smdm.notebook.*",
          "org.smdm.report.*");

  private SmdmKernel() {}

  /**
   * Starts Java for cells.
   *
   * @param version of the program
   */
  public static JavaKernel start(String version) {
    JavaKernel kernel =
        new JavaKernel(version, IMPORTS, Rendering::register, Interrupts::interrupt);
    // A notebook that was copied elsewhere still finds ../lib.
    kernel.seenFrom(Home.current().folder().resolve("notebooks"));
    return kernel;
  }
}
