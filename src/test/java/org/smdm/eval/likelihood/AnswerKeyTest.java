package org.smdm.eval.likelihood;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smdm.eval.EncodedRequest;
import org.smdm.eval.Request;

/** Answers that an older build left must be found: the oracle of every key is that build. */
class AnswerKeyTest {

  private static final EncodedRequest FIRST =
      new EncodedRequest(
          new Request("piqa", 3, 0, "How to cut?", " a knife"),
          new int[] {1, 5, 9},
          new int[] {4, 2},
          0,
          false);

  private static final EncodedRequest SECOND =
      new EncodedRequest(
          new Request("piqa", 3, 1, "How to cut?", " é 日"),
          new int[] {1, 5, 9},
          new int[] {70_000},
          1,
          true);

  @ParameterizedTest
  @CsvSource({
    "EXACT, 1, 0, 0, 2a7be4ebf1e6800834ae97205419e58f905ae9af28fbb06f1c0cecbc2e97ed88",
    "STRATIFIED, 128, 0, 0, 82a06d12bf8f3da477c2891fea5d49525624989577889bb302e9f4c0bb14e9c7",
    "MONTE_CARLO, 1024, 0.6, 0, 4253eed9d031148a4e69255f9f02e9499315289e4db905d070d583d69dc5895f",
    "CHAIN_RULE, 128, 1.1, 0, 84eacaeb07b6829d2e47598021f28a098891ab2d94eacbfc4d2858509b1ec9c4",
    "STRATIFIED, 128, 0, 0.99, 7752960bae9cd16cb301b4fe360bd4585e1d205fe7ce94decb07db705ef9b297"
  })
  void keysAreThoseOfEarlierBuilds(
      Estimator estimator, int draws, double guidance, double confidence, String key) {
    LikelihoodConfig config = LikelihoodConfig.of(estimator, draws, guidance, confidence, 3407);
    ScoringPlan plan = new ScoringPlan(config, estimator == Estimator.CHAIN_RULE, true);
    boolean isTogether = estimator == Estimator.EXACT || confidence > 0;
    List<EncodedRequest> question = isTogether ? List.of(FIRST, SECOND) : List.of(SECOND);
    assertEquals(key, new AnswerKey("0a1b", plan).of(SECOND, question));
  }
}
