package org.smdm.eval.likelihood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.Golden;
import org.smdm.config.ModelFamily;
import org.smdm.eval.EncodedRequest;
import org.smdm.eval.LikelihoodEstimate;
import org.smdm.eval.Request;
import org.smdm.model.Transformer;
import org.smdm.model.checkpoint.ModelFile;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

/** What the estimates must be by their definition, found by enumeration on a small model. */
class LikelihoodPropertyTest {

  private static final int LENGTH = 4;
  private static final int END_OF_TEXT = 2;
  private static NDManager manager;
  private static Transformer mdm;
  private static Transformer arm;
  private static EncodedRequest target;

  /** Cross-entropies of the masked tokens of every set: by set, by token of the target. */
  private static double[][] entropies;

  @BeforeAll
  static void enumerate() {
    manager = Torch.newManager("cpu");
    mdm = read(ModelFamily.MDM, "C_mdm");
    arm = read(ModelFamily.ARM, "C_ar");
    target = tokens(5, LENGTH, new Random(3));
    MaskedForward forward = new MaskedForward(mdm, new HeadJudge(mdm), 0);
    entropies = new double[1 << LENGTH][LENGTH];
    for (int set = 1; set < 1 << LENGTH; set++) {
      BitSet masked = BitSet.valueOf(new long[] {set});
      Judged[] judged = forward.run(List.of(MaskedPass.of(target, mdm.maskId(), masked)), 4).get(0);
      int at = 0;
      for (int i : masked.stream().toArray()) {
        entropies[set][i] = judged[at++].nll();
      }
    }
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  private static Transformer read(ModelFamily family, String name) {
    return ModelFile.read(
        manager, Golden.path("model_" + name + ".safetensors"), Golden.config("C"), family);
  }

  private static EncodedRequest tokens(int context, int length, Random random) {
    return encoded(
        0, 0, random.ints(context, 0, 60).toArray(), random.ints(length, 0, 60).toArray());
  }

  private static EncodedRequest encoded(int item, int choice, int[] context, int[] end) {
    return new EncodedRequest(new Request("t", item, choice, "", ""), context, end, 0, false);
  }

  /** The expectation of the bound: over t and the sets of masked tokens, with t integrated out. */
  private static double expectedBound() {
    double sum = 0;
    for (int set = 1; set < 1 << LENGTH; set++) {
      int l = Integer.bitCount(set);
      // integral of t^(l-1) (1-t)^(L-l) over t
      double weight = factorial(l - 1) * factorial(LENGTH - l) / factorial(LENGTH);
      sum += weight * Arrays.stream(entropies[set]).sum();
    }
    return sum;
  }

  private static double factorial(int n) {
    return IntStream.rangeClosed(1, n).asDoubleStream().reduce(1, (a, b) -> a * b);
  }

  /** Negative log-likelihoods of the target in every order of revealing it. */
  private static List<Double> overOrders(int masked, double sum) {
    if (masked == 0) {
      return List.of(sum);
    }
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < LENGTH; i++) {
      if ((masked >> i & 1) == 1) {
        all.addAll(overOrders(masked & ~(1 << i), sum + entropies[masked][i]));
      }
    }
    return all;
  }

  @Test
  void theBoundIsTheAverageOverOrdersAndAboveTheirMixture() {
    List<Double> orders = overOrders((1 << LENGTH) - 1, 0);
    assertEquals(24, orders.size());
    double average = orders.stream().mapToDouble(d -> d).average().orElseThrow();
    double mixture =
        -Math.log(orders.stream().mapToDouble(d -> Math.exp(-d)).average().orElseThrow());
    assertEquals(average, expectedBound(), 1e-9 * average);
    assertTrue(mixture < average - 1e-6, mixture + " " + average);
    PlannedPasses exact = PlannedPasses.allMasks(target, mdm.maskId());
    finish(exact);
    assertEquals(15, exact.passes());
    assertEquals(average, exact.nll(), 1e-9 * average);
    PlannedPasses chain = PlannedPasses.chainRule(target, mdm.maskId());
    finish(chain);
    assertTrue(orders.stream().anyMatch(order -> Math.abs(order - chain.nll()) < 1e-6));
  }

  /** Answers from the enumeration instead of the model. */
  private static void finish(NllSource source) {
    for (MaskedPass pass = source.next(); pass != null; pass = source.next()) {
      int set = 0;
      for (int position : masked(pass)) {
        set |= 1 << (position - target.context().length);
      }
      double[] row = entropies[set];
      source.take(
          Arrays.stream(pass.positions())
              .mapToObj(p -> new Judged(row[p - target.context().length], 0, 0))
              .toArray(Judged[]::new));
    }
    assertTrue(source.isFinished());
  }

