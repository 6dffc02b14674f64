package org.smdm.eval.likelihood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.Precision;
import org.smdm.data.tokenizer.ByteTokenizer;
import org.smdm.dist.SingleProcess;
import org.smdm.eval.LikelihoodEstimate;
import org.smdm.eval.Request;
import org.smdm.io.Progress;
import org.smdm.io.UserException;
import org.smdm.model.Transformer;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

/** Scoring texts: what is remembered, what is cut, what is refused. */
class LikelihoodScorerTest {

  @TempDir private Path folder;
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = Torch.newManager("cpu");
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private Transformer model(ModelFamily family) {
    return Transformer.initialized(
        manager,
        ModelConfig.of(32, 300, 1, 2, 16, 32),
        family,
        Precision.FP32,
        new RandomStreams(1));
  }

  private static LikelihoodConfig config(ModelFamily family, double confidence) {
    return family == ModelFamily.ARM
        ? LikelihoodConfig.of(Estimator.EXACT, 1, 0, 0, 1)
        : LikelihoodConfig.of(Estimator.MONTE_CARLO, 32, 0, confidence, 1);
  }

  private LikelihoodScorer scorer(
      Transformer model, LikelihoodConfig config, LikelihoodScorer.Memory memory) {
    return new LikelihoodScorer(
        model,
        new ByteTokenizer(),
        true,
        Map.of("t", new ScoringPlan(config, false, false)),
        memory,
        0,
        Progress.none(),
        new SingleProcess());
  }

  private static List<Request> requests(String context, String... continuations) {
    List<Request> requests = new ArrayList<>();
    for (String continuation : continuations) {
      requests.add(new Request("t", 0, requests.size(), context, continuation));
    }
    return requests;
  }

  @ParameterizedTest
  @EnumSource(ModelFamily.class)
  void whatIsKnownIsNotComputedAgainAndChangesNothing(ModelFamily family) {
    Transformer model = model(family);
    List<Request> requests = requests("Once upon", " a time", " the moon", " us");
    List<LikelihoodEstimate> expected = scorer(model, config(family, 0), null).score(requests);
    Path file = folder.resolve("answers.jsonl");
    try (AnswerFile answers = AnswerFile.open(file)) {
      LikelihoodScorer.Memory memory = new LikelihoodScorer.Memory("m", answers);
      scorer(model, config(family, 0), memory).score(requests.subList(0, 2));
    }
    try (AnswerFile answers = AnswerFile.open(file)) {
      LikelihoodScorer again =
          scorer(model, config(family, 0), new LikelihoodScorer.Memory("m", answers));
      assertEquals(expected, again.score(requests));
      // Of an ARM, whose choices are read as one text, an item is known as a whole or not at all.
      assertEquals(family == ModelFamily.ARM ? 0 : 2, again.reports().get("t").known());
      LikelihoodScorer once =
          scorer(model, config(family, 0), new LikelihoodScorer.Memory("m", answers));
      assertEquals(expected, once.score(requests));
      assertEquals(3, once.reports().get("t").known());
      LikelihoodScorer other =
          scorer(model, config(family, 0), new LikelihoodScorer.Memory("n", answers));
      other.score(requests);
      assertEquals(0, other.reports().get("t").known());
    }
  }

