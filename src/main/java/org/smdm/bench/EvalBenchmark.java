package org.smdm.bench;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.ModelSizes;
import org.smdm.config.Precision;
import org.smdm.data.tokenizer.ByteTokenizer;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.dist.SingleProcess;
import org.smdm.eval.LikelihoodEstimate;
import org.smdm.eval.Request;
import org.smdm.eval.likelihood.Estimator;
import org.smdm.eval.likelihood.LikelihoodConfig;
import org.smdm.eval.likelihood.LikelihoodScorer;
import org.smdm.eval.likelihood.ScoringPlan;
import org.smdm.io.Progress;
import org.smdm.model.Transformer;
import org.smdm.stats.Median;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

/**
 * Times scoring items of a multiple-choice task all together beside two other ways, by turns in one
 * process, and compares the results: one request after the other with the same code (of an ARM one
 * item, whose choices share its context), and one request after the other as straightforward code
 * does it ({@link NaiveScoring}).
 *
 * @param device where to run
 * @param tokenizer of the texts
 * @param requests of one task, the choices of an item one after the other
 * @param draws of the random estimators
 * @param turns how often each way is timed
 */
public record EvalBenchmark(
    String device, Tokenizer tokenizer, List<Request> requests, int draws, int turns) {

  private static final int CHOICES = 4;
  private static final String MADE_UP = "made-up";
  private static final long SEED = 7;

  /** Longest text that is scored, in tokens, as the paper's models have it. */
  private static final int BLOCK = 2048;

  /**
   * One estimator.
   *
   * @param setting estimator, draws and guidance
   * @param together items per second when all are scored at once, median
   * @param alone items per second when each request (of an ARM each item) is scored by itself,
   *     median
   * @param naive items per second of straightforward code, median
   * @param sequences put through the transformer when all are scored at once
   * @param naiveSequences the same by straightforward code
   * @param isEqual whether every estimate is the same alone and together, bit for bit
   * @param largestDifference of an estimate and the straightforward one, as a share of it; those
   *     that were computed over all masks instead of drawn are left out
   */
  public record Row(
      String setting,
      double together,
      double alone,
      double naive,
      long sequences,
      long naiveSequences,
      boolean isEqual,
      double largestDifference) {}

  /**
   * The whole result.
   *
   * @param device where it ran
   * @param model that scored
   * @param task whose items were scored
   * @param items how many
   * @param rows one per estimator
   */
  public record Report(String device, String model, String task, int items, List<Row> rows) {}

  /**
   * Made-up items of four choices, with the lengths of tokenised ARC, OpenBookQA and PIQA items:
   * contexts of 15 to 60 bytes, choices of 1 to 12.
   */
  public static EvalBenchmark ofMadeUpItems(String device, int items, int draws, int turns) {
    List<Request> requests = new ArrayList<>();
    for (int item = 0; item < items; item++) {
      UniformRandomProvider random = new RandomStreams(SEED).stream("item", item);
      String context = text(random, 15 + random.nextInt(46));
      for (int choice = 0; choice < CHOICES; choice++) {
        requests.add(
            new Request(MADE_UP, item, choice, context, text(random, 1 + random.nextInt(12))));
      }
    }
    return new EvalBenchmark(device, new ByteTokenizer(), requests, draws, turns);
  }

  private static String text(UniformRandomProvider random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  /**
   * Runs cases.
   *
   * @param estimators of the cases; the chain rule is timed with guidance too
   * @param listener is told of each row when it is there
   */
  public Report run(Set<Estimator> estimators, Consumer<Row> listener) {
    ModelConfig six = ModelSizes.named(6);
    int vocabulary = Math.max(six.vocabSize(), tokenizer.vocabSize());
    ModelConfig shape =
        ModelConfig.of(BLOCK, vocabulary, six.layers(), six.heads(), six.embd(), six.ffn());
    List<Row> rows = new ArrayList<>();
    Consumer<Row> found = listener.andThen(rows::add);
    try (NDManager manager = Torch.newManager(device)) {
      RandomStreams streams = new RandomStreams(SEED);
      if (estimators.contains(Estimator.EXACT)) {
        try (Transformer arm =
            Transformer.initialized(manager, shape, ModelFamily.ARM, Precision.FP32, streams)) {
          found.accept(row(arm, Estimator.EXACT, 1, 0));
        }
      }
      try (Transformer mdm =
          Transformer.initialized(manager, shape, ModelFamily.MDM, Precision.FP32, streams)) {
        if (estimators.contains(Estimator.CHAIN_RULE)) {
          found.accept(row(mdm, Estimator.CHAIN_RULE, 1, 0));
          found.accept(row(mdm, Estimator.CHAIN_RULE, 1, 0.6));
        }
        for (Estimator random : List.of(Estimator.STRATIFIED, Estimator.MONTE_CARLO)) {
          if (estimators.contains(random)) {
            found.accept(row(mdm, random, draws, 0));
          }
        }
      }
    }
    return new Report(device, "6M, vocab " + vocabulary, task(), items(), rows);
  }

  private String task() {
    return requests.get(0).task();
  }

  private int items() {
    return (int) requests.stream().mapToInt(Request::docId).distinct().count();
  }

  /** One way of scoring all items. */
  private record Scoring(double seconds, long sequences, List<LikelihoodEstimate> estimates) {}

  private Row row(Transformer model, Estimator estimator, int number, double guidance) {
    LikelihoodConfig config = LikelihoodConfig.of(estimator, number, guidance, 0, SEED);
    List<List<Request>> each = requests.stream().map(List::of).toList();
    // An ARM's last bits depend on the choices that are read together.
    List<List<Request>> single =
        estimator == Estimator.EXACT
            ? List.copyOf(
                requests.stream()
                    .collect(
                        Collectors.groupingBy(
                            Request::docId, LinkedHashMap::new, Collectors.toList()))
                    .values())
            : each;
    // The whole once: memory for batches of every size is fetched when they first come.
    score(model, config, List.of(requests));
    scoreNaively(model, config, each.subList(0, Math.min(each.size(), CHOICES)));
    List<Double> together = new ArrayList<>();
    List<Double> alone = new ArrayList<>();
    List<Double> naive = new ArrayList<>();
    Scoring all = null;
    Scoring one = null;
    Scoring plain = null;
    for (int turn = 0; turn < turns; turn++) {
      all = score(model, config, List.of(requests));
      one = score(model, config, single);
      plain = scoreNaively(model, config, each);
      together.add(items() / all.seconds);
      alone.add(items() / one.seconds);
      naive.add(items() / plain.seconds);
    }
    return new Row(
        config.label(),
        Median.of(together),
        Median.of(alone),
        Median.of(naive),
        all.sequences,
        plain.sequences,
        all.estimates.equals(one.estimates),
        largestDifference(estimator, all.estimates, plain.estimates));
  }

  private static double largestDifference(
      Estimator estimator, List<LikelihoodEstimate> some, List<LikelihoodEstimate> others) {
    double largest = 0;
    for (int i = 0; i < some.size(); i++) {
      boolean isSure = some.get(i).standardError().orElse(1) == 0;
      if (!estimator.isRandom() || !isSure) {
        double right = others.get(i).nll();
        largest = Math.max(largest, Math.abs(some.get(i).nll() - right) / Math.max(1, right));
      }
    }
    return largest;
  }

  private Scoring score(Transformer model, LikelihoodConfig config, List<List<Request>> calls) {
    LikelihoodScorer scorer =
        new LikelihoodScorer(
            model,
            tokenizer,
            true,
            Map.of(task(), new ScoringPlan(config, false, false)),
            null,
            0,
            Progress.none(),
            new SingleProcess());
    List<LikelihoodEstimate> estimates = new ArrayList<>();
    long begin = System.nanoTime();
    calls.forEach(call -> estimates.addAll(scorer.score(call)));
    return new Scoring((System.nanoTime() - begin) / 1e9, scorer.sequences(), estimates);
  }

  private Scoring scoreNaively(
      Transformer model, LikelihoodConfig config, List<List<Request>> calls) {
    NaiveScoring scoring = new NaiveScoring(model, tokenizer, config);
    List<LikelihoodEstimate> estimates = new ArrayList<>();
    long begin = System.nanoTime();
    for (List<Request> call : calls) {
      double nll = scoring.nll(call.get(0));
      estimates.add(new LikelihoodEstimate(nll, OptionalDouble.empty(), 0, false));
    }
    return new Scoring((System.nanoTime() - begin) / 1e9, scoring.sequences(), estimates);
  }
}
