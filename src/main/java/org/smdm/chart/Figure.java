package org.smdm.chart;

import java.awt.Graphics2D;
import java.nio.file.Path;
import java.util.List;
import org.smdm.io.AtomicFile;
import org.smdm.io.UserException;

/**
 * What can be drawn on any canvas, and so be had as SVG or PNG. Text is drawn as outlines and needs
 * no fonts to be seen; making a figure needs them, and is refused with a sentence without.
 */
public interface Figure {

  /** What it shows, for those who cannot see it. */
  String name();

  /** Width in units of 1/96 inch. */
  int width();

  /** Height in units of 1/96 inch. */
  int height();

  /** Draws everything, white ground included, from the canvas' origin on. */
  void paint(Graphics2D g);

  /**
   * The figure as an SVG document.
   *
   * @throws UserException when this machine has no fonts
   */
  default String svg() {
    return FigureImage.svg(this);
  }

  /**
   * The figure as a PNG image of twice the size in pixels, marked as 192 dots per inch.
   *
   * @throws UserException when this machine has no fonts
   */
  default byte[] png() {
    return FigureImage.png(this);
  }

  /**
   * Writes {@link #svg} to a file, whole or not at all.
   *
   * @throws UserException when this machine has no fonts or the file cannot be written
   */
  default void writeSvg(Path path) {
    AtomicFile.writeString(path, svg());
  }

  /**
   * Writes {@link #png} to a file, whole or not at all.
   *
   * @throws UserException when this machine has no fonts or the file cannot be written
   */
  default void writePng(Path path) {
    byte[] image = png();
    AtomicFile.write(path, out -> out.write(image));
  }

  /**
   * Writes {@code BASE.svg} and {@code BASE.png}.
   *
   * @param base path of the files, without ending
   * @return the files
   */
  default List<Path> write(Path base) {
    Path svg = base.resolveSibling(base.getFileName() + ".svg");
    Path png = base.resolveSibling(base.getFileName() + ".png");
    writeSvg(svg);
    writePng(png);
    return List.of(svg, png);
  }
}
