package org.smdm.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.config.ModelFamily;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.eval.EncodedRequest;
import org.smdm.eval.Request;
import org.smdm.eval.likelihood.Estimator;
import org.smdm.eval.likelihood.LikelihoodConfig;
import org.smdm.model.Transformer;
import org.smdm.tensor.RandomStreams;

/**
 * Likelihoods the straightforward way, to compare with: one request after the other, logits of
 * every position over the whole vocabulary, those of guidance in a batch of two; an ARM reads the
 * context again for each choice, an MDM takes a pass per token of a chain, and of draws a batch per
 * group. The draws are those of {@link org.smdm.eval.likelihood.LikelihoodScorer}, so that both
 * must find the same.
 */
final class NaiveScoring {

  private final Transformer model;
  private final Tokenizer tokenizer;
  private final LikelihoodConfig config;
  private final RandomStreams streams;
  private long sequences;

  NaiveScoring(Transformer model, Tokenizer tokenizer, LikelihoodConfig config) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.config = config;
    this.streams = new RandomStreams(config.seed());
  }

  /** Negative log-likelihood of a continuation in nats. */
  double nll(Request request) {
    boolean isCausal = model.family() == ModelFamily.ARM;
    int most = model.config().blockSize() + (isCausal ? 1 : 0);
    EncodedRequest tokens = EncodedRequest.of(tokenizer, true, request, most);
    return switch (config.estimator()) {
      case EXACT -> exact(tokens);
      case CHAIN_RULE -> chainRule(tokens);
      case MONTE_CARLO, STRATIFIED -> draws(request, tokens);
    };
  }

  /** Sequences put through the transformer so far. */
  long sequences() {
    return sequences;
  }

  private double exact(EncodedRequest tokens) {
    int[] all = tokens.tokens();
    int prompt = tokens.context().length;
    int[] read = Arrays.copyOf(all, all.length - 1);
    int[] rows = IntStream.range(prompt - 1, read.length).toArray();
    return sum(nlls(List.of(read), prompt, List.of(rows), List.of(tokens.target()))[0]);
  }

  private double chainRule(EncodedRequest tokens) {
    int[] all = tokens.tokens();
    double sum = 0;
    for (int at = tokens.context().length; at < all.length; at++) {
      int[] x = all.clone();
      Arrays.fill(x, at, x.length, model.config().maskId());
      int[] row = {at};
      int[] target = {all[at]};
      int prompt = tokens.context().length;
      sum += sum(nlls(List.of(x), prompt, List.of(row), List.of(target))[0]);
    }
    return sum;
  }

  private double draws(Request request, EncodedRequest tokens) {
    int[] all = tokens.tokens();
    int prompt = tokens.context().length;
    int length = tokens.target().length;
    double sum = 0;
    for (int group = 0; group < config.groups(); group++) {
      double begin =
          streams.stream("likelihood times of " + request.task(), request.docId(), group)
              .nextDouble();
      List<int[]> inputs = new ArrayList<>();
      List<int[]> rows = new ArrayList<>();
      List<int[]> targets = new ArrayList<>();
      List<Double> weights = new ArrayList<>();
      for (int copy = 0; copy < config.copies(); copy++) {
        double time = begin + (double) copy / config.copies();
        time -= Math.floor(time);
        int[] masked = masked(request, group * config.copies() + copy, length, time);
        int[] x = all.clone();
        int[] positions = Arrays.stream(masked).map(i -> prompt + i).toArray();
        Arrays.stream(positions).forEach(position -> x[position] = model.config().maskId());
        inputs.add(x);
        rows.add(positions);
        targets.add(Arrays.stream(positions).map(position -> all[position]).toArray());
        boolean isStratified = config.estimator() == Estimator.STRATIFIED;
        weights.add(isStratified ? (double) length / masked.length : 1 / time);
      }
      double[][] nlls = nlls(inputs, prompt, rows, targets);
      for (int copy = 0; copy < nlls.length; copy++) {
        sum += nlls[copy].length == 0 ? 0 : weights.get(copy) * sum(nlls[copy]);
      }
    }
    return sum / config.draws();
  }

  /** Which tokens of a target a draw masks. */
  private int[] masked(Request request, int draw, int length, double time) {
    UniformRandomProvider random =
        streams.stream(
            "likelihood masks of " + request.task(), request.docId(), request.choice(), draw);
    double[] uniform = new double[length];
    Arrays.setAll(uniform, i -> random.nextDouble());
    if (config.estimator() == Estimator.MONTE_CARLO) {
      return IntStream.range(0, length).filter(i -> uniform[i] < time).toArray();
    }
    return IntStream.range(0, length)
        .boxed()
        .sorted((a, b) -> Double.compare(uniform[a], uniform[b]))
        .limit(Math.min(length, 1 + (int) (time * length)))
        .mapToInt(i -> i)
        .sorted()
        .toArray();
  }

  /**
   * Negative log-likelihoods of tokens.
   *
   * @param inputs sequences of one length, which one batch takes
   * @param prompt positions that guidance hides
   * @param rows positions per sequence whose logits tell of a token
   * @param targets these tokens
   */
  private double[][] nlls(List<int[]> inputs, int prompt, List<int[]> rows, List<int[]> targets) {
    int batch = inputs.size();
    int time = inputs.get(0).length;
    double w = config.guidance();
    int passes = w > 0 ? 2 : 1;
    sequences += (long) batch * passes;
    long[] ids = new long[passes * batch * time];
    for (int b = 0; b < passes * batch; b++) {
      for (int i = 0; i < time; i++) {
        boolean isHidden = b >= batch && i < prompt;
        ids[b * time + i] = isHidden ? model.config().maskId() : inputs.get(b % batch)[i];
      }
    }
    long[] everyRow = new long[ids.length];
    Arrays.setAll(everyRow, i -> i);
    long[] wanted = new long[batch * time];
    for (int b = 0; b < batch; b++) {
      for (int i = 0; i < rows.get(b).length; i++) {
        wanted[b * time + rows.get(b)[i]] = targets.get(b)[i];
      }
    }
    try (NDManager scope = model.manager().newSubManager()) {
      NDArray input = scope.create(ids, new Shape(passes * (long) batch, time));
      NDArray logits = model.logits(scope, input, scope.create(everyRow));
      if (w > 0) {
        NDArray u = logits.get("{}:", batch * time);
        logits = logits.get("0:{}", batch * time).sub(u).mul(1 + w).add(u);
      }
      float[] all =
          logits
              .toType(DataType.FLOAT32, false)
              .logSoftmax(-1)
              .gather(scope.create(wanted, new Shape(wanted.length, 1)), 1)
              .toFloatArray();
      double[][] nlls = new double[batch][];
      for (int b = 0; b < batch; b++) {
        int first = b * time;
        nlls[b] = Arrays.stream(rows.get(b)).mapToDouble(row -> -all[first + row]).toArray();
      }
      return nlls;
    }
  }

  private static double sum(double[] values) {
    return Arrays.stream(values).sum();
  }
}
