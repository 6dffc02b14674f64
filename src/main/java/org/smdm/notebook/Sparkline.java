package org.smdm.notebook;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The course of a loss in a line of text: points are averaged in pairs as they become many, so that
 * it stays small however long the run is.
 */
final class Sparkline {

  private static final int MOST_POINTS = 240;
  private static final int WIDTH = 200;
  private static final int HEIGHT = 28;
  private static final String BLOCKS = "▁▂▃▄▅▆▇█";
  private static final int BLOCKS_SHOWN = 24;

  private final List<Double> points = new ArrayList<>();
  private int perPoint = 1;
  private double sum;
  private int count;

  /** Adds a value; what is not finite has no place. */
  void add(double value) {
    if (!Double.isFinite(value)) {
      return;
    }
    sum += value;
    if (++count < perPoint) {
      return;
    }
    points.add(sum / count);
    sum = 0;
    count = 0;
    if (points.size() >= MOST_POINTS) {
      for (int i = 0; i < MOST_POINTS / 2; i++) {
        points.set(i, (points.get(2 * i) + points.get(2 * i + 1)) / 2);
      }
      points.subList(MOST_POINTS / 2, points.size()).clear();
      perPoint *= 2;
    }
  }

  /** The points that are drawn. */
  List<Double> points() {
    return List.copyOf(points);
  }

  /** As inline SVG; empty below two points. */
  String svg() {
    if (points.size() < 2) {
      return "";
    }
    double low = points.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    double span = Math.max(1e-9, highest() - low);
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < points.size(); i++) {
      double x = 1 + (WIDTH - 2.0) * i / (points.size() - 1);
      double y = HEIGHT - 2 - (HEIGHT - 4) * (points.get(i) - low) / span;
      path.append(String.format(Locale.ROOT, "%s%.1f,%.1f", i == 0 ? "" : " ", x, y));
    }
    return ("<svg width=\"%d\" height=\"%d\" style=\"vertical-align:middle\" role=\"img\""
            + " aria-label=\"loss so far\"><polyline points=\"%s\" fill=\"none\""
            + " stroke=\"#0072B2\" stroke-width=\"1.5\"/></svg>")
        .formatted(WIDTH, HEIGHT, path);
  }

  /** As a row of block characters. */
  String text() {
    if (points.isEmpty()) {
      return "";
    }
    double low = points.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    double span = Math.max(1e-9, highest() - low);
    int shown = Math.min(BLOCKS_SHOWN, points.size());
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < shown; i++) {
      double value = points.get(i * (points.size() - 1) / Math.max(1, shown - 1));
      int level = (int) Math.min(BLOCKS.length() - 1, BLOCKS.length() * (value - low) / span);
      text.append(BLOCKS.charAt(level));
    }
    return text.toString();
  }

  private double highest() {
    return points.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }
}
