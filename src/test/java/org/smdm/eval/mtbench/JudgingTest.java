package org.smdm.eval.mtbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.io.Progress;
import org.smdm.io.UserException;
import org.smdm.tensor.RandomStreams;

/** Judging by an endpoint that behaves badly: nothing is lost, nothing judged twice. */
class JudgingTest {

  private static final String SECRET = "sk-very-secret-0123456789";
  private static final ApiKey KEY = ApiKey.of("TEST_KEY", SECRET);

  @TempDir Path folder;

  private static RetryPolicy quick(int attempts) {
    return new RetryPolicy(
        attempts, Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofSeconds(5));
  }

  private static Judging.Settings settings(int attempts, int parallel) {
    return new Judging.Settings(quick(attempts), 2, parallel, 0);
  }

  private static ChatEndpoint endpoint(LocalJudge judge) {
    return new ChatEndpoint(judge.url(), "judge-1", KEY, 100, Duration.ofSeconds(2));
  }

  private static JudgePlan plan(int questions, String... models) {
    List<Question> asked =
        IntStream.rangeClosed(1, questions)
            .mapToObj(
                i ->
                    new Question(
                        new QuestionId("" + i),
                        i % 2 == 0 ? "math" : "writing",
                        List.of("Q" + i, "R" + i)))
            .toList();
    Map<String, Map<QuestionId, ModelAnswer>> answers = new LinkedHashMap<>();
    for (String model : models) {
      answers.put(model, answers(asked, model));
    }
    Map<String, JudgePrompt> prompts = new HashMap<>();
    for (String end : List.of("", "-multi-turn")) {
      String turn = end.isEmpty() ? "" : "_2";
      prompts.put(
          "single-v1" + end,
          new JudgePrompt(
              "single-v1" + end, "sys", "{question%s}|{answer%s}".formatted(turn, turn)));
      prompts.put(
          "single-math-v1" + end,
          new JudgePrompt(
              "single-math-v1" + end,
              "sys",
              "{question%s}|{ref_answer_1}|{answer%s}".formatted(turn, turn)));
      prompts.put(
          "pair-v2" + end,
          new JudgePrompt(
              "pair-v2" + end, "sys", "{answer_a%s}|{answer_b%s}".formatted(turn, turn)));
      prompts.put(
          "pair-math-v1" + end,
          new JudgePrompt(
              "pair-math-v1" + end,
              "sys",
              "{ref_answer_1}|{answer_a%s}|{answer_b%s}".formatted(turn, turn)));
    }
    return new JudgePlan(asked, answers, answers(asked, "reference"), prompts, 2);
  }

  private static Map<QuestionId, ModelAnswer> answers(List<Question> asked, String model) {
    Map<QuestionId, ModelAnswer> answers = new LinkedHashMap<>();
    for (Question q : asked) {
      answers.put(
          q.id(),
          new ModelAnswer(
              q.id(), "", model, List.of(model + " 1." + q.id(), model + " 2." + q.id()), 1, 0));
    }
    return answers;
  }

  private Judging.Outcome judge(
      LocalJudge judge, Judging.Settings settings, List<JudgeTask> tasks) {
    try (JudgmentJournal journal = JudgmentJournal.open(folder)) {
      return new Judging(endpoint(judge), settings, journal, Progress.none()).judge(tasks);
    }
  }

