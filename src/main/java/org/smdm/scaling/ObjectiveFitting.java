package org.smdm.scaling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.smdm.io.UserException;
import org.smdm.tensor.RandomStreams;

/**
 * Fits one objective: parabolas per budget, laws through their minima, the parametric form.
 *
 * @param fit the result
 * @param replicates laws of the bootstrap, for what compares objectives; null where optima alone
 *     are known
 * @param forms replicates of all forms; null without laws
 */
record ObjectiveFitting(ObjectiveFit fit, LawReplicates replicates, FormReplicates forms) {

  /** A line needs two points. */
  static final int FEWEST_BUDGETS = 2;

  static ObjectiveFitting of(ScalingData data, FitOptions options, Family objective) {
    return data.runs().isEmpty()
        ? ofOptima(data.optima(), options, objective)
        : ofRuns(data.runs(), options, objective);
  }

  private static ObjectiveFitting ofRuns(
      List<LossPoint> runs, FitOptions options, Family objective) {
    TreeMap<Double, List<LossPoint>> byBudget = new TreeMap<>();
    runs.forEach(run -> byBudget.computeIfAbsent(run.budget(), b -> new ArrayList<>()).add(run));
    List<String> notes = new ArrayList<>();
    List<List<LossPoint>> groups = new ArrayList<>();
    List<Parabola> parabolas = new ArrayList<>();
    for (List<LossPoint> group : byBudget.values()) {
      long sizes = group.stream().mapToDouble(LossPoint::parameters).distinct().count();
      if (sizes < Parabola.FEWEST) {
        notes.add(note(objective, group, "has %d sizes, too few for a parabola".formatted(sizes)));
        continue;
      }
      Parabola parabola = Parabola.fitted(group);
      if (!parabola.hasMinimum() || !parabola.isInside()) {
        notes.add(note(objective, group, outside(parabola)));
      }
      groups.add(group);
      parabolas.add(parabola);
    }
    ParabolaBootstrap bootstrap = new ParabolaBootstrap(groups, parabolas);
    List<List<Parabola>> drawn = new ArrayList<>();
    if (bootstrap.isPossible()) {
      RandomStreams streams = new RandomStreams(options.seed());
      drawn.addAll(
          IntStream.range(0, options.resamples())
              .parallel()
              .mapToObj(i -> bootstrap.draw(streams, objective, i))
              .toList());
    } else if (!groups.isEmpty()) {
      notes.add(objective + ": three runs per budget leave no noise to draw intervals from");
    }
    TokenCost cost = TokenCost.of(runs);
    List<BudgetFit> budgets = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      budgets.add(budget(objective, groups.get(g), parabolas.get(g), column(drawn, g), cost));
    }
    int[] used =
        IntStream.range(0, budgets.size()).filter(g -> budgets.get(g).optimum() != null).toArray();
    LawReplicates replicates = replicates(budgets, used, drawn, cost);
    if (drawn.size() > replicates.loss().length && used.length >= FEWEST_BUDGETS) {
      notes.add(
          "%s: %d of %d replicates had fewer than two minima and are left out"
              .formatted(objective, drawn.size() - replicates.loss().length, drawn.size()));
    }
    Optional<ParametricSearch.Found> parametric = ParametricSearch.fit(runs, options, objective);
    if (parametric.isEmpty() && ParametricSearch.isPossible(runs)) {
      notes.add(
          objective
              + ": L(N, D) has no minimum for these runs, as an exponent goes out of bounds: train more sizes per budget, or more budgets");
    }
    return new ObjectiveParts(objective, runs, budgets, replicates, parametric, bootstrap)
        .finished(options, notes);
  }

  private static String note(Family objective, List<LossPoint> group, String what) {
    return String.format(
        Locale.ROOT,
        "%s: budget %.3g %s; laws leave it out",
        objective,
        group.get(0).budget(),
        what);
  }

  private static String outside(Parabola parabola) {
    if (!parabola.hasMinimum()) {
      return "has a parabola without minimum";
    }
    boolean isSmaller = parabola.optimalParameters() < parabola.smallest();
    return String.format(
        Locale.ROOT,
        "has its minimum at %.3g parameters, %s: train %s sizes",
        parabola.optimalParameters(),
        isSmaller ? "below the smallest size" : "above the largest size",
        isSmaller ? "smaller" : "larger");
  }

  private static List<Parabola> column(List<List<Parabola>> drawn, int g) {
    return drawn.stream().map(replicate -> replicate.get(g)).toList();
  }

  private static BudgetFit budget(
      Family objective,
      List<LossPoint> runs,
      Parabola parabola,
      List<Parabola> drawn,
      TokenCost cost) {
    boolean isGood = parabola.hasMinimum() && parabola.isInside();
    double budget = runs.get(0).budget();
    return new BudgetFit(
        budget,
        runs,
        parabola,
        isGood
            ? new OptimumPoint(
                objective, budget, parabola.optimalParameters(), parabola.optimalLoss(), cost)
            : null,
        Interval.ofReplicates(drawn.stream().mapToDouble(Parabola::optimalParameters).toArray()),
        Interval.ofReplicates(drawn.stream().mapToDouble(Parabola::optimalLoss).toArray()));
  }

  private static LawReplicates replicates(
      List<BudgetFit> budgets, int[] used, List<List<Parabola>> drawn, TokenCost cost) {
    List<PowerLaw> parameters = new ArrayList<>();
    List<PowerLaw> loss = new ArrayList<>();
    for (List<Parabola> replicate : drawn) {
      int[] valid = Arrays.stream(used).filter(g -> replicate.get(g).hasMinimum()).toArray();
      if (valid.length < FEWEST_BUDGETS) {
        continue;
      }
      double[] c = Arrays.stream(valid).mapToDouble(g -> budgets.get(g).budget()).toArray();
      double[] n =
          Arrays.stream(valid).mapToDouble(g -> replicate.get(g).optimalParameters()).toArray();
      double[] l = Arrays.stream(valid).mapToDouble(g -> replicate.get(g).optimalLoss()).toArray();
      parameters.add(PowerLaw.fit(c, n));
      loss.add(PowerLaw.fit(c, l));
    }
    return new LawReplicates(
        parameters.toArray(PowerLaw[]::new), loss.toArray(PowerLaw[]::new), cost);
  }

  private static ObjectiveFitting ofOptima(
      List<OptimumPoint> optima, FitOptions options, Family objective) {
    if (optima.stream().mapToDouble(OptimumPoint::budget).distinct().count() < optima.size()) {
      throw new UserException(
          objective + " has two optima at one budget: leave one out, or give the runs");
    }
    List<BudgetFit> budgets =
        optima.stream()
            .sorted(Comparator.comparingDouble(OptimumPoint::budget))
            .map(p -> new BudgetFit(p.budget(), List.of(), null, p, null, null))
            .toList();
    return new ObjectiveParts(objective, List.of(), budgets, null, Optional.empty(), null)
        .finished(options, new ArrayList<>());
  }
}
