/**
 * Figures that know no run: curves, rows, heat maps and radars, each drawn by a painter of its own
 * on any {@code Graphics2D} and so had as PNG and SVG ({@link org.smdm.chart.Figure}).
 *
 * <p>There is no charting library behind it. XChart drew the axes and the radar once, and all data
 * were drawn here in a layer above: XChart strokes every segment of a curve on its own, so that
 * dashes run together and an SVG has an element for every step; it knows neither reference lines
 * with labels nor pale curves behind their means, nor a legend that looks for a free place and goes
 * beside or below the axes if there is none, nor rows with errors and hollow marks, nor heat maps
 * whose words turn where they have no room. What was left of it, frame, ticks and grid, had to be
 * mended too (no halves between the multiples of a short logarithmic axis, no label at the ends of
 * a range), and its size was known only after drawing it once out of sight. {@code Axes} does that
 * in 170 lines, and the layer needs no internal class of a library.
 */
package org.smdm.chart;
