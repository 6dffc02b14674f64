package org.smdm.eval.likelihood;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.smdm.config.ModelFamily;
import org.smdm.io.UserException;
import org.smdm.model.Transformer;
import org.smdm.sample.RowPadding;

/**
 * Estimates of a masked diffusion model. Sequences of one length and about as many target tokens,
 * of whatever requests, share a batch up to a number of tokens, the longest first. An estimate is
 * the same in any batch (on a CPU; see {@link org.smdm.sample.RowPadding}).
 */
final class MaskedLikelihood implements LikelihoodModel {

  /** Questions whose draws are added in turns, so that rounds fill batches. */
  private static final int OPEN_QUESTIONS = 32;

  private final Transformer model;
  private final LikelihoodConfig config;
  private final boolean matchesGreedily;
  private final LikelihoodNoise noise;
  private final int tokens;
  private final MaskedForward forward;

  /**
   * @param matchesGreedily whether to decode greedily as well
   * @param tokens most that are put through the transformer at once
   */
  MaskedLikelihood(
      Transformer model,
      LikelihoodConfig config,
      boolean matchesGreedily,
      LikelihoodNoise noise,
      int tokens) {
    if (model.family() != ModelFamily.MDM || config.estimator() == Estimator.EXACT) {
      throw new UserException(
          "%s is not for this model: a masked diffusion model takes chain-rule, mc or stratified"
              .formatted(config.estimator().key()));
    }
    this.model = model;
    this.config = config;
    this.matchesGreedily = matchesGreedily;
    this.noise = noise;
    this.tokens = tokens;
    this.forward = new MaskedForward(model, new HeadJudge(model), config.guidance());
  }

  @Override
  public int maxTokens() {
    return model.config().blockSize();
  }

  @Override
  public long sequences() {
    return forward.sequences();
  }

  @Override
  public double work(Encoded choice) {
    int target = choice.tokens().target().length;
    double passes = matchesGreedily ? (1 + target) / 2.0 : 0;
    passes +=
        switch (config.estimator()) {
          case STRATIFIED, MONTE_CARLO -> Math.min(AllMasks.sets(target), config.draws());
          case CHAIN_RULE, EXACT -> target;
        };
    return passes * choice.length() * forward.sequencesPerPass();
  }

  private NllSource source(Encoded choice) {
    MaskedTarget target = MaskedTarget.of(choice.tokens(), model.config().maskId());
    if (config.estimator() == Estimator.CHAIN_RULE) {
      return new ChainRule(target);
    }
    if (config.estimator() == Estimator.STRATIFIED
        && AllMasks.sets(target.length()) <= config.draws()) {
      return new AllMasks(target);
    }
    return new MaskedDraws(target, choice.request(), config, noise);
  }

  /** A choice that is being computed. */
  private final class Open {
    private final Encoded choice;
    private final NllSource nll;
    private final GreedyMatch greedy;
    private boolean isTold;

    Open(Encoded choice) {
      this.choice = choice;
      this.nll = source(choice);
      this.greedy =
          matchesGreedily
              ? new GreedyMatch(MaskedTarget.of(choice.tokens(), model.config().maskId()))
              : null;
    }

    /**
     * Positions to compute of each of its sequences. One that only reads from left to right asks
     * for one of each, and has as many as tokens.
     */
    int queries() {
      int target = choice.tokens().target().length;
      boolean isChain = config.estimator() == Estimator.CHAIN_RULE && greedy == null;
      return isChain ? RowPadding.rowsOfEach(1, target) : RowPadding.rows(target);
    }

    boolean isFinished() {
      return nll.isFinished() && (greedy == null || greedy.isFinished());
    }

    LikelihoodEstimate estimate() {
      long passes = nll.passes() + (greedy == null ? 0 : greedy.passes());
      return new LikelihoodEstimate(
          nll.nll(),
          nll.standardError(),
          passes * forward.sequencesPerPass(),
          greedy != null && greedy.isMatch());
    }
  }

  @Override
  public void estimate(List<Question> questions, BiConsumer<Encoded, LikelihoodEstimate> done) {
    List<Question> ordered = new ArrayList<>(questions);
    ordered.sort(Comparator.comparingInt(Question::length).reversed());
    if (!config.isAdaptive()) {
      List<Open> all = ordered.stream().flatMap(q -> q.choices().stream()).map(Open::new).toList();
      all.forEach(open -> open.nll.extend(config.groups()));
      compute(all, open -> tell(open, done));
      return;
    }
    for (int from = 0; from < ordered.size(); from += OPEN_QUESTIONS) {
      decide(ordered.subList(from, Math.min(ordered.size(), from + OPEN_QUESTIONS)), done);
    }
  }