  @Test
  void everyWayOfMisbehavingIsOutlivedAndEveryTaskJudgedOnce() throws Exception {
    Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
    LocalJudge[] self = new LocalJudge[1];
    try (LocalJudge judge =
        new LocalJudge(
            (number, user) -> {
              int time = seen.computeIfAbsent(user, u -> new AtomicInteger()).getAndIncrement();
              int kind = Math.floorMod(user.hashCode(), 8);
              if (time > 0) {
                return LocalJudge.says("Rating: [[" + (1 + kind) + "]]");
              }
              return switch (kind) {
                case 0 -> LocalJudge.status(429, "{}", "Retry-After", "0");
                case 1 -> LocalJudge.status(500, "oops");
                case 2 -> LocalJudge.drops();
                case 3 -> self[0].hangs();
                case 4 -> LocalJudge.status(200, "{\"choices\": [");
                case 5 -> LocalJudge.status(200, "{\"choices\": []}");
                case 6 -> LocalJudge.says("I would rather not say [[a lot]].");
                default -> LocalJudge.says("Fine: [[8]]");
              };
            })) {
      self[0] = judge;
      List<JudgeTask> tasks = plan(10, "m1", "m2").single();
      assertEquals(40, tasks.size());
      Judging.Outcome outcome = judge(judge, settings(4, 8), tasks);
      assertEquals(List.of(), outcome.failures());
      assertEquals(0, outcome.unreadable());
      assertEquals(tasks, outcome.judgments().stream().map(Judgment::task).toList());
      Scores scores = Scores.of(outcome.judgments());
      assertEquals(40, scores.ratings().size());
      for (Scores.Rating rating : scores.ratings()) {
        JudgeTask task =
            tasks.stream()
                .filter(
                    t ->
                        t.models().get(0).equals(rating.model())
                            && t.question().equals(rating.question())
                            && t.turn() == rating.turn())
                .findFirst()
                .orElseThrow();
        assertEquals(1 + Math.floorMod(task.user().hashCode(), 8), rating.value());
      }
      assertEquals(new HashSet<>(List.of(1, 2, 3, 4, 5, 6, 7, 0)), kinds(tasks));
      int before = judge.requests().size();
      assertEquals(outcome, judge(judge, settings(4, 8), tasks));
      assertEquals(before, judge.requests().size());
    }
  }

  private static Set<Integer> kinds(List<JudgeTask> tasks) {
    Set<Integer> kinds = new HashSet<>();
    tasks.forEach(task -> kinds.add(Math.floorMod(task.user().hashCode(), 8)));
    return kinds;
  }

  @Test
  void whatFailsIsCountedAndTriedAgainByTheNextRunOnly() throws Exception {
    boolean[] isIll = {true};
    try (LocalJudge judge =
        new LocalJudge(
            (number, user) ->
                isIll[0] && user.contains("Q3")
                    ? LocalJudge.status(503, "{\"error\": {\"message\": \"busy " + SECRET + "\"}}")
                    : isIll[0] && user.contains("R5")
                        ? LocalJudge.status(400, "{\"error\": {\"message\": \"too\\nlong\"}}")
                        : LocalJudge.says("[[5]]"))) {
      List<JudgeTask> tasks = plan(6, "m").single();
      Judging.Outcome ill = judge(judge, settings(3, 2), tasks);
      assertEquals(10, ill.judgments().size());
      List<String> reasons = new ArrayList<>();
      ill.failures().forEach(f -> reasons.add(f.task().label() + ": " + f.reason()));
      Collections.sort(reasons);
      assertEquals(
          List.of(
              "question 3, turn 1, m: HTTP 503: busy ***",
              "question 5, turn 2, m: HTTP 400: too long"),
          reasons);
      assertEquals(10 + 3 + 1, judge.requests().size());
      isIll[0] = false;
      Judging.Outcome well = judge(judge, settings(3, 2), tasks);
      assertEquals(12, well.judgments().size());
      assertEquals(10 + 3 + 1 + 2, judge.requests().size());
    }
  }

  @Test
  void anEndpointThatIsDownStopsTheRunAndNothingJudgedIsLost() throws Exception {
    boolean[] isDown = {false};
    try (LocalJudge judge =
        new LocalJudge(
            (number, user) -> {
              isDown[0] |= number >= 10;
              return isDown[0] ? LocalJudge.status(500, "") : LocalJudge.says("[[7]]");
            })) {
      List<JudgeTask> tasks = plan(30, "m").single();
      UserException down =
          assertThrows(UserException.class, () -> judge(judge, settings(2, 1), tasks));
      assertTrue(down.getMessage().contains("HTTP 500"), down.getMessage());
      assertEquals(10 + 5 * 2, judge.requests().size());
    }
    try (LocalJudge judge = new LocalJudge((number, user) -> LocalJudge.says("[[7]]"))) {
      List<JudgeTask> tasks = plan(30, "m").single();
      assertEquals(60, judge(judge, settings(2, 4), tasks).judgments().size());
      assertEquals(50, judge.requests().size());
      assertTrue(judge.mostAtOnce() <= 4, judge.mostAtOnce() + " at once");
    }
  }

