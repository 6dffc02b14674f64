package org.smdm.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.junit.jupiter.api.Test;
import org.smdm.chart.HeatMap;
import org.smdm.config.SamplingConfig;
import org.smdm.data.tokenizer.ByteTokenizer;
import org.smdm.io.UserException;
import org.smdm.sample.DenoisingStep;
import org.smdm.sample.Trajectory;

/** Texts and how they came to be, in a notebook. */
class ReplayTest {

  private static final int MASK = 256;

  static int[] bytes(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return IntStream.range(0, bytes.length).map(i -> bytes[i] & 255).toArray();
  }

  /** A text whose bytes behind the given ones are revealed in a random order, all blanks asked. */
  static Trajectory trajectory(String text, int given, int steps) {
    Random random = new Random(5);
    int[] ids = bytes(text);
    int[] template = ids.clone();
    Arrays.fill(template, given, ids.length, MASK);
    List<Integer> left = new ArrayList<>();
    IntStream.range(given, ids.length).forEach(left::add);
    List<DenoisingStep> taken = new ArrayList<>();
    for (int s = 0; s < steps; s++) {
      int[] asked = left.stream().mapToInt(i -> i).toArray();
      int count = (int) Math.ceil((double) left.size() / (steps - s));
      List<Integer> shuffled = new ArrayList<>(left);
      java.util.Collections.shuffle(shuffled, random);
      int[] revealed = shuffled.stream().limit(count).mapToInt(i -> i).sorted().toArray();
      taken.add(
          new DenoisingStep(
              0,
              s,
              asked,
              IntStream.of(asked).map(p -> ids[p]).toArray(),
              IntStream.of(asked).mapToDouble(p -> random.nextDouble()).toArray(),
              revealed));
      left.removeAll(IntStream.of(revealed).boxed().toList());
    }
    return new Trajectory(0, template, MASK, taken, ids);
  }

  private static Replay replay(Trajectory... trajectories) {
    List<String> texts =
        Arrays.stream(trajectories).map(t -> new ByteTokenizer().decode(t.ids())).toList();
    return new Replay(
        "m",
        new ByteTokenizer(),
        new SamplingConfig(64, 8, 0.7),
        texts,
        Arrays.asList(trajectories));
  }

  private static String html(Replay replay) {
    Renderer renderer = new Renderer();
    Rendering.register(renderer);
    DisplayData data = renderer.render(replay);
    return String.valueOf(data.getData(MIMEType.TEXT_HTML));
  }

  /** What is read where no script runs. */
  private static String read(String html) {
    Matcher pre = Pattern.compile("<pre[^>]*>(.*?)</pre>", Pattern.DOTALL).matcher(html);
    assertTrue(pre.find(), html);
    return pre.group(1)
        .replaceAll("<[^>]*>", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
  }

  @Test
  void withoutScriptsTheFinishedTextStandsThereInColours() {
    String html = html(replay(trajectory("Fellow <citizens>\n& é 中 \"friends\"", 7, 6)));
    assertEquals("Fellow <citizens>⏎\n& é 中 \"friends\"", read(html));
    assertTrue(html.contains("<b title=\"id 70, given\">F</b>"), html);
    assertTrue(html.contains("step 6 of 6, probability 0."), html);
    assertTrue(html.contains("revealed first") && html.contains("linear-gradient("), html);
    assertFalse(html.contains("\uFFFD"));
    // Nothing is loaded from anywhere.
    assertFalse(Pattern.compile("https?:|\\bsrc=|\\bid=\"").matcher(html).find(), html);
  }

  @Test
  void aCharacterOfSeveralTokensIsWholeOnceItsLastIsThere() {
    int[] ids = bytes("é");
    Trajectory trajectory =
        new Trajectory(
            0,
            new int[] {MASK, MASK},
            MASK,
            List.of(
                new DenoisingStep(
                    0, 0, new int[] {1}, new int[] {ids[1]}, new double[] {0.5}, new int[] {1}),
                new DenoisingStep(
                    0, 1, new int[] {0}, new int[] {ids[0]}, new double[] {0.25}, new int[] {0})),
            ids);
    String html = html(replay(trajectory));
    assertTrue(html.contains("<span data-s=\"1\" style="), html);
    assertTrue(html.contains("<span data-s=\"0\" data-u=\"1\" data-x=\"·\""), html);
    assertTrue(
        html.contains("id 195, step 2 of 2, probability 0.250&#10;id 169, step 1 of 2"), html);
    assertEquals("é", read(html));
  }

  @Test
  void whatStoodBehindAnEndOfTextIsOnlyInThePast() {
    Trajectory trajectory =
        new Trajectory(
            0,
            new int[] {'a', MASK, MASK, MASK},
            MASK,
            List.of(
                new DenoisingStep(
                    0, 0, new int[] {3}, new int[] {'z'}, new double[] {0.5}, new int[] {3}),
                new DenoisingStep(
                    0, 1, new int[] {1}, new int[] {0}, new double[] {0.9}, new int[] {1})),
            new int[] {'a', 0, 0, 0});
    String html = html(replay(trajectory));
    assertEquals("a∎", read(html));
    assertTrue(html.contains("<span data-s=\"1\"></span>"), html);
    assertTrue(html.contains("<span data-s=\"0\" data-u=\"1\" data-x=\"z\"></span>"), html);
  }

  @Test
  void theSizeIsThatOfTheTextWhateverTheSteps() {
    String text = "0123456789".repeat(100);
    int few = html(replay(trajectory(text, 0, 2))).length();
    int many = html(replay(trajectory(text, 0, 1000))).length();
    assertTrue(many < 1.1 * few, few + " and " + many);
    assertTrue(many < 250_000, many + " characters");
  }

  @Test
  void theHeatMapShowsWhatWasAskedAndGroupsWhatIsMuch() {
    Replay replay = replay(trajectory("ab cd\n", 1, 5));
    HeatMap map = replay.heatMap();
    assertEquals(List.of("b", "␣", "c", "d", "⏎"), map.columns());
    assertEquals(List.of("1", "2", "3", "4", "5"), map.rows());
    // All are asked first, then one less each time.
    for (int r = 0; r < 5; r++) {
      assertEquals(r, Arrays.stream(map.values()[r]).filter(Double::isNaN).count());
    }
    Trajectory trajectory = replay.trajectory(0);
    assertEquals(trajectory.steps().get(0).probabilities()[2], map.values()[0][2]);
    HeatMap large = replay(trajectory("0123456789".repeat(30), 0, 300)).heatMap();
    assertEquals(100, large.columns().size());
    assertEquals("3", large.columns().get(1));
    assertEquals(60, large.rows().size());
    assertTrue(large.xLabel().contains("means of 3") && large.yLabel().contains("means of 5"));
    assertTrue(large.svg().length() < 1_500_000, large.svg().length() + " characters");
    assertThrows(UserException.class, () -> replay.heatMap(1));
    assertThrows(UserException.class, () -> replay(trajectory("ab", 2, 0)).heatMap());
  }

  @Test
  void thePlainTextShowsSomeMoments() {
    String text = replay(trajectory("The cat", 3, 4)).toString();
    List<String> lines = text.lines().toList();
    assertEquals(5, lines.size(), text);
    assertEquals("m, 64 tokens, 8 steps, temperature 0.7, ancestral", lines.get(0));
    assertTrue(lines.get(1).startsWith("step 1 of 4: The"), text);
    assertEquals(3, lines.get(1).chars().filter(c -> c == '▢').count());
    assertEquals("The cat", lines.get(4));
  }
}
