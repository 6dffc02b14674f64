package org.smdm.eval.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.eval.LikelihoodEstimate;
import org.smdm.eval.Limit;
import org.smdm.eval.Metric;
import org.smdm.eval.Request;
import org.smdm.eval.Scorer;
import org.smdm.eval.task.MalformedRows;
import org.smdm.eval.task.TaskData;
import org.smdm.eval.task.Tasks;
import org.smdm.io.UserException;

/**
 * From data files to result files with a scorer for which everything can be worked out by hand: the
 * log-likelihood is minus the number of characters, and three characters are greedy.
 */
class EvaluationTest {

  private static final Scorer BY_LENGTH =
      requests ->
          requests.stream()
              .map(Request::continuation)
              .map(text -> estimate(-text.length(), text.length() == 3))
              .toList();

  private static final ModelUnderTest MODEL =
      new ModelUnderTest(
          "mdm",
          "run=runs/a,cfg=0.5",
          "runs/a:b",
          32,
          "cpu",
          3407,
          "0123abc",
          Instant.parse("2026-01-02T03:04:05.5Z"),
          Duration.ofMillis(1500));

  @TempDir private Path data;
  private final ObjectMapper mapper = new ObjectMapper();

  private static LikelihoodEstimate estimate(double logLikelihood, boolean isGreedy) {
    return new LikelihoodEstimate(-logLikelihood, OptionalDouble.of(0), 1, isGreedy);
  }

  @BeforeEach
  void writeData() throws IOException {
    Files.createDirectories(data.resolve("openbookqa"));
    Files.createDirectories(data.resolve("lambada_standard"));
    // Of each item: log-likelihoods with the delimiter; the same by length without it.
    Files.writeString(
        data.resolve("openbookqa/test.jsonl"),
        question("0", "a", "bbb", "A") // -2, -4: right; -2, -1.33: wrong
            + question("1", "cc", "dd", "B") // ties: the first is taken, wrong
            + question("2", "eeee", "f", "B") // -5, -2: right; -1.25, -2: wrong
            + question("3", "gg", "hhhh", "B")); // -3, -5: wrong; -1.5, -1.25: right
    Files.writeString(
        data.resolve("lambada_standard/lambada_test_plain_text.txt"), "one bb\none two cccc\n");
  }

  private static String question(String id, String a, String b, String key) {
    return ("{\"id\": \"%s\", \"question\": {\"stem\": \"Which is short?\", \"choices\": "
            + "[{\"text\": \"%s\", \"label\": \"A\"}, {\"text\": \"%s\", \"label\": \"B\"}]}, "
            + "\"answerKey\": \"%s\"}\n")
        .formatted(id, a, b, key);
  }

  private TaskData read(String task) {
    return TaskData.read(Tasks.named(task), data, MalformedRows.LEAVE_OUT);
  }

  private Evaluation evaluation(Limit limit, int resamples) {
    return new Evaluation(List.of(read("openbookqa"), read("lambada_standard")), limit, resamples);
  }

  private List<TaskResult> evaluate(Limit limit, int resamples) {
    return evaluation(limit, resamples).run(BY_LENGTH);
  }

  private List<Path> write(Path folder, int resamples, boolean logSamples) {
    Evaluation evaluation = evaluation(Limit.NONE, resamples);
    return ResultFiles.write(folder, evaluation, evaluation.run(BY_LENGTH), MODEL, logSamples);
  }

  @Test
  void metricsAreThoseWorkedOutByHand() {
    List<TaskResult> results = evaluate(Limit.NONE, 2500);
    TaskResult lambada = results.get(0);
    TaskResult openbook = results.get(1);
    assertEstimate(0.5, Math.sqrt(1.0 / 3) / 2, openbook.estimates().get(Metric.ACC));
    assertEstimate(0.25, 0.25, openbook.estimates().get(Metric.ACC_NORM));
    assertEstimate(0.5, 0.5, lambada.estimates().get(Metric.ACC));
    // exp(4); the error is that of the harness's rule in CPython 3.11
    assertEstimate(
        54.598150033144236, 47.28937511581928, lambada.estimates().get(Metric.PERPLEXITY));
  }

  private static void assertEstimate(double value, double error, TaskResult.Estimate estimate) {
    assertEquals(value, estimate.value(), 1e-12);
    assertEquals(error, estimate.standardError().orElseThrow(), 1e-11);
  }