  @Test
  void anInterruptLosesOnlyWhatIsOnItsWay() throws Exception {
    CountDownLatch twenty = new CountDownLatch(20);
    List<JudgeTask> tasks = plan(40, "m").single();
    try (LocalJudge judge =
        new LocalJudge(
            (number, user) ->
                exchange -> {
                  LocalJudge.says("[[4]]").to(exchange);
                  twenty.countDown();
                })) {
      Throwable[] thrown = new Throwable[1];
      Thread run =
          new Thread(
              () ->
                  thrown[0] =
                      assertThrows(
                          CancellationException.class, () -> judge(judge, settings(2, 3), tasks)));
      run.start();
      assertTrue(twenty.await(30, TimeUnit.SECONDS));
      run.interrupt();
      run.join(20_000);
      assertInstanceOf(CancellationException.class, thrown[0]);
      int kept = Files.readAllLines(folder.resolve("journal.jsonl")).size();
      int before = judge.requests().size();
      assertTrue(kept >= before - 3, kept + " kept of " + before);
      assertEquals(80, judge(judge, settings(2, 3), tasks).judgments().size());
      assertEquals(before + 80 - kept, judge.requests().size());
    }
  }

  @Test
  void refusalsWithoutEndStopTheRun() throws Exception {
    try (LocalJudge judge = new LocalJudge((number, user) -> LocalJudge.status(400, "{}"))) {
      List<JudgeTask> tasks = plan(30, "m").single();
      UserException all =
          assertThrows(UserException.class, () -> judge(judge, settings(2, 1), tasks));
      assertTrue(all.getMessage().contains("HTTP 400"), all.getMessage());
      assertEquals(5, judge.requests().size());
    }
  }

  @Test
  void aTornJournalLosesItsLastLineOnly() throws Exception {
    try (LocalJudge judge = new LocalJudge((number, user) -> LocalJudge.says("gut – [[3]]"))) {
      List<JudgeTask> tasks = plan(4, "m").single();
      judge(judge, settings(1, 1), tasks);
      Path journal = folder.resolve("journal.jsonl");
      String text = Files.readString(journal);
      Files.writeString(journal, text.substring(0, text.length() - 9));
      Judging.Outcome outcome = judge(judge, settings(1, 1), tasks);
      assertEquals(9, judge.requests().size());
      assertTrue(outcome.judgments().stream().allMatch(j -> j.text().equals("gut – [[3]]")));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 401, 403, 404})
  void whatNoRetryCanMendEndsAtOnceInOneSentence(int status) throws Exception {
    try (LocalJudge judge =
        new LocalJudge(
            (number, user) ->
                LocalJudge.status(
                    status, "{\"error\": {\"message\": \"" + SECRET + "\"}}", "Location", "/x"))) {
      List<JudgeTask> tasks = plan(30, "m").single();
      UserException failure =
          assertThrows(UserException.class, () -> judge(judge, settings(5, 2), tasks));
      assertEquals(1, failure.getMessage().lines().count());
      assertFalse(failure.getMessage().contains(SECRET));
      assertTrue(judge.requests().size() <= 2, judge.requests().size() + " requests");
    }
  }

  private static String refusal(String parameter) {
    return "{\"error\": {\"message\": \"Unsupported parameter: '%s' is not supported\", \"code\": \"unsupported_parameter\"}}"
        .formatted(parameter);
  }

  @Test
  void whatAJudgeDoesNotTakeIsLeftOutOfTheNextRequestAtOnce() throws Exception {
    try (LocalJudge judge =
        new LocalJudge(
            (number, user) ->
                switch (number) {
                  case 0 -> LocalJudge.status(400, refusal("max_tokens"));
                  case 1 -> LocalJudge.status(422, refusal("temperature"));
                  default -> LocalJudge.says("[[5]]");
                })) {
      List<JudgeTask> tasks = plan(2, "m").single();
      assertEquals(tasks.size(), judge(judge, settings(1, 1), tasks).judgments().size());
      List<LocalJudge.Request> asked = judge.requests();
      assertEquals(tasks.size() + 2, asked.size());
      assertEquals(100, asked.get(1).body().get("max_completion_tokens").intValue());
      assertFalse(asked.get(1).body().has("max_tokens"));
      assertEquals(0, asked.get(1).body().get("temperature").intValue());
      for (LocalJudge.Request later : asked.subList(2, asked.size())) {
        assertFalse(later.body().has("temperature"));
        assertEquals(100, later.body().get("max_completion_tokens").intValue());
      }
    }
  }

