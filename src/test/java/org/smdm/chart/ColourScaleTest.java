package org.smdm.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import org.junit.jupiter.api.Test;

/** Colours in order. */
class ColourScaleTest {

  private static final int STEPS = 20;

  private static double[] linear(String css) {
    Color colour = Color.decode(css);
    float[] rgb = colour.getRGBColorComponents(null);
    double[] linear = new double[3];
    for (int i = 0; i < 3; i++) {
      linear[i] = rgb[i] <= 0.04045 ? rgb[i] / 12.92 : Math.pow((rgb[i] + 0.055) / 1.055, 2.4);
    }
    return linear;
  }

  private static double luminance(String css) {
    double[] c = linear(css);
    return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
  }

  /** CIE L*a*b* at D65, which the scale was not made from. */
  private static double[] lab(String css) {
    double[] c = linear(css);
    double x = f((0.4124 * c[0] + 0.3576 * c[1] + 0.1805 * c[2]) / 0.9505);
    double y = f(0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]);
    double z = f((0.0193 * c[0] + 0.1192 * c[1] + 0.9505 * c[2]) / 1.089);
    return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
  }

  private static double f(double t) {
    return t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
  }

  @Test
  void stepsAreEvenToTheEyeAndDarkerAndDarker() {
    double smallest = Double.MAX_VALUE;
    double largest = 0;
    for (int i = 0; i < STEPS; i++) {
      double[] a = lab(ColourScale.css((double) i / STEPS));
      double[] b = lab(ColourScale.css((i + 1.0) / STEPS));
      assertTrue(b[0] < a[0] - 1, i + ": " + a[0] + " to " + b[0]);
      double distance = Math.hypot(Math.hypot(b[0] - a[0], b[1] - a[1]), b[2] - a[2]);
      smallest = Math.min(smallest, distance);
      largest = Math.max(largest, distance);
    }
    assertTrue(largest < 2 * smallest, smallest + " to " + largest);
  }

  @Test
  void textIsReadableOnEveryColour() {
    for (int i = 0; i <= 100; i++) {
      double under = luminance(ColourScale.css(i / 100.0));
      double ink = ColourScale.ink(i / 100.0).equals("#000") ? 0 : 1;
      double contrast = (Math.max(under, ink) + 0.05) / (Math.min(under, ink) + 0.05);
      assertTrue(contrast >= 4.5, i + ": " + contrast);
    }
  }

  @Test
  void sharesOutsideAreTheEnds() {
    assertEquals(ColourScale.css(0), ColourScale.css(-1));
    assertEquals(ColourScale.css(1), ColourScale.css(2));
  }
}
