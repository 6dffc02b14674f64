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
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.smdm.OwnExamples;

/** The architectures of docs/your-own.md from training to evaluation, and those that do not do. */
@ResourceLock("System.out")
class OwnArchitectureTest {

  private static final int STEPS = 50;

  @TempDir Path folder;

  static Stream<String> names() {
    return OwnExamples.all().keySet().stream();
  }

  private Path file(String source) throws IOException {
    return Files.writeString(folder.resolve("own.py"), source);
  }

  private Terminal pretrain(Path results, String source, Object... more) throws IOException {
    return train(
        results,
        Stream.concat(Stream.of("--architecture", file(source)), Stream.of(more)).toArray());
  }

  private static Terminal train(Path results, Object... more) {
    String words =
        "pretrain --name own --layers 2 --heads 2 --embd 16 --ffn 32 --block-size 32 --batch-size 4"
            + " --validation-sequences 4 --mc-samples 2 --save-every 25 --steps "
            + STEPS;
    Stream<Object> all =
        Stream.concat(Stream.of((Object[]) words.split(" ")), Stream.of("--results", results));
    return Terminal.smdm(Stream.concat(all, Stream.of(more)).toArray());
  }

  private static byte[] weights(Path results) throws IOException {
    return Files.readAllBytes(
        results.resolve("own/checkpoints/step-%08d/model.safetensors".formatted(STEPS)));
  }

  @Test
  void thePageHasSevenExamplesOfAtMostTwentyLines() {
    assertEquals(7, OwnExamples.all().size());
    OwnExamples.all().forEach((name, source) -> assertTrue(source.lines().count() <= 20, name));
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachTrainsGoesOnSamplesAndIsEvaluated(String name) throws Exception {
    String source = OwnExamples.all().get(name);
    Path whole = folder.resolve("whole");
    pretrain(whole, source).assertDone();
    byte[] expected = weights(whole);

    deleteTree(whole.resolve("own/checkpoints/step-%08d".formatted(STEPS)));
    pretrain(whole, source, "--resume").assertDone();
    assertArrayEquals(expected, weights(whole));

    Path run = whole.resolve("own");
    Terminal sample = Terminal.smdm("sample", run, "--prompt", "We ", "--length", 8);
    sample.assertDone();
    assertTrue(sample.out().startsWith("We "), sample.out());
    String dated =
        "{\"date\": \"1990-01-01\", \"text\": \"" + "We the people. ".repeat(20) + "\"}\n";
    Path text = Files.writeString(folder.resolve("dated.jsonl"), dated);
    Terminal.smdm("shift", run, "--results", whole, "--data", text, "--sequences", 4, "--mc-num", 2)
        .assertDone();

    Terminal info = Terminal.smdm("info", run.resolve("config.json"));
    info.assertDone();
    assertTrue(info.out().contains("(sha256 "), info.out());

    // A config alone is the same run.
    Path again = folder.resolve("again");
    Terminal.smdm("run", run.resolve("config.json"), "--results", again).assertDone();
    assertArrayEquals(expected, weights(again));
  }

  @Test
  void anArchitectureIsAnotherModel() throws Exception {
    Path own = folder.resolve("own");
    Path usual = folder.resolve("usual");
    pretrain(own, OwnExamples.all().get("Tied head")).assertDone();
    train(usual).assertDone();
    assertNotEquals(weights(own).length, weights(usual).length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          def norm(self, x: Tensor, weight: Tensor) -> Tensor:;  return x * (        | line 2 of the model's source
          def norm(self, x: Tensor, weight: Tensor) -> Tensor:;  return x.wrong()    | line 2 of the model's source
          def norm(self, x: Tensor, weight: Tensor) -> Tensor:;  y = x;  return y[:, :, :3] * weight | line 3 of the model's source
          def norm(self, x: Tensor, weight: Tensor) -> Tensor:;  return x * weights[g]     | line 2 of the model's source reads weights[g]
          def norm(self, x: Tensor, weight: Tensor) -> Tensor:;  return torch.from_file("x") | line 2 of the model's source uses from_file
          def norm(self, x: Tensor, weight: Tensor) -> Tensor:;  _ = "#" + str(torch.save(x));  return x | line 2 of the model's source uses save
          def norm(self, x: Tensor, weight: Tensor) -> Tensor:;  _ = \""";# \""" + str(torch.save(x));  return x | line 2 of the model's source has a text of several lines
          def norm(self, x: Tensor) -> Tensor:;  return x        | does not fit what is around it, by one of norm (line 1): Expected at most
          # hi;def norm(self, x: Tensor, weight: Tensor) -> Tensor:;  return x[:, :, :3] | by one of norm (line 2): mat1 and mat2
          '# without w4' | line 1 of the model's source does without 'w4'
          '# without w2' | w2_left_out
          '# parameter g (embed)' | line 1 of the model's source has a size 'embed'
          '# parameter g (embd) ones decay' | line 1 of the model's source declares a weight as 'g (embd) ones decay'
          '# parameter g (embd)' | is read by no function
          '# parameter wte (embd)' | two weights of the name wte
          x = 3                                                  | the model's source has no function
          class A:                                               | the model's source has no function
          """)
  void whatDoesNotDoIsToldWithItsLine(String source, String message) throws Exception {
    Terminal refused = pretrain(folder.resolve("bad"), source.replace(";", "\n") + "\n");
    assertEquals(2, refused.code(), refused.err());
    assertTrue(refused.err().contains(message), refused.err());
    assertFalse(refused.err().contains("Exception"), refused.err());
  }

  private static void deleteTree(Path path) throws IOException {
    Set<Path> all;
    try (Stream<Path> paths = Files.walk(path)) {
      all = new TreeSet<>(Comparator.reverseOrder());
      paths.forEach(all::add);
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }
}
