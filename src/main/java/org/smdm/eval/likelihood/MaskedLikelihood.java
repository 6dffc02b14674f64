package org.smdm.eval.likelihood;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.smdm.config.ModelFamily;
import org.smdm.eval.EncodedRequest;
import org.smdm.eval.LikelihoodEstimate;
import org.smdm.eval.Request;
import org.smdm.io.UserException;
import org.smdm.model.LanguageModel;
import org.smdm.sample.RowPadding;

/**
 * Estimates of a masked diffusion model. Sequences of one length and about as many target tokens,
 * of whatever requests, share a batch up to a number of tokens, the longest first. An estimate is
 * the same in any batch (on a CPU; see {@link org.smdm.sample.RowPadding}).
 */
final class MaskedLikelihood implements LikelihoodModel {

  /** Questions whose draws are added in turns, so that rounds fill batches. */
  private static final int OPEN_QUESTIONS = 32;

  private final LanguageModel model;
  private final ScoringPlan plan;
  private final LikelihoodConfig config;
  private final LikelihoodNoise noise;
  private final int tokens;
  private final MaskedForward forward;

  /**
   * @param tokens most that are put through the transformer at once
   */
  MaskedLikelihood(LanguageModel model, ScoringPlan plan, LikelihoodNoise noise, int tokens) {
    this.config = plan.likelihood();
    if (model.family() != ModelFamily.MDM || config.estimator() == Estimator.EXACT) {
      throw new UserException(
          "%s is not for this model: a masked diffusion model takes chain-rule, mc or stratified"
              .formatted(config.estimator().key()));
    }
    this.model = model;
    this.plan = plan;
    this.noise = noise;
    this.tokens = tokens;
    this.forward = new MaskedForward(model, new HeadJudge(model), config.guidance());
  }

  @Override
  public int maxTokens() {
    return model.blockSize();
  }

  @Override
  public long sequences() {
    return forward.sequences();
  }

  @Override
  public double work(EncodedRequest choice) {
    int target = choice.target().length;
    double passes = plan.matchesGreedily() ? (1 + target) / 2.0 : 0;
    passes +=
        switch (config.estimator()) {
          case STRATIFIED, MONTE_CARLO -> Math.min(PlannedPasses.sets(target), config.draws());
          case CHAIN_RULE, EXACT -> target;
        };
    return passes * choice.length() * forward.sequencesPerPass();
  }

  private NllSource source(EncodedRequest choice) {
    if (config.estimator() == Estimator.CHAIN_RULE) {
      return PlannedPasses.chainRule(choice, model.maskId());
    }
    if (config.estimator() == Estimator.STRATIFIED
        && PlannedPasses.sets(choice.target().length) <= config.draws()) {
      return PlannedPasses.allMasks(choice, model.maskId());
    }
    return new MaskedDraws(choice, model.maskId(), config, noise);
  }

  /** A choice that is being computed. */
  private final class Open {
    private final EncodedRequest choice;
    private final NllSource nll;
    private final GreedyMatch greedy;
    private boolean isTold;

    Open(EncodedRequest choice) {
      this.choice = choice;
      this.nll = source(choice);
      this.greedy = plan.matchesGreedily() ? new GreedyMatch(choice, model.maskId()) : null;
    }

    /**
     * Positions to compute of each of its sequences. One that only reads from left to right asks
     * for one of each, and has as many as tokens.
     */
    int queries() {
      int target = choice.target().length;
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
  public void estimate(
      List<List<EncodedRequest>> questions, BiConsumer<EncodedRequest, LikelihoodEstimate> done) {
    List<List<Open>> ordered = new ArrayList<>();
    for (List<EncodedRequest> question : questions) {
      ordered.add(question.stream().map(Open::new).toList());
    }
    ordered.sort(Comparator.comparingInt(MaskedLikelihood::length).reversed());
    if (!config.isAdaptive()) {
      List<Open> all = ordered.stream().flatMap(List::stream).toList();
      all.forEach(open -> open.nll.extend(config.groups()));
      compute(all, open -> tell(open, done));
      return;
    }
    for (int from = 0; from < ordered.size(); from += OPEN_QUESTIONS) {
      decide(ordered.subList(from, Math.min(ordered.size(), from + OPEN_QUESTIONS)), done);
    }
  }

  /** Tokens of the longest choice with its context. */
  private static int length(List<Open> question) {
    return question.stream().mapToInt(open -> open.choice.length()).max().orElseThrow();
  }

  private static void tell(Open open, BiConsumer<EncodedRequest, LikelihoodEstimate> done) {
    if (open.isFinished() && !open.isTold) {
      open.isTold = true;
      done.accept(open.choice, open.estimate());
    }
  }

  /** Draws for the choices of some questions until it is known which of each is the best. */
  private void decide(
      List<List<Open>> questions, BiConsumer<EncodedRequest, LikelihoodEstimate> done) {
    SequentialChoice rule = new SequentialChoice(config.confidence(), plan.isByLength());
    List<List<Open>> undecided = questions;
    for (int look = 0; !undecided.isEmpty(); look++) {
      int groups = SequentialChoice.groups(look, config.groups());
      List<Open> all = undecided.stream().flatMap(List::stream).toList();
      all.forEach(choice -> choice.nll.extend(groups));
      compute(all, choice -> {});
      List<List<Open>> left = new ArrayList<>();
      for (List<Open> question : undecided) {
        if (groups == config.groups() || isDecided(rule, question, look, groups)) {
          question.forEach(choice -> tell(choice, done));
        } else {
          left.add(question);
        }
      }
      undecided = left;
    }
  }

  private static boolean isDecided(
      SequentialChoice rule, List<Open> question, int look, int groups) {
    List<NllSource> sources = question.stream().map(open -> open.nll).toList();
    List<Request> choices = question.stream().map(open -> open.choice.request()).toList();
    return rule.isDecided(sources, choices, look, groups);
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
      List<PassSource> asking = new ArrayList<>();
      for (Open open : active) {
        collect(open, most, passes, asking);
        if (passes.size() == most) {
          break;
        }
      }
      if (!passes.isEmpty()) {
        List<Judged[]> answers = forward.run(passes, shape.queries);
        for (int i = 0; i < answers.size(); i++) {
          check(passes.get(i), answers.get(i));
          asking.get(i).take(answers.get(i));
        }
      }
      // Also those whose draws masked nothing, and were never asked about.
      active.stream().filter(Open::isFinished).forEach(finished);
      active.removeIf(Open::isFinished);
    }
  }

  /** Adds the passes that a choice can ask for now, and beside each who takes its answers. */
  private static void collect(
      Open open, int most, List<MaskedPass> passes, List<PassSource> asking) {
    List<PassSource> sources =
        open.greedy == null ? List.of(open.nll) : List.of(open.greedy, open.nll);
    for (PassSource source : sources) {
      while (passes.size() < most) {
        MaskedPass pass = source.next();
        if (pass == null) {
          break;
        }
        passes.add(pass);
        asking.add(source);
      }
    }
  }

  private static void check(MaskedPass pass, Judged[] answers) {
    for (int i = 0; i < answers.length; i++) {
      if (Double.isNaN(answers[i].nll())) {
        throw new UserException(
            "the model's logits are not numbers at token %d of %s: give a checkpoint without NaN"
                .formatted(pass.positions()[i], pass.request().where()));
      }
    }
  }
}
