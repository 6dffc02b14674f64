package org.smdm.eval.mtbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.io.UserException;

/** Judging by an endpoint that behaves badly: nothing is lost, nothing judged twice. */
class JudgingTest {

  @TempDir Path folder;

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
      List<JudgeTask> tasks = JudgingTrial.plan(10, "m1", "m2").single();
      assertEquals(40, tasks.size());
      Judging.Outcome outcome =
          JudgingTrial.judge(folder, judge, JudgingTrial.settings(4, 8), tasks);
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
      assertEquals(outcome, JudgingTrial.judge(folder, judge, JudgingTrial.settings(4, 8), tasks));
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
                    ? LocalJudge.status(
                        503, "{\"error\": {\"message\": \"busy " + JudgingTrial.SECRET + "\"}}")
                    : isIll[0] && user.contains("R5")
                        ? LocalJudge.status(400, "{\"error\": {\"message\": \"too\\nlong\"}}")
                        : LocalJudge.says("[[5]]"))) {
      List<JudgeTask> tasks = JudgingTrial.plan(6, "m").single();
      Judging.Outcome ill = JudgingTrial.judge(folder, judge, JudgingTrial.settings(3, 2), tasks);
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
      Judging.Outcome well = JudgingTrial.judge(folder, judge, JudgingTrial.settings(3, 2), tasks);
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
      List<JudgeTask> tasks = JudgingTrial.plan(30, "m").single();
      UserException down =
          assertThrows(
              UserException.class,
              () -> JudgingTrial.judge(folder, judge, JudgingTrial.settings(2, 1), tasks));
      assertTrue(down.getMessage().contains("HTTP 500"), down.getMessage());
      assertEquals(10 + 5 * 2, judge.requests().size());
    }
    try (LocalJudge judge = new LocalJudge((number, user) -> LocalJudge.says("[[7]]"))) {
      List<JudgeTask> tasks = JudgingTrial.plan(30, "m").single();
      assertEquals(
          60,
          JudgingTrial.judge(folder, judge, JudgingTrial.settings(2, 4), tasks).judgments().size());
      assertEquals(50, judge.requests().size());
      assertTrue(judge.mostAtOnce() <= 4, judge.mostAtOnce() + " at once");
    }
  }

  @Test
  void anInterruptLosesOnlyWhatIsOnItsWay() throws Exception {
    CountDownLatch twenty = new CountDownLatch(20);
    List<JudgeTask> tasks = JudgingTrial.plan(40, "m").single();
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
                          CancellationException.class,
                          () ->
                              JudgingTrial.judge(
                                  folder, judge, JudgingTrial.settings(2, 3), tasks)));
      run.start();
      assertTrue(twenty.await(30, TimeUnit.SECONDS));
      run.interrupt();
      run.join(20_000);
      assertInstanceOf(CancellationException.class, thrown[0]);
      int kept = Files.readAllLines(folder.resolve("journal.jsonl")).size();
      int before = judge.requests().size();
      assertTrue(kept >= before - 3, kept + " kept of " + before);
      assertEquals(
          80,
          JudgingTrial.judge(folder, judge, JudgingTrial.settings(2, 3), tasks).judgments().size());
      assertEquals(before + 80 - kept, judge.requests().size());
    }
  }

  @Test
  void refusalsWithoutEndStopTheRun() throws Exception {
    try (LocalJudge judge = new LocalJudge((number, user) -> LocalJudge.status(400, "{}"))) {
      List<JudgeTask> tasks = JudgingTrial.plan(30, "m").single();
      UserException all =
          assertThrows(
              UserException.class,
              () -> JudgingTrial.judge(folder, judge, JudgingTrial.settings(2, 1), tasks));
      assertTrue(all.getMessage().contains("HTTP 400"), all.getMessage());
      assertEquals(5, judge.requests().size());
    }
  }

  @Test
  void aTornJournalLosesItsLastLineOnly() throws Exception {
    try (LocalJudge judge = new LocalJudge((number, user) -> LocalJudge.says("gut – [[3]]"))) {
      List<JudgeTask> tasks = JudgingTrial.plan(4, "m").single();
      JudgingTrial.judge(folder, judge, JudgingTrial.settings(1, 1), tasks);
      Path journal = folder.resolve("journal.jsonl");
      String text = Files.readString(journal);
      Files.writeString(journal, text.substring(0, text.length() - 9));
      Judging.Outcome outcome =
          JudgingTrial.judge(folder, judge, JudgingTrial.settings(1, 1), tasks);
      assertEquals(9, judge.requests().size());
      assertTrue(outcome.judgments().stream().allMatch(j -> j.text().equals("gut – [[3]]")));
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
      List<JudgeTask> tasks = JudgingTrial.plan(3, "good", "bad").pairwise();
      assertEquals(2 * 3 * 2, tasks.size());
      Judging.Outcome outcome =
          JudgingTrial.judge(folder, judge, JudgingTrial.settings(1, 3), tasks);
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
}
