package org.smdm.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.io.UserException;

class ChartTextTest {
  private static final String SENTENCE =
      "charts need fonts and this machine offers Java none: install fontconfig and a font (Debian: apt-get install fontconfig fonts-dejavu-core)";

  @TempDir Path folder;

  @Test
  void everyWayInWhichJavaMissesFontsIsTheSameSentence() {
    for (Runnable failure :
        List.<Runnable>of(
            () -> {
              throw new InternalError(new ReflectiveOperationException());
            },
            () -> {
              throw new UnsatisfiedLinkError("libfreetype.so.6: cannot open shared object file");
            },
            () -> {
              throw new NoClassDefFoundError("Could not initialize class sun.font.FontManager");
            },
            () -> {
              throw new IllegalStateException("Fontconfig head is null");
            })) {
      assertEquals(
          SENTENCE,
          assertThrows(UserException.class, () -> ChartText.requireFonts(failure)).getMessage());
    }
  }

  /** Draws a chart in a Java of its own whose fontconfig knows no folder of fonts. */
  @Test
  void aMachineWithoutFontsGetsTheSentence() throws IOException, InterruptedException {
    assumeTrue(
        System.getProperty("os.name").equals("Linux"), "only on Linux does Java ask fontconfig");
    Path fonts = Files.writeString(folder.resolve("fonts.conf"), "<fontconfig></fontconfig>");
    ProcessBuilder java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "-Duser.home=" + folder, // where Java would remember fonts that it found before
                "-cp",
                System.getProperty("java.class.path"),
                WithoutFonts.class.getName())
            .redirectErrorStream(true);
    java.environment().put("FONTCONFIG_FILE", fonts.toString());
    Process process = java.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    assertTrue(output.lines().anyMatch(SENTENCE::equals), output);
  }

  /** Prints what a chart says when it cannot be drawn. */
  static final class WithoutFonts {
    private WithoutFonts() {}

    public static void main(String[] args) {
      double[] one = {1};
      LineChart chart =
          LineChart.of(
              "t",
              ChartAxis.linear("x"),
              ChartAxis.linear("y"),
              List.of(ChartSeries.line("s", one, one)));
      System.out.println(assertThrows(UserException.class, chart::svg).getMessage());
      System.out.println(assertThrows(UserException.class, chart::png).getMessage());
    }
  }

  @Test
  void longTextIsCutWithAnEllipsisBetweenWholeCharacters() {
    assertEquals("short", ChartText.fitted("short", 500));
    String cut = ChartText.fitted("\uD83D\uDE00".repeat(50), 100);
    assertTrue(cut.endsWith("…") && ChartText.width(cut) <= 100, cut);
    assertEquals(0, cut.replace("\uD83D\uDE00", "").length() - 1);
  }

  @Test
  void powersOfTenHaveRaisedExponents() {
    assertEquals("10⁰", ChartText.powerOfTen(0));
    assertEquals("10⁻¹²", ChartText.powerOfTen(-12));
    assertEquals("10³⁴⁵", ChartText.powerOfTen(345));
  }
}
