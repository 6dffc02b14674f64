package org.smdm.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.smdm.io.UserException;

/** Matrices as colours. */
class HeatMapTest {

  private static HeatMap map(double[][] values, int columns) {
    List<String> labels = List.of("a", "b", "c").subList(0, columns);
    return new HeatMap("t", "keys", "queries", labels, List.of("x", "y"), values, "weight", "");
  }

  @Test
  void largerValuesAreDarkerAndZeroIsWhite() throws Exception {
    byte[] png = map(new double[][] {{0, 0.5, 1}, {1, 0.25, 0}}, 3).png();
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    // Cells are 40 units wide and the image has two pixels per unit.
    int left = 0;
    int y = 2 * 60;
    while (image.getRGB(left, y) == -1 || image.getRGB(left, y) != image.getRGB(left, y + 40)) {
      left++;
    }
    int[] light = new int[3];
    for (int c = 0; c < 3; c++) {
      int rgb = image.getRGB(left + 40 + 80 * c, y);
      light[c] = (rgb >> 16 & 255) + (rgb >> 8 & 255) + (rgb & 255);
    }
    assertEquals(3 * 255, light[0]);
    assertTrue(light[0] > light[1] && light[1] > light[2], List.of(light[1], light[2]).toString());
  }

  @Test
  void svgHasTheTitleAndNoFonts() {
    String svg = map(new double[][] {{0, 1}, {1, 0}}, 2).svg();
    assertTrue(svg.startsWith("<svg") && svg.contains("<title>t</title>"), svg.substring(0, 200));
    assertTrue(!svg.contains("<text"));
  }

  @Test
  void whatHasNoPlaceIsRefused() {
    assertThrows(UserException.class, () -> map(new double[][] {{0, 1}}, 2));
    assertThrows(UserException.class, () -> map(new double[][] {{0, 1}, {1}}, 2));
    assertThrows(UserException.class, () -> map(new double[][] {{0, -1}, {1, 1}}, 2));
    assertThrows(UserException.class, () -> map(new double[][] {{0, Double.NaN}, {1, 1}}, 2));
  }

  @Test
  void cellsMayBeMissingWhereThatIsSaid() throws Exception {
    double[][] values = {{0, Double.NaN}, {1, 0.5}};
    List<String> labels = List.of("a", "b");
    HeatMap map = new HeatMap("t", "x", "y", labels, labels, values, "p", "not asked");
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(map.png()));
    int grey = 0xFFE2DFDA;
    long missing = 0;
    for (int x = 0; x < image.getWidth(); x++) {
      missing += image.getRGB(x, 2 * 60) == grey ? 1 : 0;
    }
    // One cell of 40 units, two pixels each, less its frame and its neighbour's hair.
    assertTrue(missing > 70 && missing <= 80, missing + " grey pixels");
    assertThrows(
        UserException.class,
        () ->
            new HeatMap(
                "t", "x", "y", labels, labels, new double[][] {{0, -1}, {1, 1}}, "p", "none"));
  }
}
