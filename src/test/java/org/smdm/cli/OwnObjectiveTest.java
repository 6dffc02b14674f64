package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.smdm.OwnExamples;

/** The objectives of docs/your-own.md from training to a config of another's, and bad ones. */
@ResourceLock("System.out")
class OwnObjectiveTest {

  private static final int STEPS = 50;
  private static final String LIST = "smdm.own-code";

  /** The paper's own objective, said in code. */
  private static final String PAPER =
      """
      TrainingBatch prepare(int[][] blocks, Draw draw) {
        var random = draw.streams().stream("mask", draw.step(), draw.microBatch());
        var batch = draw.batch(blocks);
        float[] p = new float[blocks.length];
        random.nextDouble();
        for (int b = 0; b < p.length; b++) {
          p[b] = (1 - 1e-3f) * random.nextFloat() + 1e-3f;
        }
        for (int b = 0; b < p.length; b++) {
          for (int i = 0; i < batch.length(); i++) {
            if (random.nextFloat() < p[b]) {
              batch.mask(b, i, 1 / (double) p[b]);
            }
          }
        }
        return batch.done();
      }
      """;

  @TempDir Path folder;

  @BeforeEach
  void ownList() {
    System.setProperty(LIST, folder.resolve("list/own-code").toString());
  }

  @AfterEach
  void usualList() {
    System.clearProperty(LIST);
  }

  static Stream<String> names() {
    return OwnExamples.objectives().keySet().stream();
  }

  private Terminal pretrain(Path results, String source, Object... more) throws IOException {
    Path file = Files.writeString(folder.resolve("Own.java"), source);
    return train(
        results, Stream.concat(Stream.of("--objective-code", file), Stream.of(more)).toArray());
  }

  private static Terminal train(Path results, Object... more) {
    String words =
        "pretrain --name own --layers 1 --heads 2 --embd 16 --ffn 32 --block-size 32 --batch-size 4"
            + " --validation-sequences 4 --mc-samples 2 --save-every 25 --steps "
            + STEPS;
    Stream<Object> all =
        Stream.concat(Stream.of((Object[]) words.split(" ")), Stream.of("--results", results));
    return Terminal.smdm(Stream.concat(all, Stream.of(more)).toArray());
  }

  private static Path last(Path results) {
    return results.resolve("own/checkpoints/step-%08d".formatted(STEPS));
  }

  private static byte[] weights(Path results) throws IOException {
    return Files.readAllBytes(last(results).resolve("model.safetensors"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachTrainsGoesOnAndIsAskedForElsewhere(String name) throws Exception {
    String source = OwnExamples.objectives().get(name);
    assertTrue(source.lines().count() <= 25, name);
    Path whole = folder.resolve("whole");
    pretrain(whole, source).assertDone();
    byte[] expected = weights(whole);

    List<Path> files;
    try (Stream<Path> paths = Files.walk(last(whole))) {
      files = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : files) {
      Files.delete(each);
    }
    pretrain(whole, source, "--resume").assertDone();
    assertArrayEquals(expected, weights(whole));
    Terminal.smdm("sample", whole.resolve("own"), "--prompt", "We ", "--length", 4).assertDone();

    // Somebody else's machine.
    Files.delete(folder.resolve("list/own-code"));
    Path config = whole.resolve("own/config.json");
    Path again = folder.resolve("again");
    Terminal.smdm("run", config, "--results", again).assertRefused("--run-code");
    assertFalse(Files.exists(again.resolve("own")));
    Terminal run = Terminal.smdm("run", config, "--results", again, "--run-code");
    run.assertDone();
    assertTrue(run.err().contains("lines of Java, sha256"), run.err());
    assertArrayEquals(expected, weights(again));
  }

  @Test
  void thePapersObjectiveInCodeIsThePapers() throws Exception {
    Path own = folder.resolve("own");
    Path usual = folder.resolve("usual");
    pretrain(own, PAPER).assertDone();
    train(usual).assertDone();
    assertArrayEquals(weights(usual), weights(own));
    Path other = folder.resolve("other");
    pretrain(other, OwnExamples.objectives().get("Cosine schedule")).assertDone();
    assertNotEquals(List.of(weights(usual)), List.of(weights(other)));
  }

  @Test
  void anArmPredictsWhatIsBehind() throws Exception {
    String next =
        """
        TrainingBatch prepare(int[][] blocks, Draw draw) {
          var batch = draw.batch(blocks);
          for (int b = 0; b < batch.sequences(); b++) {
            for (int i = 0; i < batch.length(); i++) {
              batch.predict(b, i, 1, 1);
            }
          }
          return batch.done();
        }
        """;
    Path own = folder.resolve("own");
    Path usual = folder.resolve("usual");
    Object[] arm = {"--objective", "arm"};
    for (Path results : List.of(own, usual)) {
      String words =
          "pretrain --name own --layers 1 --heads 2 --embd 16 --block-size 32 --batch-size 4"
              + " --validation-sequences 4 --steps "
              + STEPS;
      Stream<Object> code =
          results == own
              ? Stream.of("--objective-code", Files.writeString(folder.resolve("Own.java"), next))
              : Stream.of();
      Stream<Object> all =
          Stream.concat(Stream.of((Object[]) words.split(" ")), Stream.of("--results", results));
      Terminal.smdm(Stream.of(all, code, Stream.of(arm)).flatMap(s -> s).toArray()).assertDone();
    }
    assertArrayEquals(weights(usual), weights(own));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          int x = ;                                                                       | line 1 of the objective's source: illegal start of expression
          int x;                                                                          | has no method prepare
          int prepare(int[][] blocks, Draw draw) { return 1; }                            | prepare returns int
          TrainingBatch prepare(int[][] blocks, Draw draw) { return null; }               | gives null
          TrainingBatch prepare(int[][] blocks, Draw draw) {; return draw.batch(null).done(); } | line 2 of the objective's source
          TrainingBatch prepare(int[][] blocks, Draw draw) {; int n = 0; return draw.batch(new int[1/n][]).done(); } | by zero
          TrainingBatch prepare(int[][] blocks, Draw draw) { return draw.batch(blocks).mask(0, 1, 1).mask(0, 1, 1).done(); } | predicts position 1 of sequence 0 twice
          TrainingBatch prepare(int[][] blocks, Draw draw) { return draw.batch(blocks).mask(0, 99, 1).done(); } | there are 32 positions of 4 sequences
          TrainingBatch prepare(int[][] blocks, Draw draw) { return draw.batch(blocks).mask(0, 1, 0.0 / 0).done(); } | weights position 1 of sequence 0 by NaN
          TrainingBatch prepare(int[][] blocks, Draw draw) { return new TrainingBatch(4, 32, new long[128], new long[] {3, 3}, new long[2], new float[2], new float[2]); } | rows repeat
          """)
  void whatDoesNotDoIsToldInASentence(String source, String message) throws Exception {
    Terminal refused = pretrain(folder.resolve("bad"), source.replace("{;", "{\n"));
    assertEquals(2, refused.code(), refused.err());
    assertTrue(refused.err().contains(message), refused.err());
    assertFalse(refused.err().contains("\tat "), refused.err());
  }
}
