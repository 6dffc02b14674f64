package org.smdm.config;

/**
 * Counted floating-point operations that training on one token costs, forward and backward.
 *
 * @param matrices products with the weights of the layers
 * @param attention scores and weighted sums, of which a model that looks back only leaves out half
 * @param head logits, of the positions that the objective asks for
 */
public record TokenFlops(double matrices, double attention, double head) {

  /** Those of a shape under an objective, for whole blocks. */
  public static TokenFlops of(ModelConfig shape, ObjectiveConfig objective) {
    int time = shape.blockSize();
    double attention = shape.trainingAttentionFlopsPerToken(time);
    double withoutHead = shape.trainingFlopsPerToken(time, 0);
    double head = shape.trainingFlopsPerToken(time, 1) - withoutHead;
    return new TokenFlops(
        withoutHead - attention,
        objective.family().causal() ? attention / 2 : attention,
        head * headShare(objective));
  }

  /** Logits of an MDM are those of masked positions, of which there is a half on average. */
  private static double headShare(ObjectiveConfig objective) {
    return objective instanceof ObjectiveConfig.MaskedDiffusion masked
        ? (1 + masked.minMaskRatio()) / 2
        : 1;
  }

  /** All of them. */
  public double total() {
    return matrices + attention + head;
  }
}
