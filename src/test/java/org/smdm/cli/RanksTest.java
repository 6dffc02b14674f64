package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.OwnExamples;
import org.smdm.config.Architecture;
import org.smdm.config.ConfigJson;
import org.smdm.config.ModelFamily;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.RunConfig;
import org.smdm.dist.Mpi;
import org.smdm.io.Json;
import org.smdm.tensor.Torch;
import org.smdm.tensor.safetensors.SafetensorsFile;

/** Real ranks that train together, die, hang and are told to stop. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class RanksTest {

  private static final int STEPS = 12;
  private static final List<String> FILES = List.of("model.safetensors", "optimizer.safetensors");

  /** Seconds in which a job has to end after one of its ranks did. */
  private static final int PROMPTLY = 60;

  @TempDir private Path folder;

  @BeforeEach
  void requireMpi() throws Exception {
    Mpi.OPEN_MPI.variables();
  }

  /**
   * The config of a run.
   *
   * @param microBatch sequences of 8 that are computed at once
   * @param clip norm of gradients above which they are clipped; 0 for never
   */
  private Path config(String name, int microBatch, double clip, int steps) throws IOException {
    Path file = folder.resolve(name + ".json");
    Terminal.smdm(
            Stream.of(
                    "pretrain --layers 2 --heads 2 --embd 32 --block-size 32 --batch-size 8"
                        .split(" "),
                    ("--validate-every 6 --validation-sequences 10 --mc-samples 3 --ssl-ratio 0.3"
                            + " --save-every 4 --keep-last 1 --keep-best 1 --lr 2e-3")
                        .split(" "),
                    new Object[] {"--micro-batch-size", microBatch, "--steps", steps},
                    new Object[] {"--name", name, "--save-config", file})
                .flatMap(Stream::of)
                .toArray())
        .assertDone();
    String usual = Files.readString(file);
    String changed = usual.replace("\"gradientClip\" : 1.0", "\"gradientClip\" : " + clip);
    assertEquals(clip == 1, changed.equals(usual));
    Files.writeString(file, changed);
    return file;
  }

  private Path results(String job) {
    return folder.resolve(job);
  }

  private Path output(String job) {
    return folder.resolve(job + ".txt");
  }

  private String said(String job) throws IOException {
    return Files.readString(output(job), StandardCharsets.UTF_8);
  }

  /** Starts ranks by a plain mpirun. */
  private Process start(String job, int ranks, Path config, String... more) throws Exception {
    return start(job, Map.of(), ranks, config, more);
  }

  private Process start(
      String job, Map<String, String> variables, int ranks, Path config, String... more)
      throws Exception {
    List<Object> words = new ArrayList<>(List.of("run", config, "--results", results(job)));
    words.add("--resume");
    words.addAll(List.of(more));
    ProcessBuilder builder =
        Mpi.OPEN_MPI
            .job(ranks, Main.class, words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output(job).toFile()));
    builder.environment().putAll(variables);
    return builder.start();
  }

  private void finish(String job, int ranks, Path config, String... more) throws Exception {
    Process process = start(job, ranks, config, more);
    assertEquals(0, process.waitFor(), said(job));
  }

  private static String name(Path config) {
    return ConfigJson.read(config, RunConfig.class).name();
  }

  private Path checkpoint(String job, Path config, int step) {
    return results(job).resolve("%s/checkpoints/step-%08d".formatted(name(config), step));
  }

  /** What metrics.csv says of training; norms of shards are rounded otherwise than of the whole. */
  private List<String[]> metrics(String job, Path config) throws IOException {
    List<String> lines = Files.readAllLines(results(job).resolve(name(config) + "/metrics.csv"));
    List<String> header = List.of(lines.get(0).split(",", -1));
    int[] columns =
        Stream.of(
                "step",
                "tokens",
                "loss",
                "learning_rate",
                "validation_loss",
                "validation_standard_error")
            .mapToInt(header::indexOf)
            .toArray();
    return lines.stream()
        .map(line -> line.split(",", -1))
        .map(
            cells -> {
              String[] chosen = new String[columns.length];
              for (int i = 0; i < columns.length; i++) {
                chosen[i] = cells[columns[i]];
              }
              return chosen;
            })
        .toList();
  }

  private void assertIdentical(String expected, String actual, Path config) throws IOException {
    assertArrayEquals(
        metrics(expected, config).toArray(), metrics(actual, config).toArray(), actual);
    for (String file : FILES) {
      assertEquals(
          -1,
          Files.mismatch(
              checkpoint(expected, config, STEPS).resolve(file),
              checkpoint(actual, config, STEPS).resolve(file)),
          actual + " " + file);
    }
  }

  /** The same sums on the same ranks, wherever moments are held and however often it is killed. */
  @Test
  void shardsAndKilledRanksChangeNoBit() throws Exception {
    Path config = config("bits", 4, 0, STEPS);
    finish("sharded", 2, config, "--shard-optimizer");
    kill("killed", 2, config, "--shard-optimizer");
    finish("killed", 2, config);
    assertIdentical("sharded", "killed", config);
  }

  /** A model and an objective of one's own are the same on ranks, wherever moments are held. */
  @Test
  void ownCodeRunsOnRanks() throws Exception {
    Path usual = config("own", 4, 0, STEPS);
    RunConfig run = ConfigJson.read(usual, RunConfig.class);
    ObjectNode fields = (ObjectNode) Json.tree(run);
    Architecture architecture =
        Architecture.of(
            "# tied head\n"
                + OwnExamples.all()
                    .get("QK-norm")
                    .replace("# parameter q_norm (head)", "# parameter q_norm (head) no decay"));
    fields.set("model", Json.tree(run.model().withArchitecture(architecture)));
    ObjectNode objective =
        (ObjectNode)
            Json.tree(
                ObjectiveConfig.Own.of(
                    ModelFamily.MDM, OwnExamples.objectives().get("Cosine schedule")));
    fields.set("objective", objective.put("type", "own"));
    Path config = Files.writeString(folder.resolve("own-code.json"), fields.toString());
    Map<String, String> own = Map.of("XDG_CONFIG_HOME", folder.resolve("list").toString());
    for (String shards : List.of("", "--shard-optimizer")) {
      List<String> more = new ArrayList<>(List.of("--run-code"));
      if (!shards.isEmpty()) {
        more.add(shards);
      }
      Process process = start("own" + shards, own, 2, config, more.toArray(String[]::new));
      assertEquals(0, process.waitFor(), said("own" + shards));
    }
    assertIdentical("own", "own--shard-optimizer", config);
  }

  /** Ends a rank, and with it the job, after it has saved for the first time. */
  private void kill(String job, int ranks, Path config, String... more) throws Exception {
    Process process = start(job, ranks, config, more);
    awaitFile(checkpoint(job, config, 4));
    process
        .descendants()
        .filter(RanksTest::isRank)
        .skip(1)
        .findFirst()
        .orElseThrow()
        .destroyForcibly();
    assertTrue(process.waitFor(PROMPTLY, TimeUnit.SECONDS), said(job));
    assertNotEquals(0, process.exitValue(), said(job));
  }

  private static boolean isRank(ProcessHandle process) {
    return process.info().command().orElse("").endsWith("java");
  }

  private static void awaitFile(Path file) throws InterruptedException {
    for (int i = 0; i < 1200 && !Files.exists(file); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertTrue(Files.exists(file), file.toString());
  }

  /** Gradients of micro-batches are added in another order, squares of shards as well. */
  @Test
  void anyNumberOfRanksIsWithinRoundingOfOne() throws Exception {
    Path config = config("near", 2, 1, STEPS);
    finish("one", 1, config);
    kill("four", 2, config);
    finish("four", 4, config, "--shard-optimizer");
    List<String[]> expected = metrics("one", config);
    List<String[]> actual = metrics("four", config);
    assertEquals(expected.size(), actual.size());
    assertArrayEquals(expected.get(0), actual.get(0));
    for (int i = 1; i < expected.size(); i++) {
      for (int k = 0; k < expected.get(i).length; k++) {
        String cell = expected.get(i)[k];
        if (cell.isEmpty()) {
          assertEquals("", actual.get(i)[k]);
        } else {
          double value = Double.parseDouble(cell);
          assertEquals(value, Double.parseDouble(actual.get(i)[k]), 2e-6 * Math.abs(value));
        }
      }
    }
    assertNear(
        checkpoint("one", config, STEPS).resolve(FILES.get(0)),
        checkpoint("four", config, STEPS).resolve(FILES.get(0)));
  }

  private static void assertNear(Path expected, Path actual) {
    try (NDManager manager = Torch.newManager("cpu");
        SafetensorsFile a = SafetensorsFile.open(expected);
        SafetensorsFile b = SafetensorsFile.open(actual)) {
      assertEquals(a.tensors().keySet(), b.tensors().keySet());
      for (String name : a.tensors().keySet()) {
        // Adam moves a weight by its rate whatever the gradient's size: tiny ones round most.
        assertArrayEquals(
            a.read(manager, name).toFloatArray(), b.read(manager, name).toFloatArray(), 2e-5f);
      }
    }
  }

  @Test
  void whatOneRankCannotReadEndsTheJobInASentence() throws Exception {
    Path config = config("reads", 4, 1, STEPS);
    Path other = folder.resolve("other.json");
    Files.writeString(
        other, Files.readString(config).replace("\"sotu\"", "\"" + folder + "/nothing.txt\""));
    ProcessBuilder builder =
        Mpi.OPEN_MPI.job(1, Main.class, List.of("run", config, "--results", results("reads")));
    List<String> words = new ArrayList<>(builder.command());
    words.add(":");
    List<String> second =
        Mpi.OPEN_MPI
            .job(1, Main.class, List.of("run", other, "--results", results("reads")))
            .command();
    words.addAll(second.subList(second.indexOf("-np"), second.size()));
    Process process =
        builder
            .command(words)
            .redirectErrorStream(true)
            .redirectOutput(output("reads").toFile())
            .start();
    assertTrue(process.waitFor(PROMPTLY, TimeUnit.SECONDS), said("reads"));
    assertEquals(2, process.exitValue(), said("reads"));
    assertTrue(said("reads").contains("smdm: rank 1 of 2: "), said("reads"));
    assertTrue(said("reads").contains("nothing.txt"), said("reads"));
  }

  @Test
  void aRankThatHangsEndsTheJob() throws Exception {
    Path config = config("hangs", 4, 1, 100_000);
    Process process = start("hangs", Map.of("SMDM_RANK_TIMEOUT", "3"), 2, config);
    awaitFile(checkpoint("hangs", config, 4).getParent());
    ProcessHandle rank = process.descendants().filter(RanksTest::isRank).findFirst().orElseThrow();
    new ProcessBuilder("kill", "-STOP", Long.toString(rank.pid())).start().waitFor();
    assertTrue(process.waitFor(PROMPTLY, TimeUnit.SECONDS), said("hangs"));
    assertNotEquals(0, process.exitValue());
    assertTrue(said("hangs").contains("of 2 waited 3 s in "), said("hangs"));
    assertTrue(said("hangs").contains("--resume"), said("hangs"));
  }

  /** By our own starting of mpirun, which passes the signal on. */
  @Test
  void ranksThatAreToldToStopSaveAndGoOn() throws Exception {
    Path longer = config("longer", 4, 0, 100_000);
    List<String> words =
        List.of("run", longer.toString(), "--results", results("stops").toString(), "--ranks", "2");
    Process process = ChildProcess.smdm(output("stops"), Mpi.OPEN_MPI.variables(), words);
    awaitFile(checkpoint("stops", longer, 4).getParent());
    process.destroy();
    assertTrue(process.waitFor(PROMPTLY, TimeUnit.SECONDS), said("stops"));
    assertTrue(said("stops").contains("stopped and saved after step"), said("stops"));
    assertFalse(said("stops").contains("Exception"), said("stops"));
  }

  @Test
  void ranksScoreAsOneProcessDoes() throws Exception {
    Object[] pretrain =
        ("pretrain --name model --steps 2 --layers 1 --heads 2 --embd 16 --block-size 256"
                + " --batch-size 2 --validation-sequences 2 --mc-samples 2 --results "
                + results("model"))
            .split(" ");
    Terminal.smdm(pretrain).assertDone();
    for (int ranks = 1; ranks <= 2; ranks++) {
      String job = "eval" + ranks;
      List<Object> words =
          List.of(
              "eval",
              results("model").resolve("model"),
              "--tasks",
              "sotu_endings",
              "--limit",
              11,
              "--nll",
              "mc",
              "--mc-num",
              8,
              "--out",
              results(job));
      Process process =
          Mpi.OPEN_MPI
              .job(ranks, Main.class, words)
              .redirectErrorStream(true)
              .redirectOutput(output(job).toFile())
              .start();
      assertEquals(0, process.waitFor(), said(job));
    }
    List<String> answers = Files.readAllLines(results("eval1").resolve("answers.jsonl"));
    assertEquals(44, answers.size());
    assertEquals(
        answers.stream().sorted().toList(),
        Files.readAllLines(results("eval2").resolve("answers.jsonl")).stream().sorted().toList());
    assertEquals(
        Files.readString(results("eval1").resolve("table.csv")),
        Files.readString(results("eval2").resolve("table.csv")));
  }

  @Test
  void whatRanksCannotShareIsRefused() throws Exception {
    Path config = config("uneven", 8, 1, STEPS);
    Process process = start("uneven", 2, config);
    assertTrue(process.waitFor(PROMPTLY, TimeUnit.SECONDS), said("uneven"));
    assertEquals(2, process.exitValue());
    assertTrue(
        said("uneven").contains("2 ranks cannot share 1 micro-batches equally"), said("uneven"));
    Terminal.smdm("run", config, "--ranks", 0).assertRefused("--ranks is 0");
  }
}
