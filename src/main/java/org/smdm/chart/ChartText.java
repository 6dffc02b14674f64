package org.smdm.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.util.Collection;
import org.smdm.io.UserException;

/** Text in charts: the fonts, measuring, and drawing as outlines that need no font later. */
final class ChartText {
  /** 12 pt at 96 units per inch. */
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 16);

  private static final Font TITLE_FONT = FONT.deriveFont(Font.BOLD, 17f);

  /** How much wider the title's font is at most than that of all other text. */
  private static final double BOLDER = 1.25;

  static final Color INK = new Color(0x22, 0x22, 0x22);

  /** Places of the given point within a text: at its beginning, middle or end. */
  static final double LEFT = 0;

  static final double CENTRE = 0.5;
  static final double RIGHT = 1;

  private static final Color HALO = new Color(255, 255, 255, 215);
  private static final BasicStroke HALO_STROKE =
      new BasicStroke(4, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  private static final FontRenderContext MEASURE = new FontRenderContext(null, true, true);
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  private ChartText() {}

  /** Refuses TeX, which would be shown as it is written. */
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

  /** The width of the widest. */
  static double widest(Collection<String> texts) {
    return texts.stream().mapToDouble(ChartText::width).max().orElse(0);
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

  /**
   * Fills the text's outlines in the colour of ink.
   *
   * @param x of the place in the text that {@code anchor} names
   * @param y of the baseline
   * @param anchor from {@link #LEFT} to {@link #RIGHT}
   */
  static void draw(Graphics2D g, String text, double x, double y, double anchor) {
    g.setColor(INK);
    if (!text.isBlank()) {
      g.fill(outline(text, FONT, x - anchor * width(text), y));
    }
  }

  /** Draws text whose capitals are centred at a height. */
  static void drawBeside(Graphics2D g, String text, double x, double middle, double anchor) {
    draw(g, text, x, middle + capHeight() / 2, anchor);
  }

  /** Draws text that reads upwards. */
  static void drawUpwards(Graphics2D g, String text, double x, double y, double anchor) {
    AffineTransform before = g.getTransform();
    g.translate(x, y);
    g.rotate(-Math.PI / 2);
    draw(g, text, 0, 0, anchor);
    g.setTransform(before);
  }

  /** Draws a bold text with its middle at a point, cut to a width. */
  static void drawTitle(Graphics2D g, String text, double x, double y, double width) {
    g.setColor(INK);
    if (!text.isBlank()) {
      String fitted = fitted(text, width / BOLDER);
      double half = new TextLayout(fitted, TITLE_FONT, MEASURE).getAdvance() / 2;
      g.fill(outline(fitted, TITLE_FONT, x - half, y));
    }
  }

  /** Draws text that stays readable on top of lines. */
  static void drawWithHalo(Graphics2D g, String text, double x, double y) {
    Shape outline = outline(text, FONT, x, y);
    g.setColor(HALO);
    g.setStroke(HALO_STROKE);
    g.draw(outline);
    g.setColor(INK);
    g.fill(outline);
  }

  private static Shape outline(String text, Font font, double x, double y) {
    return new TextLayout(text, font, MEASURE)
        .getOutline(AffineTransform.getTranslateInstance(x, y));
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
