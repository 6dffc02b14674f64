package org.smdm.eval.mtbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.io.UserException;
import org.smdm.tensor.RandomStreams;

/** What is asked of an endpoint that judges, and how its answers are taken. */
class ChatEndpointTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {301, 401, 403, 404})
  void whatNoRetryCanMendEndsAtOnceInOneSentence(int status) throws Exception {
    try (LocalJudge judge =
        new LocalJudge(
            (number, user) ->
                LocalJudge.status(
                    status,
                    "{\"error\": {\"message\": \"" + JudgingTrial.SECRET + "\"}}",
                    "Location",
                    "/x"))) {
      List<JudgeTask> tasks = JudgingTrial.plan(30, "m").single();
      UserException failure =
          assertThrows(
              UserException.class,
              () -> JudgingTrial.judge(folder, judge, JudgingTrial.settings(5, 2), tasks));
      assertEquals(1, failure.getMessage().lines().count());
      assertFalse(failure.getMessage().contains(JudgingTrial.SECRET));
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
      List<JudgeTask> tasks = JudgingTrial.plan(2, "m").single();
      assertEquals(
          tasks.size(),
          JudgingTrial.judge(folder, judge, JudgingTrial.settings(1, 1), tasks).judgments().size());
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
      List<JudgeTask> tasks = JudgingTrial.plan(1, "m").single().subList(0, 1);
      assertEquals(
          1,
          JudgingTrial.judge(folder, judge, JudgingTrial.settings(3, 1), tasks).failures().size());
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
      List<JudgeTask> tasks = JudgingTrial.plan(9, "m").single();
      UserException failure =
          assertThrows(
              UserException.class,
              () -> JudgingTrial.judge(folder, judge, JudgingTrial.settings(5, 1), tasks));
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
      List<JudgeTask> tasks = JudgingTrial.plan(1, "m").single().subList(0, 1);
      assertEquals(
          "Rating: [[5]]",
          JudgingTrial.judge(folder, judge, JudgingTrial.settings(1, 1), tasks)
              .judgments()
              .get(0)
              .text());
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
      List<JudgeTask> tasks = JudgingTrial.plan(1, "m").single().subList(0, 2);
      List<String> reasons =
          JudgingTrial.judge(folder, judge, JudgingTrial.settings(1, 1), tasks).failures().stream()
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
        new LocalJudge(
            (number, user) -> LocalJudge.says("You said " + JudgingTrial.SECRET + " [[2]]"))) {
      List<JudgeTask> tasks = JudgingTrial.plan(2, "m").single();
      JudgingTrial.judge(folder, judge, JudgingTrial.settings(1, 1), tasks);
      LocalJudge.Request first = judge.requests().get(0);
      assertEquals("Bearer " + JudgingTrial.SECRET, first.authorization());
      assertEquals("judge-1", first.body().get("model").textValue());
      assertEquals(0, first.body().get("temperature").intValue());
      assertEquals("sys", first.body().get("messages").get(0).get("content").textValue());
      assertEquals("Q1|m 1.1", first.user());
      assertEquals("Q2|reference 1.2|m 1.2", judge.requests().get(2).user());
      assertFalse(Files.readString(folder.resolve("journal.jsonl")).contains(JudgingTrial.SECRET));
      assertFalse(JudgingTrial.KEY.toString().contains("sk-"));
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
      JudgingTrial.judge(
          folder,
          judge,
          JudgingTrial.settings(2, 1),
          JudgingTrial.plan(1, "m").single().subList(0, 1));
      assertTrue(times[1] - times[0] >= 1_000_000_000L);
    }
    try (LocalJudge judge =
        new LocalJudge((n, user) -> LocalJudge.status(429, "", "Retry-After", "3600"))) {
      List<JudgeTask> tasks = JudgingTrial.plan(1, "other").single();
      UserException long1 =
          assertThrows(
              UserException.class,
              () -> JudgingTrial.judge(folder, judge, JudgingTrial.settings(9, 1), tasks));
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
  void addressesThatWouldGiveTheKeyAwayAreRefused() {
    for (String url :
        List.of(
            "http://example.org/v1",
            "https://me:" + JudgingTrial.SECRET + "@example.org",
            "ftp://x",
            "no url")) {
      UserException refused =
          assertThrows(
              UserException.class,
              () -> new ChatEndpoint(url, "m", JudgingTrial.KEY, 1, Duration.ofSeconds(1)));
      assertFalse(refused.getMessage().contains(JudgingTrial.SECRET));
    }
    assertThrows(UserException.class, () -> ApiKey.of("K", "two words"));
    assertEquals("none", ApiKey.of("K", " ").toString());
  }
}
