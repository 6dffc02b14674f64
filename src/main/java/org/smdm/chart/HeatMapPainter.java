package org.smdm.chart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Draws a {@link HeatMap}. */
final class HeatMapPainter {

  private static final int PLOT = 330;
  private static final int SMALLEST_CELL = 6;
  private static final int LABELLED_CELL = 17;
  private static final int MOST_LABELLED = 40;
  private static final int LARGEST_CELL = 40;

  /** So wide or high is a map of few columns or rows, as far as cells may grow. */
  private static final int LEAST_PLOT = 200;

  private static final int LEFT = 46;
  private static final int TOP = 40;
  private static final int BOTTOM = 52;
  private static final int GAP = 8;
  private static final int SCALE_WIDTH = 14;
  private static final int SCALE_ROOM = 100;
  private static final int LINE = 16;
  private static final Color FRAME = new Color(0x99, 0x99, 0x99);
  private static final Color MISSING = new Color(0xE2, 0xDF, 0xDA);

  /** White to dark blue over the palette's blue: even steps of lightness, also in grey. */
  private static final Color[] COLOURS = {
    new Color(0xFF, 0xFF, 0xFF),
    new Color(0xC6, 0xDE, 0xEF),
    new Color(0x6F, 0xB0, 0xDA),
    new Color(0x00, 0x72, 0xB2),
    new Color(0x02, 0x2B, 0x4A)
  };

  private final HeatMap map;
  private final double cellWidth;
  private final double cellHeight;
  private final int columnStride;
  private final int rowStride;
  private final double largest;
  private final double rowLabels;
  private final double columnLabels;

  HeatMapPainter(HeatMap map) {
    ChartText.requireFonts();
    this.map = map;
    int most = Math.max(map.rows().size(), map.columns().size());
    int smallest = most <= MOST_LABELLED ? LABELLED_CELL : SMALLEST_CELL;
    double cell = Math.max(smallest, Math.min(LARGEST_CELL, (double) PLOT / most));
    cellWidth = Math.max(cell, Math.min(LARGEST_CELL, (double) LEAST_PLOT / map.columns().size()));
    cellHeight = Math.max(cell, Math.min(LARGEST_CELL, (double) LEAST_PLOT / map.rows().size()));
    // Of many labels only as many as have room.
    columnStride = columnStride(map.columns(), cellWidth);
    rowStride = (int) Math.ceil(LABELLED_CELL / cellHeight);
    largest =
        Arrays.stream(map.values())
            .flatMapToDouble(Arrays::stream)
            .filter(value -> value > 0)
            .max()
            .orElse(1);
    rowLabels = ChartText.widest(map.rows());
    columnLabels = isTurned() ? ChartText.widest(map.columns()) : LINE;
  }

  /** Numbers stand side by side, however few of them then do; words are turned instead. */
  private static int columnStride(List<String> labels, double cellWidth) {
    boolean isNumbers = labels.stream().allMatch(label -> label.matches("[0-9]+"));
    if (!isNumbers) {
      return (int) Math.ceil(LABELLED_CELL / cellWidth);
    }
    double room = (ChartText.widest(labels) + GAP) / cellWidth;
    int stride = 1;
    int power = 1;
    while (stride < room) {
      // 1, 2, 5, 10, 20, 50, …
      stride = stride == power ? 2 * power : stride == 2 * power ? 5 * power : 10 * power;
      power = stride == 10 * power ? stride : power;
    }
    return stride;
  }

  /** Whether column labels are too wide to stand side by side. */
  private boolean isTurned() {
    return ChartText.widest(map.columns()) > columnStride * cellWidth - 2;
  }

  int width() {
    return (int) Math.ceil(LEFT + rowLabels + GAP + plotWidth() + GAP + scaleRoom());
  }

  int height() {
    return (int) Math.ceil(TOP + plotHeight() + columnLabels + BOTTOM);
  }

  private double scaleRoom() {
    return Math.max(SCALE_ROOM, SCALE_WIDTH + ChartText.width(map.missing()) + 3 * GAP);
  }

  private double plotWidth() {
    return cellWidth * map.columns().size();
  }

  private double plotHeight() {
    return cellHeight * map.rows().size();
  }