  @Test
  void ofOneItemNothingHasAnErrorAndOfNoResamplesNothingAtAll() {
    TaskResult lambada = evaluate(Limit.of(0.5), 100).get(0);
    TaskResult openbook = evaluate(Limit.of(0.5), 100).get(1);
    assertEquals(1, lambada.estimates().get(Metric.ACC).value());
    assertEquals(Math.exp(3), lambada.estimates().get(Metric.PERPLEXITY).value(), 1e-12);
    assertTrue(lambada.estimates().values().stream().allMatch(e -> e.standardError().isEmpty()));
    assertEstimate(0.5, 0.5, openbook.estimates().get(Metric.ACC));
    assertEstimate(0, 0, openbook.estimates().get(Metric.ACC_NORM));
    for (TaskResult task : evaluate(Limit.NONE, 0)) {
      assertTrue(task.estimates().values().stream().allMatch(e -> e.standardError().isEmpty()));
    }
  }

  @Test
  void anImpossibleContinuationMakesAnInfinitePerplexity() {
    TaskResult result =
        new Evaluation(List.of(read("lambada_standard")), Limit.NONE, 100)
            .run(requests -> List.of(estimate(Double.NEGATIVE_INFINITY, false), estimate(-1, true)))
            .get(0);
    assertEstimate(0.5, 0.5, result.estimates().get(Metric.ACC));
    TaskResult.Estimate perplexity = result.estimates().get(Metric.PERPLEXITY);
    assertEquals(Double.POSITIVE_INFINITY, perplexity.value());
    assertEquals(Double.NaN, perplexity.standardError().orElseThrow());
  }

  @Test
  void aFractionIsOneOfEveryTask() {
    List<TaskResult> results = evaluate(Limit.of(0.5), 0);
    assertEquals(List.of(1, 2), results.stream().map(t -> t.answers().size()).toList());
    assertEquals(
        List.of(
            "lambada_standard: the file has 2 items, the published one 5153.",
            "lambada_standard: only 1 of 2 items are scored.",
            "openbookqa: the file has 4 items, the published one 500.",
            "openbookqa: only 2 of 4 items are scored."),
        results.stream().flatMap(result -> result.notes().stream()).toList());
  }

  @Test
  void theScorerIsAskedOncePerTaskInTheOrderOfItems() {
    List<List<Request>> asked = new ArrayList<>();
    new Evaluation(List.of(read("openbookqa"), read("lambada_standard")), Limit.of(2), 0)
        .run(
            requests -> {
              asked.add(requests);
              return BY_LENGTH.score(requests);
            });
    assertEquals(2, asked.size());
    assertEquals(
        List.of(
            new Request("openbookqa", 0, 0, "Which is short?", " a"),
            new Request("openbookqa", 0, 1, "Which is short?", " bbb"),
            new Request("openbookqa", 1, 0, "Which is short?", " cc"),
            new Request("openbookqa", 1, 1, "Which is short?", " dd")),
        asked.get(1));
    assertEquals(new Request("lambada_standard", 1, 0, "one two", " cccc"), asked.get(0).get(1));
  }

  @Test
  void itemsLeftOutStayCounted() throws IOException {
    Path file = data.resolve("openbookqa/test.jsonl");
    Files.writeString(file, "{}\n" + Files.readString(file));
    TaskResult result =
        new Evaluation(List.of(read("openbookqa")), Limit.of(3), 0).run(BY_LENGTH).get(0);
    assertEquals(2, result.answers().size()); // of the first 3 rows
    assertTrue(
        result.notes().get(1).startsWith("openbookqa: 1 items are left out; the first: Line 1 of "),
        result.notes().toString());
    UserException nothing =
        assertThrows(
            UserException.class,
            () -> new Evaluation(List.of(read("openbookqa")), Limit.of(1), 0).run(BY_LENGTH));
    assertEquals(
        "None of the first 1 items of openbookqa can be used: raise the limit or mend the file",
        nothing.getMessage());
  }

