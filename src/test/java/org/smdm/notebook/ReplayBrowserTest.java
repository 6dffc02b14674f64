package org.smdm.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.config.SamplingConfig;
import org.smdm.data.tokenizer.ByteTokenizer;
import org.smdm.sample.DenoisingStep;
import org.smdm.sample.TokenPieces;
import org.smdm.sample.Trajectory;

/** What a browser's reader sees at every step of many replays on one page. */
@Tag("slow")
class ReplayBrowserTest {

  private static final int MASK = 256;
  private static final int REPLAYS = 40;
  private static final List<String> ALPHABET =
      List.of("a", "é", " ", "中", "b", "😀", "\n", "<", "&");

  /** Drags every slider to every step, up and down, and compares the texts. */
  private static final String DRAG =
      """
      setTimeout(function () {
        var bad = [], frames = 0;
        document.querySelectorAll('.smdm-replay').forEach(function (root, i) {
          var range = root.querySelector('input'), pre = root.querySelector('pre');
          for (var j = 0; j < 2 * expected[i].length; j++) {
            var k = j < expected[i].length ? j : 2 * expected[i].length - 1 - j;
            range.value = k;
            range.dispatchEvent(new Event('input'));
            frames++;
            if (pre.textContent !== expected[i][k]) bad.push([i, k, pre.textContent]);
          }
        });
        document.title = 'frames ' + frames + ' bad ' + JSON.stringify(bad.slice(0, 5));
      }, 300);
      """;

  @TempDir Path folder;
  private final Random random = new Random(3);

  @Test
  void everyStepShowsTheSequenceAsItWas() throws Exception {
    StringBuilder page = new StringBuilder("<!DOCTYPE html><meta charset=\"utf-8\"><body>");
    List<List<String>> expected = new ArrayList<>();
    int frames = 0;
    for (int i = 0; i < REPLAYS; i++) {
      Trajectory trajectory = i % 4 == 2 ? autoregressive() : masked(i % 4 == 1, i % 4 == 3);
      page.append(html(trajectory));
      expected.add(texts(trajectory));
      frames += 2 * expected.get(i).size();
    }
    page.append("<script>var expected=").append(new JsonMapper().writeValueAsString(expected));
    page.append(";").append(DRAG).append("</script>");
    assertEquals("frames " + frames + " bad []", title(page.toString()));
  }

  private String html(Trajectory trajectory) {
    return new Replay(
            "m",
            new ByteTokenizer(),
            new SamplingConfig(64, 8, 1),
            List.of(""),
            List.of(trajectory))
        .shown()
        .forms()
        .get(Shown.HTML);
  }

  private static List<String> texts(Trajectory trajectory) {
    TokenPieces pieces = new TokenPieces(new ByteTokenizer(), MASK);
    int steps = trajectory.steps().size();
    return IntStream.rangeClosed(0, steps)
        .mapToObj(trajectory::idsAfter)
        .map(
            ids ->
                Arrays.equals(ids, trajectory.ids()) ? Arrays.copyOf(ids, trajectory.end()) : ids)
        .map(
            ids ->
                pieces.split(ids).stream()
                    .map(TokenPieces.Piece::text)
                    .collect(Collectors.joining())
                    .replace("\n", "⏎\n"))
        .toList();
  }

  private int[] text(boolean isBroken, boolean isAscii) {
    String text =
        IntStream.range(0, 12)
            .mapToObj(i -> ALPHABET.get(random.nextInt(ALPHABET.size())))
            .collect(Collectors.joining());
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return IntStream.range(0, bytes.length)
        .map(i -> isAscii ? 'a' + i : isBroken && random.nextInt(5) == 0 ? 128 + i : bytes[i] & 255)
        .toArray();
  }

  private Trajectory autoregressive() {
    int[] ids = text(false, false);
    List<DenoisingStep> steps =
        IntStream.range(3, ids.length).mapToObj(p -> step(p - 3, ids, p)).toList();
    return new Trajectory(0, Arrays.copyOf(ids, 3), MASK, steps, ids);
  }

  /** Of ASCII letters where it ends early: a lost character's bytes are shown by themselves. */
  private Trajectory masked(boolean isBroken, boolean endsEarly) {
    int[] ids = text(isBroken, endsEarly);
    int given = random.nextInt(4);
    int end = endsEarly ? given + (ids.length - given) / 2 : ids.length;
    int[] template = ids.clone();
    List<Integer> order = new ArrayList<>();
    for (int p = given; p < ids.length; p++) {
      if (endsEarly || random.nextInt(8) > 0) {
        order.add(p);
        template[p] = MASK;
      }
    }
    int[] last = ids.clone();
    if (endsEarly) {
      ids[end] = 0;
      Arrays.fill(last, end, last.length, 0);
    }
    Collections.shuffle(order, random);
    List<DenoisingStep> steps = new ArrayList<>();
    int before = end - given;
    for (int at = 0; at < order.size() && !(endsEarly && before < 0); ) {
      int count = Math.min(order.size() - at, 1 + random.nextInt(3));
      int[] positions = order.subList(at, at + count).stream().mapToInt(p -> p).sorted().toArray();
      steps.add(step(steps.size(), ids, positions));
      before -= (int) IntStream.of(positions).filter(p -> p <= end).count();
      at += count;
    }
    return new Trajectory(0, template, MASK, steps, last);
  }

  private static DenoisingStep step(int number, int[] text, int... positions) {
    int[] candidates = IntStream.of(positions).map(p -> text[p]).toArray();
    return new DenoisingStep(
        0, number, positions, candidates, new double[positions.length], positions);
  }

  /** The page's title after its scripts ran. */
  private String title(String html) throws Exception {
    Path browser =
        Arrays.stream(System.getenv("PATH").split(":"))
            .map(place -> Path.of(place, "chromium"))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    assumeTrue(browser != null, "there is no Chromium: apt-get install chromium");
    Path page = Files.writeString(folder.resolve("page.html"), html);
    Path dump = folder.resolve("dump.html");
    Process process =
        new ProcessBuilder(
                browser.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + folder.resolve("profile"),
                "--virtual-time-budget=5000",
                "--dump-dom",
                page.toUri().toString())
            .redirectOutput(dump.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertTrue(process.waitFor(2, TimeUnit.MINUTES), "the browser hangs");
    Matcher title = Pattern.compile("<title>(.*?)</title>").matcher(Files.readString(dump));
    return title.find() ? title.group(1) : "no title";
  }
}
