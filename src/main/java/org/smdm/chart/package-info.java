/** Charts that know no run: lines, bars, dots, heat maps, as PNG and SVG. */
package org.smdm.chart;