  @Test
  void filesHaveTheHarnesssNamesAndKeys(@TempDir Path results) throws IOException {
    List<Path> files = write(results, 2500, true);
    String time = "2026-01-02T03-04-07.000000";
    Path folder = results.resolve("runs__a__b");
    assertEquals(
        List.of(
            folder.resolve("results_" + time + ".json"),
            folder.resolve("samples_lambada_standard_" + time + ".jsonl"),
            folder.resolve("samples_openbookqa_" + time + ".jsonl")),
        files);
    JsonNode root = mapper.readTree(files.get(0).toFile());
    assertEquals(0.25, root.at("/results/openbookqa").get("acc_norm,none").doubleValue());
    assertEquals(0.25, root.at("/results/openbookqa").get("acc_norm_stderr,none").doubleValue());
    assertEquals("openbookqa", root.at("/results/openbookqa/alias").textValue());
    assertEquals(4, root.at("/n-samples/openbookqa/effective").intValue());
    assertFalse(root.at("/higher_is_better/lambada_standard/perplexity").booleanValue());
    assertTrue(root.at("/higher_is_better/lambada_standard/acc").booleanValue());
    assertEquals(1.0, root.at("/versions/openbookqa").doubleValue());
    assertEquals(0, root.at("/n-shot/openbookqa").intValue());
    assertEquals("test", root.at("/configs/openbookqa/test_split").textValue());
    assertEquals("loglikelihood", root.at("/configs/lambada_standard/output_type").textValue());
    assertEquals(2500, root.at("/config/bootstrap_iters").intValue());
    assertTrue(root.at("/config/limit").isNull());
    assertEquals("0123abc", root.get("git_hash").textValue());
    assertEquals(1767323045.5, root.get("date").doubleValue());
    assertEquals("1.5", root.get("total_evaluation_time_seconds").textValue());
    assertTrue(root.at("/task_files/openbookqa/test.jsonl").textValue().matches("[0-9a-f]{64}"));
    assertTrue(root.at("/task_hashes/openbookqa").textValue().matches("[0-9a-f]{64}"));
  }

  /** Hashes are those of the harness's rules in CPython 3.11. */
  @Test
  void samplesAreLoggedAsTheHarnessDoes(@TempDir Path results) throws IOException {
    List<Path> files = write(results, 0, true);
    assertEquals(
        "{\"doc_id\": 0, \"doc\": "
            + question("0", "a", "bbb", "A").strip()
            + ", \"target\": \"0\", \"arguments\": {\"gen_args_0\": {\"arg_0\": \"Which is short?\", "
            + "\"arg_1\": \" a\"}, \"gen_args_1\": {\"arg_0\": \"Which is short?\", "
            + "\"arg_1\": \" bbb\"}}, \"resps\": [[[\"-2.0\", \"False\"]], [[\"-4.0\", \"False\"]]], "
            + "\"filtered_resps\": [[\"-2.0\", \"False\"], [\"-4.0\", \"False\"]], "
            + "\"doc_hash\": \"ccabb4c40d41f81d6ed153ef529f7f2de196a7466d6af8778eec7a1e19369e49\", "
            + "\"prompt_hash\": \"5729003e9c83cf0576786bfe58cb649664929ab8d8dd137123b572da3ebb6a4d\", "
            + "\"target_hash\": \"5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9\", "
            + "\"acc\": 1.0, \"acc_norm\": 0.0}",
        Files.readAllLines(files.get(2)).get(0));
    JsonNode completion = mapper.readTree(Files.readAllLines(files.get(1)).get(0));
    assertEquals(" bb", completion.get("target").textValue());
    assertEquals(
        "7537c5192f9e2770812594cf3bf0d57fcca82add665b1d47435c30fd1a764d0d",
        completion.get("target_hash").textValue());
    assertEquals(-3.0, completion.get("perplexity").doubleValue());
    assertTrue(completion.get("acc").isInt());
    JsonNode root = mapper.readTree(files.get(0).toFile());
    assertEquals("N/A", root.at("/results/openbookqa").get("acc_stderr,none").textValue());
  }

  @Test
  void withoutSamplesOnlyTheResultsAreWritten(@TempDir Path results) throws IOException {
    List<Path> files = write(results, 0, false);
    assertEquals(1, files.size());
    assertTrue(mapper.readTree(files.get(0).toFile()).get("task_hashes").isEmpty());
  }

  @Test
  void whatCannotBeEvaluatedIsRefused() {
    TaskData task = read("openbookqa");
    assertSentence(
        "There is no task to evaluate: name at least one", List.of(), Evaluation.HARNESS_RESAMPLES);
    assertSentence("The task openbookqa is given twice: name it once", List.of(task, task), 0);
    assertSentence(
        "resamples is 1: write 0 for no standard errors, or at least 2", List.of(task), 1);
    assertThrows(
        IllegalStateException.class,
        () -> new Evaluation(List.of(task), Limit.NONE, 0).run(requests -> List.of()));
  }

  @Test
  void aModelNeedsANameForItsFolder() {
    assertEquals(
        "The evaluated model is called \"..\": give it a name for the folder of its results",
        assertThrows(
                UserException.class,
                () ->
                    new ModelUnderTest(
                        "mdm", "", "..", 1, "cpu", 0, "", Instant.EPOCH, Duration.ZERO))
            .getMessage());
  }

  private static void assertSentence(String sentence, List<TaskData> tasks, int resamples) {
    assertEquals(
        sentence,
        assertThrows(UserException.class, () -> new Evaluation(tasks, Limit.NONE, resamples))
            .getMessage());
  }
}