  private static int[] masked(MaskedPass pass) {
    return IntStream.range(0, pass.ids().length)
        .filter(i -> pass.ids()[i] == mdm.maskId())
        .toArray();
  }

  private static NllSource draws(Estimator estimator, int draws, int copies, int item) {
    LikelihoodConfig config = new LikelihoodConfig(estimator, draws, copies, 0, 0, 11);
    LikelihoodNoise noise = LikelihoodNoise.seeded(new RandomStreams(config.seed()));
    EncodedRequest request = encoded(item, 0, target.context(), target.target());
    MaskedDraws source = new MaskedDraws(request, mdm.maskId(), config, noise);
    source.extend(config.groups());
    finish(source);
    return source;
  }

  /** The mean of many estimates is the expectation, and their errors are as large as they say. */
  @ParameterizedTest
  @CsvSource({"MONTE_CARLO, 0.90, 0.97", "STRATIFIED, 0.93, 0.97"})
  void drawsAreUnbiasedAndTheirStandardErrorsCalibrated(
      Estimator estimator, double leastCoverage, double mostCoverage) {
    int estimates = 3000;
    double expected = expectedBound();
    double quantile = SequentialChoice.upperQuantile(0.025, 7);
    double sum = 0;
    double squares = 0;
    int covered = 0;
    for (int i = 0; i < estimates; i++) {
      NllSource source = draws(estimator, 64, 8, i);
      double error = source.nll() - expected;
      sum += error;
      squares += error * error;
      if (Math.abs(error) <= quantile * source.standardError().orElseThrow()) {
        covered++;
      }
    }
    double ofMean = Math.sqrt(squares / estimates / estimates);
    assertEquals(0, sum / estimates, 4 * ofMean);
    double coverage = (double) covered / estimates;
    assertTrue(coverage >= leastCoverage && coverage <= mostCoverage, "coverage " + coverage);
  }

  @Test
  void stratifiedDrawsVaryLess() {
    double[] spread = new double[2];
    for (Estimator estimator : List.of(Estimator.MONTE_CARLO, Estimator.STRATIFIED)) {
      double squares = 0;
      for (int i = 0; i < 500; i++) {
        double error = draws(estimator, 32, 8, i).nll() - expectedBound();
        squares += error * error;
      }
      spread[estimator == Estimator.STRATIFIED ? 1 : 0] = squares;
    }
    assertTrue(spread[1] < 0.7 * spread[0], Arrays.toString(spread));
  }

  @Test
  void quantilesOfStudentsTAreThoseOfTables() {
    assertEquals(12.706, SequentialChoice.upperQuantile(0.025, 1), 1e-3);
    assertEquals(2.365, SequentialChoice.upperQuantile(0.025, 7), 1e-3);
    assertEquals(3.747, SequentialChoice.upperQuantile(0.01, 4), 1e-3);
    assertEquals(2.5758, SequentialChoice.upperQuantile(0.005, 1_000_000), 1e-3);
    assertEquals(0, SequentialChoice.upperQuantile(0.5, 5), 1e-9);
  }

  private static List<EncodedRequest> many(Random random, int most) {
    List<EncodedRequest> requests = new ArrayList<>();
    for (int item = 0; item < 9; item++) {
      int context = 1 + random.nextInt(most);
      int[] begin = random.ints(context, 0, 60).toArray();
      for (int choice = 0; choice < 3; choice++) {
        int[] end = random.ints(1 + random.nextInt(9), 0, 60).toArray();
        requests.add(encoded(item, choice, begin, end));
      }
    }
    return requests;
  }

  private static Map<Request, LikelihoodEstimate> estimates(
      LikelihoodModel model, List<List<EncodedRequest>> questions) {
    Map<Request, LikelihoodEstimate> found = new HashMap<>();
    model.estimate(questions, (choice, estimate) -> found.put(choice.request(), estimate));
    return found;
  }

  private static LikelihoodModel model(Estimator estimator, double guidance, int tokens) {
    LikelihoodConfig config = LikelihoodConfig.of(estimator, 16, guidance, 0, 5);
    return estimator == Estimator.EXACT
        ? new CausalLikelihood(arm, config, END_OF_TEXT, tokens)
        : new MaskedLikelihood(
            mdm,
            new ScoringPlan(config, true, false),
            LikelihoodNoise.seeded(new RandomStreams(5)),
            tokens);
  }

