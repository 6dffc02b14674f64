package org.smdm.bench;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.ModelSizes;
import org.smdm.data.ByteTokenizer;
import org.smdm.data.Tokenizer;
import org.smdm.eval.Request;
import org.smdm.eval.likelihood.Estimator;
import org.smdm.eval.likelihood.LikelihoodConfig;
import org.smdm.eval.likelihood.LikelihoodEstimate;
import org.smdm.eval.likelihood.LikelihoodScorer;
import org.smdm.eval.likelihood.ScoringListener;
import org.smdm.eval.likelihood.ScoringPlan;
import org.smdm.model.Transformer;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

/**
 * Times scoring items of a multiple-choice task all together beside one request after the other, by
 * turns in one process, and compares the results. The text is made up; its lengths are those of
 * tokenised ARC, OpenBookQA and PIQA items: contexts of 15 to 60 tokens, four choices of 1 to 12.
 *
 * @param device where to run
 * @param items how many
 * @param turns how often each way is timed
 */
public record EvalBenchmark(String device, int items, int turns) {

  private static final int CHOICES = 4;
  private static final String TASK = "made-up";
  private static final long SEED = 7;

  /**
   * One estimator.
   *
   * @param estimator its name
   * @param guidance w
   * @param together items per second when all are scored at once, median
   * @param alone items per second when each request is scored by itself, median
   * @param ratio of the two
   * @param sequences put through the transformer when all are scored at once
   * @param sequencesAlone the same one by one
   * @param isEqual whether every estimate is the same, bit for bit
   * @param largestDifference of two estimates in nats
   */
  public record Row(
      String estimator,
      double guidance,
      double together,
      double alone,
      double ratio,
      long sequences,
      long sequencesAlone,
      boolean isEqual,
      double largestDifference) {}

  /**
   * The whole result.
   *
   * @param device where it ran
   * @param model that scored
   * @param items of four choices each
   * @param rows one per estimator
   */
  public record Report(String device, String model, int items, List<Row> rows) {}

  /** Runs all cases. */
  public Report run() {
    ModelConfig six = ModelSizes.named(6);
    ModelConfig shape =
        ModelConfig.of(256, six.vocabSize(), six.layers(), six.heads(), six.embd(), six.ffn());
    List<Row> rows = new ArrayList<>();
    try (NDManager manager = Torch.newManager(device)) {
      RandomStreams streams = new RandomStreams(SEED);
      try (Transformer arm = Transformer.initialized(manager, shape, ModelFamily.ARM, streams)) {
        rows.add(row(arm, Estimator.EXACT, 1, 0));
      }
      try (Transformer mdm = Transformer.initialized(manager, shape, ModelFamily.MDM, streams)) {
        rows.add(row(mdm, Estimator.CHAIN_RULE, 1, 0));
        rows.add(row(mdm, Estimator.CHAIN_RULE, 1, 0.6));
        rows.add(row(mdm, Estimator.STRATIFIED, 16, 0));
        rows.add(row(mdm, Estimator.MONTE_CARLO, 16, 0));
      }
    }
    return new Report(device, "6M, vocab " + six.vocabSize(), items, rows);
  }

  /** One way of scoring all items. */
  private record Scoring(double seconds, long sequences, List<LikelihoodEstimate> estimates) {}

  private Row row(Transformer model, Estimator estimator, int draws, double guidance) {
    LikelihoodConfig config = LikelihoodConfig.of(estimator, draws, guidance, 0, SEED);
    List<Request> requests = requests();
    List<List<Request>> each = requests.stream().map(List::of).toList();
    score(model, config, each.subList(0, CHOICES));
    List<Double> together = new ArrayList<>();
    List<Double> alone = new ArrayList<>();
    Scoring all = null;
    Scoring single = null;
    for (int turn = 0; turn < turns; turn++) {
      all = score(model, config, List.of(requests));
      single = score(model, config, each);
      together.add(items / all.seconds);
      alone.add(items / single.seconds);
    }
    double largest = 0;
    for (int i = 0; i < requests.size(); i++) {
      double difference = all.estimates.get(i).nll() - single.estimates.get(i).nll();
      largest = Math.max(largest, Math.abs(difference));
    }
    return new Row(
        estimator.key(),
        guidance,
        Median.of(together),
        Median.of(alone),
        Median.of(together) / Median.of(alone),
        all.sequences,
        single.sequences,
        all.estimates.equals(single.estimates),
        largest);
  }

  private static Scoring score(
      Transformer model, LikelihoodConfig config, List<List<Request>> calls) {
    Tokenizer tokenizer = new ByteTokenizer();
    LikelihoodScorer scorer =
        new LikelihoodScorer(
            model,
            tokenizer,
            Map.of(TASK, new ScoringPlan(config, false, false)),
            null,
            0,
            ScoringListener.NONE);
    List<LikelihoodEstimate> estimates = new ArrayList<>();
    long begin = System.nanoTime();
    calls.forEach(call -> estimates.addAll(scorer.estimates(call)));
    return new Scoring((System.nanoTime() - begin) / 1e9, scorer.sequences(), estimates);
  }

  private List<Request> requests() {
    List<Request> requests = new ArrayList<>();
    for (int item = 0; item < items; item++) {
      UniformRandomProvider random = new RandomStreams(SEED).stream("item", item);
      String context = text(random, 15 + random.nextInt(46));
      for (int choice = 0; choice < CHOICES; choice++) {
        requests.add(
            new Request(TASK, item, choice, context, text(random, 1 + random.nextInt(12))));
      }
    }
    return requests;
  }

  private static String text(UniformRandomProvider random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }
}
