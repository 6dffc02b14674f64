package org.smdm.notebook;

import java.util.UUID;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;

/**
 * A place below the cell that runs, whose content can be replaced. Where there is no notebook, only
 * what is meant to stay is printed.
 */
final class Display {

  private final String id = UUID.randomUUID().toString();
  private boolean isShown;

  /** Shows something once. */
  static void once(Shown shown) {
    new Display().last(shown);
  }

  /** Whether a notebook shows what cells display. */
  static boolean isRich() {
    BaseKernel kernel = BaseKernel.notebookKernel();
    return kernel != null && kernel.getIO().display.isAttached();
  }

  /** Replaces the content by what will be replaced in its turn. */
  void update(Shown shown) {
    if (isRich()) {
      put(shown);
    }
  }

  /** Replaces the content by what stays. */
  void last(Shown shown) {
    if (isRich()) {
      put(shown);
    } else {
      System.out.println(shown.text());
    }
  }

  private void put(Shown shown) {
    BaseKernel kernel = BaseKernel.notebookKernel();
    DisplayData data = shown.data();
    if (isShown) {
      kernel.getIO().display.updateDisplay(id, data);
    } else {
      data.setDisplayId(id);
      kernel.getIO().display.display(data);
      isShown = true;
    }
  }
}
