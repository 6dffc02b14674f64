package org.smdm.jupyter.install;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** The kernel's picture in launchers: nine tokens, of which some are still masked. */
final class KernelLogo {

  private static final Color GROUND = new Color(0x1f, 0x3a, 0x5f);
  private static final Color TOKEN = new Color(0xf2, 0xb1, 0x34);
  private static final Color MASK = new Color(0x8f, 0xa6, 0xc1);
  private static final String TOKENS = "x.x" + "xx." + ".xx";
  private static final int SIDE = 3;

  private KernelLogo() {}

  /**
   * Draws the picture.
   *
   * @param size side in pixels
   * @return a PNG file
   */
  static byte[] png(int size) {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    // Drawn on a square of 32 units, whatever its size.
    graphics.scale(size / 32.0, size / 32.0);
    graphics.setColor(GROUND);
    graphics.fill(new RoundRectangle2D.Double(0, 0, 32, 32, 8, 8));
    graphics.setStroke(new BasicStroke(1.25f));
    for (int i = 0; i < TOKENS.length(); i++) {
      double x = 5 + 8 * (i % SIDE);
      double y = 5 + 8 * (i / SIDE);
      if (TOKENS.charAt(i) == 'x') {
        graphics.setColor(TOKEN);
        graphics.fill(new RoundRectangle2D.Double(x, y, 6, 6, 2, 2));
      } else {
        graphics.setColor(MASK);
        graphics.draw(new RoundRectangle2D.Double(x + 0.75, y + 0.75, 4.5, 4.5, 1.5, 1.5));
      }
    }
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