  private static void tell(Open open, BiConsumer<Encoded, LikelihoodEstimate> done) {
    if (open.isFinished() && !open.isTold) {
      open.isTold = true;
      done.accept(open.choice, open.estimate());
    }
  }

  /** A question and its choices that are being computed. */
  private record Undecided(Question question, List<Open> choices) {}

  private void decide(List<Question> questions, BiConsumer<Encoded, LikelihoodEstimate> done) {
    List<Undecided> open = new ArrayList<>();
    for (Question question : questions) {
      open.add(new Undecided(question, question.choices().stream().map(Open::new).toList()));
    }
    for (int look = 0; !open.isEmpty(); look++) {
      int groups = SequentialChoice.groups(look, config.groups());
      List<Open> all = open.stream().flatMap(u -> u.choices.stream()).toList();
      all.forEach(choice -> choice.nll.extend(groups));
      compute(all, choice -> {});
      List<Undecided> left = new ArrayList<>();
      for (Undecided undecided : open) {
        if (groups == config.groups() || isDecided(undecided, look, groups)) {
          undecided.choices.forEach(choice -> tell(choice, done));
        } else {
          left.add(undecided);
        }
      }
      open = left;
    }
  }

  private boolean isDecided(Undecided undecided, int look, int groups) {
    return undecided.question.isCompared()
        && SequentialChoice.isDecided(
            undecided.choices.stream().map(choice -> choice.nll).toList(),
            undecided.question,
            look,
            groups,
            config.confidence());
  }

  /**
   * What sequences of a batch have in common.
   *
   * @param length tokens of each
   * @param queries positions that are computed of each
   */
  private record BatchShape(int length, int queries) {}

  private void compute(List<Open> all, Consumer<Open> finished) {
    TreeMap<BatchShape, List<Open>> byShape =
        new TreeMap<>(
            Comparator.comparingInt(BatchShape::length)
                .thenComparingInt(BatchShape::queries)
                .reversed());
    for (Open open : all) {
      byShape
          .computeIfAbsent(
              new BatchShape(open.choice.length(), open.queries()), shape -> new ArrayList<>())
          .add(open);
    }
    byShape.forEach((shape, same) -> compute(shape, same, finished));
  }

  private void compute(BatchShape shape, List<Open> same, Consumer<Open> finished) {
    int step = RowPadding.evenSequences(1, shape.length); // smaller batches are filled up to it
    int perStep = shape.length * step * forward.sequencesPerPass();
    int most = Math.max(1, tokens / perStep) * step;
    List<Open> active = new ArrayList<>(same);
    while (!active.isEmpty()) {
      List<MaskedPass> passes = new ArrayList<>();
      List<Asked> asked = new ArrayList<>();
      for (Open open : active) {
        collect(open, most, passes, asked);
        if (passes.size() == most) {
          break;
        }
      }
      if (!passes.isEmpty()) {
        List<Judged[]> answers = forward.run(passes, shape.queries);
        for (int i = 0; i < answers.size(); i++) {
          check(asked.get(i).open, passes.get(i), answers.get(i));
          asked.get(i).source.take(answers.get(i));
        }
      }
      // Also those whose draws masked nothing, and were never asked about.
      active.stream().filter(Open::isFinished).forEach(finished);
      active.removeIf(Open::isFinished);
    }
  }

  /** Who asked for a pass. */
  private record Asked(Open open, PassSource source) {}

  private static void collect(Open open, int most, List<MaskedPass> passes, List<Asked> asked) {
    List<PassSource> sources =
        open.greedy == null ? List.of(open.nll) : List.of(open.greedy, open.nll);
    for (PassSource source : sources) {
      while (passes.size() < most) {
        MaskedPass pass = source.next();
        if (pass == null) {
          break;
        }
        passes.add(pass);
        asked.add(new Asked(open, source));
      }
    }
  }

  private static void check(Open open, MaskedPass pass, Judged[] answers) {
    for (int i = 0; i < answers.length; i++) {
      if (Double.isNaN(answers[i].nll())) {
        throw new UserException(
            "the model's logits are not numbers at token %d of %s: give a checkpoint without NaN"
                .formatted(pass.positions()[i], open.choice.where()));
      }
    }
  }
}
