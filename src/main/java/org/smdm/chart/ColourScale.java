package org.smdm.chart;

import java.util.Locale;

/**
 * Colours for what has an order: light yellow for the first over green to dark blue for the last,
 * in even steps to the eye, and also in grey. They are points of a curve in Oklab (Björn Ottosson,
 * "A perceptual color space for image processing", 2020), equally far from each other.
 */
public final class ColourScale {

  private static final double LIGHTEST = 0.93;
  private static final double DARKEST = 0.43;
  private static final double FIRST_HUE = Math.toRadians(102);
  private static final double LAST_HUE = Math.toRadians(272);
  private static final double CHROMA = 0.105;
  private static final int SAMPLES = 1024;

  /** Share of the way along the curve, by share of its parameter. */
  private static final double[] LENGTHS = lengths();

  private ColourScale() {}

  /**
   * A colour.
   *
   * @param share from 0 for the first to 1 for the last
   * @return as in CSS, {@code #rrggbb}
   */
  public static String css(double share) {
    double[] rgb = rgb(share);
    return String.format(
        Locale.ROOT, "#%02x%02x%02x", to8Bit(rgb[0]), to8Bit(rgb[1]), to8Bit(rgb[2]));
  }

  /** The colour of text on {@link #css} of the same share, black or white: what differs more. */
  public static String ink(double share) {
    double[] rgb = rgb(share);
    double luminance = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
    // Where WCAG's contrast with black, (luminance + 0.05) / 0.05, equals that with white.
    return luminance > Math.sqrt(1.05 * 0.05) - 0.05 ? "#000" : "#fff";
  }

  private static double[] curve(double t) {
    double lightness = LIGHTEST + (DARKEST - LIGHTEST) * t;
    double hue = FIRST_HUE + (LAST_HUE - FIRST_HUE) * t;
    return new double[] {lightness, CHROMA * Math.cos(hue), CHROMA * Math.sin(hue)};
  }

  private static double[] lengths() {
    double[] lengths = new double[SAMPLES + 1];
    double[] before = curve(0);
    for (int i = 1; i <= SAMPLES; i++) {
      double[] next = curve((double) i / SAMPLES);
      double square = 0;
      for (int c = 0; c < 3; c++) {
        square += (next[c] - before[c]) * (next[c] - before[c]);
      }
      lengths[i] = lengths[i - 1] + Math.sqrt(square);
      before = next;
    }
    double all = lengths[SAMPLES];
    for (int i = 0; i <= SAMPLES; i++) {
      lengths[i] /= all;
    }
    return lengths;
  }

  /** Linear sRGB. */
  private static double[] rgb(double share) {
    double wanted = Math.max(0, Math.min(1, share));
    int at = 1;
    while (at < SAMPLES && LENGTHS[at] < wanted) {
      at++;
    }
    double part = (wanted - LENGTHS[at - 1]) / (LENGTHS[at] - LENGTHS[at - 1]);
    double[] lab = curve((at - 1 + part) / SAMPLES);
    double l = cube(lab[0] + 0.3963377774 * lab[1] + 0.2158037573 * lab[2]);
    double m = cube(lab[0] - 0.1055613458 * lab[1] - 0.0638541728 * lab[2]);
    double s = cube(lab[0] - 0.0894841775 * lab[1] - 1.2914855480 * lab[2]);
    return new double[] {
      4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
      -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s
    };
  }

  private static double cube(double x) {
    return x * x * x;
  }

  private static int to8Bit(double linear) {
    double x = Math.max(0, Math.min(1, linear));
    double encoded = x <= 0.0031308 ? 12.92 * x : 1.055 * Math.pow(x, 1 / 2.4) - 0.055;
    return (int) Math.round(255 * encoded);
  }
}
