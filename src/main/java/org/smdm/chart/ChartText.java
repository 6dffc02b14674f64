package org.smdm.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import org.smdm.io.UserException;

/** Text in charts: the fonts, measuring, and drawing as outlines that need no font later. */
final class ChartText {
  /** 12 pt at 96 units per inch. */
  static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 16);

  static final Font TITLE_FONT = FONT.deriveFont(Font.BOLD, 17f);
  static final Color INK = new Color(0x22, 0x22, 0x22);

  private static final Color HALO = new Color(255, 255, 255, 215);
  private static final BasicStroke HALO_STROKE =
      new BasicStroke(4, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  private static final FontRenderContext MEASURE = new FontRenderContext(null, true, true);
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  private ChartText() {}

  /** Refuses what XChart would hand to a TeX renderer that is not there. */
  static String requirePlain(String text) {
    if (text.length() > 1 && text.startsWith("$") && text.endsWith("$")) {
      throw new UserException(
          "charts cannot set TeX such as '%s': write plain text, superscripts as ² or ⁻¹"
              .formatted(text));
    }
    return text;
  }

  /**
   * Refuses to go on without fonts, which a bare Java installation may lack. Java reports that in
   * several ways, most of them errors and none of them helpful.
   */
  static void requireFonts() {
    requireFonts(ChartText::capHeight);
  }

  static void requireFonts(Runnable probe) {
    try {
      probe.run();
    } catch (LinkageError | InternalError | RuntimeException e) {
      throw new UserException(
          "charts need fonts and this machine offers Java none: install fontconfig and a font (Debian: apt-get install fontconfig fonts-dejavu-core)",
          e);
    }
  }

  static double width(String text) {
    return text.isEmpty() ? 0 : new TextLayout(text, FONT, MEASURE).getAdvance();
  }

  /** Height of a capital letter, by which lines of text are centred. */
  static double capHeight() {
    return new TextLayout("H", FONT, MEASURE).getBounds().getHeight();
  }

  /** The text, cut with an ellipsis to at most that width. */
  static String fitted(String text, double width) {
    String cut = text;
    while (width(cut) > width && cut.length() > 2) {
      int end = cut.offsetByCodePoints(cut.length(), text.equals(cut) ? -1 : -2);
      cut = cut.substring(0, end) + "…";
    }
    return cut;
  }

  /** Fills the text's outlines with its baseline beginning at a point. */
  static void draw(Graphics2D g, String text, double x, double y) {
    if (text.isBlank()) {
      return;
    }
    Shape outline =
        new TextLayout(text, FONT, MEASURE).getOutline(AffineTransform.getTranslateInstance(x, y));
    g.fill(outline);
  }

  /** Draws text that stays readable on top of lines. */
  static void drawWithHalo(Graphics2D g, String text, double x, double y) {
    Shape outline =
        new TextLayout(text, FONT, MEASURE).getOutline(AffineTransform.getTranslateInstance(x, y));
    g.setColor(HALO);
    g.setStroke(HALO_STROKE);
    g.draw(outline);
    g.setColor(INK);
    g.fill(outline);
  }

  /** A power of ten with its exponent raised, for instance 10⁻³. */
  static String powerOfTen(int exponent) {
    StringBuilder text = new StringBuilder("10");
    if (exponent < 0) {
      text.append('⁻');
    }
    for (char digit : Integer.toString(Math.abs(exponent)).toCharArray()) {
      text.append(SUPERSCRIPTS.charAt(digit - '0'));
    }
    return text.toString();
  }
}