  void paint(Graphics2D g) {
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, width(), height());
    double x = LEFT + rowLabels + GAP;
    double plotWidth = plotWidth();
    double plotHeight = plotHeight();
    g.setColor(MISSING);
    g.fill(new Rectangle2D.Double(x, TOP, plotWidth, plotHeight));
    double[][] values = map.values();
    for (int r = 0; r < values.length; r++) {
      for (int c = 0; c < values[r].length; c++) {
        if (!Double.isNaN(values[r][c])) {
          g.setColor(colour(values[r][c] / largest));
          // A hair wider than the cell, so that no viewer shows seams.
          g.fill(
              new Rectangle2D.Double(
                  x + c * cellWidth, TOP + r * cellHeight, cellWidth + 0.3, cellHeight + 0.3));
        }
      }
    }
    g.setColor(FRAME);
    g.draw(new Rectangle2D.Double(x, TOP, plotWidth, plotHeight));
    ChartText.draw(g, map.title(), x, TOP - 14, ChartText.LEFT);
    labels(g, x, plotHeight);
    String xLabel = ChartText.fitted(map.xLabel(), Math.max(plotWidth, 2.0 * SCALE_ROOM));
    ChartText.draw(g, xLabel, x + plotWidth / 2, height() - (double) GAP * 2, ChartText.CENTRE);
    String yLabel = ChartText.fitted(map.yLabel(), plotHeight);
    ChartText.drawUpwards(g, yLabel, 22, TOP + plotHeight / 2, ChartText.CENTRE);
    scale(g, x + plotWidth + 2 * GAP, plotHeight);
  }

  private void labels(Graphics2D g, double x, double plotHeight) {
    for (int r = 0; r < map.rows().size(); r += rowStride) {
      double middle = TOP + (r + 0.5) * cellHeight;
      ChartText.drawBeside(g, map.rows().get(r), x - GAP, middle, ChartText.RIGHT);
    }
    double bottom = TOP + plotHeight;
    for (int c = 0; c < map.columns().size(); c += columnStride) {
      String label = map.columns().get(c);
      double centre = x + (c + 0.5) * cellWidth;
      if (isTurned()) {
        double baseline = centre + ChartText.capHeight() / 2;
        ChartText.drawUpwards(g, label, baseline, bottom + GAP, ChartText.RIGHT);
      } else {
        ChartText.draw(g, label, centre, bottom + LINE, ChartText.CENTRE);
      }
    }
  }

  private void scale(Graphics2D g, double x, double height) {
    int steps = 64;
    for (int i = 0; i < steps; i++) {
      g.setColor(colour((i + 0.5) / steps));
      double y = TOP + height * (1 - (i + 1.0) / steps);
      g.fill(new Rectangle2D.Double(x, y, SCALE_WIDTH, height / steps + 0.3));
    }
    g.setColor(FRAME);
    g.draw(new Rectangle2D.Double(x, TOP, SCALE_WIDTH, height));
    double right = x + SCALE_WIDTH + 5;
    for (double share : new double[] {0, 0.5, 1}) {
      String format = largest >= 0.1 ? "%.2f" : "%.2g";
      String text = share == 0 ? "0" : String.format(Locale.ROOT, format, share * largest);
      ChartText.drawBeside(g, text, right, TOP + height * (1 - share), ChartText.LEFT);
    }
    String label = ChartText.fitted(map.valueLabel(), height);
    ChartText.drawUpwards(g, label, right + 53, TOP + height / 2, ChartText.CENTRE);
    if (!map.missing().isEmpty()) {
      double y = TOP + height + GAP;
      Rectangle2D swatch = new Rectangle2D.Double(x, y, SCALE_WIDTH, SCALE_WIDTH);
      g.setColor(MISSING);
      g.fill(swatch);
      g.setColor(FRAME);
      g.draw(swatch);
      ChartText.drawBeside(g, map.missing(), right, y + SCALE_WIDTH / 2.0, ChartText.LEFT);
    }
  }

  private static Color colour(double share) {
    double at = Math.max(0, Math.min(1, share)) * (COLOURS.length - 1);
    int low = Math.min(COLOURS.length - 2, (int) at);
    double part = at - low;
    Color a = COLOURS[low];
    Color b = COLOURS[low + 1];
    return new Color(
        mixed(a.getRed(), b.getRed(), part),
        mixed(a.getGreen(), b.getGreen(), part),
        mixed(a.getBlue(), b.getBlue(), part));
  }

  private static int mixed(int a, int b, double part) {
    return (int) Math.round(a + (b - a) * part);
  }
}