  /** Bit for bit, whatever is beside it and however large batches are. */
  @ParameterizedTest
  @CsvSource({
    "EXACT, 0, 8",
    "EXACT, 0, 9",
    "EXACT, 0.7, 8",
    "EXACT, 0.7, 9",
    "CHAIN_RULE, 0.7, 8",
    "CHAIN_RULE, 0, 9",
    "MONTE_CARLO, 0, 8",
    "MONTE_CARLO, 0.7, 9",
    "STRATIFIED, 0, 8",
    "STRATIFIED, 0, 10",
    "STRATIFIED, 0, 11",
    "STRATIFIED, 0.7, 9"
  })
  void aRequestAloneIsTheSameAsAmongOthers(Estimator estimator, double guidance, int seed) {
    List<EncodedRequest> requests = many(new Random(seed), 20);
    List<List<EncodedRequest>> each = requests.stream().map(List::of).toList();
    List<List<EncodedRequest>> items =
        IntStream.range(0, 9).mapToObj(i -> requests.subList(3 * i, 3 * i + 3)).toList();
    Map<Request, LikelihoodEstimate> together = estimates(model(estimator, guidance, 1024), items);
    assertEquals(27, together.size());
    Map<Request, LikelihoodEstimate> smaller = estimates(model(estimator, guidance, 150), items);
    List<String> differing = new ArrayList<>();
    // An ARM reads the choices of an item as one text.
    for (List<EncodedRequest> alone : estimator == Estimator.EXACT ? items : each) {
      Map<Request, LikelihoodEstimate> own =
          estimates(model(estimator, guidance, 1024), List.of(alone));
      for (EncodedRequest choice : alone) {
        LikelihoodEstimate expected = together.get(choice.request());
        if (!expected.equals(own.get(choice.request()))
            || !expected.equals(smaller.get(choice.request()))) {
          differing.add("%d of %d tokens".formatted(choice.target().length, choice.length()));
        }
      }
    }
    assertEquals(List.of(), differing);
    for (List<EncodedRequest> alone : each) {
      Request request = alone.get(0).request();
      double own = estimates(model(estimator, guidance, 1024), List.of(alone)).get(request).nll();
      assertEquals(own, together.get(request).nll(), 1e-6 * own);
    }
  }

  /** Every token by whole sequences: behind the context, and behind an end-of-text alone. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 2})
  void guidanceOfAnArmStartsFromAnEndOfText(double guidance) {
    EncodedRequest request = tokens(5, LENGTH, new Random(9));
    int[] alone = new int[LENGTH + 1];
    alone[0] = END_OF_TEXT;
    System.arraycopy(request.target(), 0, alone, 1, LENGTH);
    float[][] conditional = logits(request.tokens(), LENGTH);
    float[][] unconditional = logits(alone, LENGTH);
    double expected = 0;
    for (int i = 0; i < LENGTH; i++) {
      double[] guided = new double[conditional[i].length];
      for (int id = 0; id < guided.length; id++) {
        guided[id] = (1 + guidance) * conditional[i][id] - guidance * (double) unconditional[i][id];
      }
      double total = Math.log(Arrays.stream(guided).map(Math::exp).sum());
      expected += total - guided[request.target()[i]];
    }
    LikelihoodEstimate found =
        estimates(model(Estimator.EXACT, guidance, 1024), List.of(List.of(request)))
            .get(request.request());
    assertEquals(expected, found.nll(), 1e-4);
    assertEquals(guidance > 0 ? 2 : 1, found.forwardPasses());
  }

  /** Of the last tokens but one, what predicts the next. */
  private static float[][] logits(int[] sequence, int count) {
    try (NDManager scope = arm.manager().newSubManager()) {
      NDArray ids =
          scope.create(
              Arrays.stream(sequence).asLongStream().toArray(), new Shape(1, sequence.length));
      long first = sequence.length - 1L - count;
      NDArray rows = scope.create(LongStream.range(first, first + count).toArray());
      NDArray logits = arm.logits(scope, ids, rows);
      float[][] split = new float[count][];
      for (int i = 0; i < count; i++) {
        split[i] = logits.get(i).toFloatArray();
      }
      return split;
    }
  }

  @Test
  void equalSequencesOfABatchAreComputedOnce() {
    Random random = new Random(2);
    int[] context = random.ints(6, 0, 60).toArray();
    List<List<EncodedRequest>> questions = new ArrayList<>();
    for (int choice = 0; choice < 2; choice++) {
      questions.add(List.of(encoded(0, choice, context, new int[] {choice})));
    }
    LikelihoodModel likelihood = model(Estimator.CHAIN_RULE, 0, 1024);
    Map<Request, LikelihoodEstimate> estimates = estimates(likelihood, questions);
    // Two choices of a token each, chain rule and greedy decoding: one and the same sequence.
    assertEquals(1, likelihood.sequences());
    assertEquals(4, estimates.values().stream().mapToLong(LikelihoodEstimate::forwardPasses).sum());
  }
}
