package org.smdm.chart;

import java.awt.Color;
import java.util.List;

/**
 * Colours and markers of series. The colours are those of Okabe and Ito ("Color Universal Design",
 * 2008), the ones that show best on white first; markers differ too, so that print without colour
 * can be read.
 */
final class Palette {
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x00, 0x72, 0xB2),
          new Color(0xD5, 0x5E, 0x00),
          new Color(0x00, 0x9E, 0x73),
          new Color(0xCC, 0x79, 0xA7),
          new Color(0xE6, 0x9F, 0x00),
          new Color(0x56, 0xB4, 0xE9),
          new Color(0x00, 0x00, 0x00),
          new Color(0xF0, 0xE4, 0x42));

  private Palette() {}

  /** How many series differ by colour alone. */
  static int size() {
    return COLOURS.size();
  }

  static Color colour(int index) {
    return COLOURS.get(Math.floorMod(index, COLOURS.size()));
  }

  static Marker marker(int index) {
    List<Marker> markers = List.of(Marker.values());
    return markers.get(Math.floorMod(index, markers.size()));
  }
}