  /** Two tokens can be masked in three ways, however many draws there are. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5})
  void drawsThatMaskTheSameCostOnePass(double guidance) {
    Transformer model = model(ModelFamily.MDM);
    LikelihoodConfig config = LikelihoodConfig.of(Estimator.MONTE_CARLO, 64, guidance, 0, 1);
    LikelihoodEstimate estimate =
        scorer(model, config, null).score(requests("Once upon", "ab")).get(0);
    assertEquals(guidance > 0 ? 6 : 3, estimate.forwardPasses());
    assertTrue(estimate.standardError().getAsDouble() > 0);
  }

  @Test
  void choicesThatWereDecidedTogetherAreRememberedTogether() {
    Transformer model = model(ModelFamily.MDM);
    LikelihoodConfig config = config(ModelFamily.MDM, 0.9);
    List<Request> requests = requests("Once upon", " a time", " us");
    Path file = folder.resolve("answers.jsonl");
    try (AnswerFile answers = AnswerFile.open(file)) {
      LikelihoodScorer.Memory memory = new LikelihoodScorer.Memory("m", answers);
      List<LikelihoodEstimate> expected = scorer(model, config, memory).score(requests);
      LikelihoodScorer again = scorer(model, config, memory);
      assertEquals(expected, again.score(requests));
      assertEquals(2, again.reports().get("t").known());
      LikelihoodScorer others = scorer(model, config, memory);
      others.score(requests("Once upon", " a time", " we"));
      assertEquals(0, others.reports().get("t").known());
    }
  }

  @Test
  void aFolderIsKeptToOneEvaluation() {
    Path file = folder.resolve("answers.jsonl");
    try (AnswerFile answers = AnswerFile.open(file)) {
      UserException e = assertThrows(UserException.class, () -> AnswerFile.open(file));
      assertTrue(e.getMessage().contains("another evaluation"), e.getMessage());
      assertTrue(answers.known("none").isEmpty());
    }
    AnswerFile.open(file).close();
  }

  @Test
  void aDamagedAnswerIsNamed() throws Exception {
    Path file = folder.resolve("answers.jsonl");
    String whole =
        """
        {"key": "a", "doc_id": 0, "choice": 0, "nll": 1}
        """;
    for (String damaged : List.of("\"doc_id\": 0, \"choice\": 0, \"nll\": \"x\"", "\"nll\": 1")) {
      Files.writeString(file, whole + "{\"key\": \"b\", " + damaged + "}\n");
      UserException e = assertThrows(UserException.class, () -> AnswerFile.open(file));
      assertTrue(e.getMessage().startsWith("Line 2 of " + file), e.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(ModelFamily.class)
  void longContextsAreCutFromTheLeftAndCounted(ModelFamily family) {
    Transformer model = model(family);
    LikelihoodScorer scorer = scorer(model, config(family, 0), null);
    String end = "the end of it";
    int fits = family == ModelFamily.ARM ? 33 : 32;
    String context = "x".repeat(40) + end;
    List<LikelihoodEstimate> cut = scorer.score(requests(context, " ab"));
    assertEquals(1, scorer.reports().get("t").truncated());
    assertEquals(53 + 3 - fits, scorer.reports().get("t").droppedTokens());
    String kept = context.substring(53 + 3 - fits);
    assertEquals(cut, scorer.score(requests(kept, " ab")));
    assertEquals(0, scorer.reports().get("t").truncated());
    UserException e =
        assertThrows(UserException.class, () -> scorer.score(requests("a", " " + "b".repeat(40))));
    assertTrue(e.getMessage().contains("41 tokens"), e.getMessage());
    // An ARM needs a token before the target.
    if (family == ModelFamily.ARM) {
      UserException full =
          assertThrows(
              UserException.class, () -> scorer.score(requests("a", " " + "b".repeat(32))));
      assertTrue(full.getMessage().contains("leaves nothing"), full.getMessage());
    } else {
      assertEquals(1, scorer.score(requests("a", " " + "b".repeat(31))).size());
    }
  }

  @ParameterizedTest
  @EnumSource(ModelFamily.class)
  void logitsThatAreNotNumbersNameTheirRequest(ModelFamily family) {
    Transformer model = model(family);
    model.parameters().get("transformer.wte.weight").set(new NDIndex((int) 'z' + ", :"), Float.NaN);
    LikelihoodScorer scorer = scorer(model, config(family, 0), null);
    List<Request> requests = requests("ab", " cd", " ef");
    assertEquals(2, scorer.score(requests).size());
    UserException e =
        assertThrows(UserException.class, () -> scorer.score(requests("az", " cd", " ef")));
    assertTrue(e.getMessage().contains("of item 0 of t"), e.getMessage());
  }
}
