package org.smdm.eval.gsm8k;

/**
 * A confidence interval of a share of right answers, that never leaves [0, 1] and is sound for few
 * items (Wilson 1927).
 *
 * @param low lower end
 * @param high upper end
 */
public record WilsonInterval(double low, double high) {

  /** Two-sided 95 % quantile of the normal distribution. */
  private static final double Z = 1.959963984540054;

  /**
   * The interval of 95 %.
   *
   * @param right how many
   * @param items out of how many, at least one
   */
  public static WilsonInterval of(int right, int items) {
    if (items < 1 || right < 0 || right > items) {
      throw new IllegalArgumentException("%d of %d".formatted(right, items));
    }
    double share = (double) right / items;
    double square = Z * Z / items;
    double centre = (share + square / 2) / (1 + square);
    double half = Z * Math.sqrt(share * (1 - share) / items + square / items / 4) / (1 + square);
    // The formula is exact there, its rounding is not.
    return new WilsonInterval(right == 0 ? 0 : centre - half, right == items ? 1 : centre + half);
  }
}
