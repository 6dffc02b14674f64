package org.smdm.scaling;

/**
 * The parametric form with 95 % bootstrap intervals (losses are the law's and normal noise of their
 * logarithm, as large as the residuals say).
 *
 * @param law fitted
 * @param objective sum of Huber losses of the residuals of ln L, threshold 0.001
 * @param starts from which the search found this minimum, and from how many
 * @param irreducible of E; null when replicates do not say, as the others
 * @param alpha of α
 * @param beta of β
 * @param parametersExponent of β / (α + β)
 * @param residuals ln L − ln L̂ of every run, in their order
 */
public record ParametricFit(
    ParametricLaw law,
    double objective,
    Starts starts,
    Interval irreducible,
    Interval alpha,
    Interval beta,
    Interval parametersExponent,
    double[] residuals) {

  /**
   * How sure the search is to have found the lowest minimum.
   *
   * @param agreeing starts that led within 1 % of its objective
   * @param tried all starts
   */
  public record Starts(int agreeing, int tried) {}
}