  @Test
  void aRefusalOfAValueIsNotTakenForOneOfItsParameter() throws Exception {
    try (LocalJudge judge =
        new LocalJudge(
            (number, user) ->
                LocalJudge.status(
                    400, "{\"error\": {\"message\": \"max_tokens is too large: 100\"}}"))) {
      List<JudgeTask> tasks = plan(1, "m").single().subList(0, 1);
      assertEquals(1, judge(judge, settings(3, 1), tasks).failures().size());
      assertEquals(1, judge.requests().size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"429 insufficient_quota", "402 anything", "403 insufficient_balance"})
  void anAccountWithoutMoneyEndsTheRunAtOnce(String how) throws Exception {
    String[] words = how.split(" ");
    try (LocalJudge judge =
        new LocalJudge(
            (number, user) ->
                LocalJudge.status(
                    Integer.parseInt(words[0]),
                    "{\"error\": {\"message\": \"no money\", \"code\": \"" + words[1] + "\"}}"))) {
      List<JudgeTask> tasks = plan(9, "m").single();
      UserException failure =
          assertThrows(UserException.class, () -> judge(judge, settings(5, 1), tasks));
      assertTrue(failure.getMessage().contains("is spent"), failure.getMessage());
      assertEquals(1, judge.requests().size());
    }
  }

  @Test
  void anAnswerInPartsIsReadWithoutWhatWasOnlyThought() throws Exception {
    String parts =
        "{\"choices\": [{\"message\": {\"content\": [{\"type\": \"thinking\", \"thinking\": [{\"type\": \"text\", \"text\": \"[[2]]\"}]}, "
            + "{\"type\": \"text\", \"text\": \"Rating: \"}, {\"type\": \"text\", \"text\": \"[[5]]\"}]}}]}";
    try (LocalJudge judge = new LocalJudge((number, user) -> LocalJudge.status(200, parts))) {
      List<JudgeTask> tasks = plan(1, "m").single().subList(0, 1);
      assertEquals("Rating: [[5]]", judge(judge, settings(1, 1), tasks).judgments().get(0).text());
    }
  }

  @Test
  void anAnswerWithoutEndAndOneThatIsAllThoughtAreGivenUp() throws Exception {
    String all =
        "{\"choices\": [{\"finish_reason\": \"length\", \"message\": {\"content\": \"\"}}]}";
    try (LocalJudge judge =
        new LocalJudge(
            (number, user) ->
                number == 0
                    ? LocalJudge.status(200, "x".repeat(9 << 20))
                    : LocalJudge.status(200, all))) {
      List<JudgeTask> tasks = plan(1, "m").single().subList(0, 2);
      List<String> reasons =
          judge(judge, settings(1, 1), tasks).failures().stream()
              .map(Judging.Failure::reason)
              .toList();
      assertTrue(reasons.get(0).contains("more than 8388608 bytes"), reasons.toString());
      assertTrue(reasons.get(1).contains("raise --max-tokens"), reasons.toString());
    }
  }

  /** FastChat's rules: any number in two brackets, the first of several; else in one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Rating: [[8.5]] | 8.5",
        "Rating: [8] | 8",
        "Rating: [[0]] | 0",
        "Rating: [[11]] | 11",
        "Rating: [[100]] | 100",
        "first [[3]], finally [[9]] | 3",
        "See [1] and [2]. Rating: 9 | 1",
        "<think>Perhaps [[3]]? No.</think> Rating: [[9]] | 9",
        "Rating: [[ 7 ]] |",
        "Rating: [[7/10]] |",
        "Rating: [[-3]] |",
        "Rating: 7 |",
      })
  void gradesAreReadAsFastChatDoes(String text, Double grade) {
    OptionalDouble read = Verdict.rating(text);
    assertEquals(grade == null ? OptionalDouble.empty() : OptionalDouble.of(grade), read);
  }

  @Test
  void requestsAreOpenAisAtTemperatureZeroAndTheKeyStaysOutOfFiles() throws Exception {
    try (LocalJudge judge =
        new LocalJudge((number, user) -> LocalJudge.says("You said " + SECRET + " [[2]]"))) {
      List<JudgeTask> tasks = plan(2, "m").single();
      judge(judge, settings(1, 1), tasks);
      LocalJudge.Request first = judge.requests().get(0);
      assertEquals("Bearer " + SECRET, first.authorization());
      assertEquals("judge-1", first.body().get("model").textValue());
      assertEquals(0, first.body().get("temperature").intValue());
      assertEquals("sys", first.body().get("messages").get(0).get("content").textValue());
      assertEquals("Q1|m 1.1", first.user());
      assertEquals("Q2|reference 1.2|m 1.2", judge.requests().get(2).user());
      assertFalse(Files.readString(folder.resolve("journal.jsonl")).contains(SECRET));
      assertFalse(KEY.toString().contains("sk-"));
    }
  }

  @Test
  void aServerThatAsksForAWaitGetsIt() throws Exception {
    long[] times = new long[2];
    try (LocalJudge judge =
        new LocalJudge(
            (number, user) -> {
              times[number] = System.nanoTime();
              return number == 0
                  ? LocalJudge.status(429, "", "Retry-After", "1")
                  : LocalJudge.says("[[5]]");
            })) {
      judge(judge, settings(2, 1), plan(1, "m").single().subList(0, 1));
      assertTrue(times[1] - times[0] >= 1_000_000_000L);
    }
    try (LocalJudge judge =
        new LocalJudge((n, user) -> LocalJudge.status(429, "", "Retry-After", "3600"))) {
      List<JudgeTask> tasks = plan(1, "other").single();
      UserException long1 =
          assertThrows(UserException.class, () -> judge(judge, settings(9, 1), tasks));
      assertTrue(long1.getMessage().contains("60 minutes"), long1.getMessage());
    }
  }

  @Test
  void requestsAreSpacedAndHeldBack() throws Exception {
    long[] now = {7};
    RateLimit limit = new RateLimit(600, () -> now[0], time -> now[0] += time.toNanos());
    for (int i = 0; i < 4; i++) {
      limit.await();
      assertEquals(7 + i * 100_000_000L, now[0]);
    }
    limit.hold(Duration.ofSeconds(2));
    limit.hold(Duration.ofSeconds(1));
    limit.await();
    assertEquals(2_300_000_007L, now[0]);
    RateLimit none = new RateLimit(0, () -> now[0], time -> now[0] += time.toNanos());
    none.await();
    none.await();
    assertEquals(2_300_000_007L, now[0]);
  }

  @Test
  void waitsDoubleWithARandomPartAndNeverUndercutTheServers() {
    RetryPolicy policy =
        new RetryPolicy(9, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(1));
    UniformRandomProvider random = new RandomStreams(1).stream("test");
    for (int failures = 1; failures <= 8; failures++) {
      double most = Math.min(10, Math.pow(2, failures - 1));
      double wait = policy.wait(failures, Optional.empty(), random).toNanos() / 1e9;
      assertTrue(wait > most / 2 - 1e-6 && wait <= most, failures + ": " + wait);
      Duration asked = Duration.ofSeconds(7);
      assertTrue(policy.wait(failures, Optional.of(asked), random).compareTo(asked) >= 0);
    }
  }

  @Test
  void positionsAreSwappedAndContradictionsAreTies() throws Exception {
    try (LocalJudge judge =
        new LocalJudge(
            (number, user) -> {
              String[] shown = user.split("\\|");
              String a = shown[shown.length - 2];
              // Prefers "good" wherever it stands; in question 1 whatever stands first.
              return LocalJudge.says(
                  a.endsWith(".1") || a.startsWith("good") ? "so [[A]]" : "so [[B]]");
            })) {
      List<JudgeTask> tasks = plan(3, "good", "bad").pairwise();
      assertEquals(2 * 3 * 2, tasks.size());
      Judging.Outcome outcome = judge(judge, settings(1, 3), tasks);
      Games games = Games.of(outcome.judgments());
      assertEquals(
          List.of(new Games.Standing("good", 4, 0, 2, 0), new Games.Standing("bad", 0, 4, 2, 0)),
          games.standings());
      assertEquals(5 / 6.0, games.standings().get(0).winRate(), 1e-12);
      assertEquals(4 / 6.0, games.consistency(), 1e-12);
      JudgmentFiles.writePairwise(folder, games);
      String lines = Files.readString(folder.resolve("model_judgment/judge-1_pair.jsonl"));
      assertTrue(lines.contains("\"g1_winner\":\"model_1\",\"g2_winner\":\"model_2\""), lines);
      assertEquals(6, lines.lines().count());
    }
  }

  @Test
  void addressesThatWouldGiveTheKeyAwayAreRefused() {
    for (String url :
        List.of(
            "http://example.org/v1",
            "https://me:" + SECRET + "@example.org",
            "ftp://x",
            "no url")) {
      UserException refused =
          assertThrows(
              UserException.class, () -> new ChatEndpoint(url, "m", KEY, 1, Duration.ofSeconds(1)));
      assertFalse(refused.getMessage().contains(SECRET));
    }
    assertThrows(UserException.class, () -> ApiKey.of("K", "two words"));
    assertEquals("none", ApiKey.of("K", " ").toString());
  }
}
