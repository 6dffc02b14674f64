package org.smdm.notebook;

import java.util.Optional;
import java.util.UUID;
import org.dflib.jjava.jupyter.kernel.DisplayStream;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.smdm.jupyter.kernel.JavaKernel;

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

  /** Where a notebook shows what cells display; empty without one. */
  private static Optional<DisplayStream> stream() {
    return JavaKernel.ofThisProcess()
        .map(kernel -> kernel.getIO().display)
        .filter(DisplayStream::isAttached);
  }

  /** Replaces the content by what will be replaced in its turn. */
  void update(Shown shown) {
    stream().ifPresent(stream -> put(stream, shown));
  }

  /** Replaces the content by what stays. */
  void last(Shown shown) {
    stream().ifPresentOrElse(stream -> put(stream, shown), () -> System.out.println(shown.text()));
  }

  private void put(DisplayStream stream, Shown shown) {
    DisplayData data = shown.data();
    if (isShown) {
      stream.updateDisplay(id, data);
    } else {
      data.setDisplayId(id);
      stream.display(data);
      isShown = true;
    }
  }
}
