package org.smdm.eval.gsm8k;

import java.math.BigInteger;

/**
 * The exact value of a short formula: a ratio of two sums. Enough for the answers of GSM8K and the
 * simpler ones of MATH, without an algebra system.
 */
final class MathValue {

  private static final int LARGEST_POWER = 64;
  private static final int LARGEST_FACTORIAL = 1000;

  private final SurdSum numerator;
  private final SurdSum denominator;

  private MathValue(SurdSum numerator, SurdSum denominator) {
    if (denominator.isZero()) {
      throw new ArithmeticException("division by zero");
    }
    this.numerator = numerator;
    this.denominator = denominator;
  }

  static MathValue of(SurdSum sum) {
    return new MathValue(sum, SurdSum.ONE);
  }

  /**
   * Whether two answers have the same value. Where one is no formula that can be read ({@link
   * MathParser}), they must be the same text.
   *
   * @param a normalised answer
   * @param b normalised answer
   */
  static boolean areEqual(String a, String b) {
    if (a.equals(b)) {
      return true;
    }
    try {
      return MathParser.parse(a).minus(MathParser.parse(b)).numerator.isZero();
    } catch (ArithmeticException e) {
      return false; // no formula, or none that has a value here; and the texts differ
    }
  }

  MathValue plus(MathValue other) {
    return new MathValue(
        numerator.times(other.denominator).plus(other.numerator.times(denominator)),
        denominator.times(other.denominator));
  }

  MathValue negated() {
    return new MathValue(numerator.negated(), denominator);
  }

  MathValue minus(MathValue other) {
    return plus(other.negated());
  }

  MathValue times(MathValue other) {
    return new MathValue(numerator.times(other.numerator), denominator.times(other.denominator));
  }

  MathValue dividedBy(MathValue other) {
    return new MathValue(numerator.times(other.denominator), denominator.times(other.numerator));
  }

  /** The number that this is. */
  private Rational number() {
    return numerator.asRational().divide(denominator.asRational());
  }

  /** Without its sign; of numbers only. */
  MathValue amount() {
    return number().signum() < 0 ? negated() : this;
  }

  /** The largest whole number that is not larger. */
  MathValue floor() {
    Rational value = number();
    BigInteger[] parts = value.numerator().divideAndRemainder(value.denominator());
    return of(parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0]);
  }

  /**
   * The factorial.
   *
   * @throws ArithmeticException when it is that of no whole number, or of a large one
   */
  MathValue factorial() {
    Rational value = number();
    if (!value.denominator().equals(BigInteger.ONE)
        || value.signum() < 0
        || value.numerator().bitLength() >= Integer.SIZE
        || value.numerator().intValue() > LARGEST_FACTORIAL) {
      throw new ArithmeticException("no factorial");
    }
    BigInteger product = BigInteger.ONE;
    for (int n = value.numerator().intValue(); n > 1; n--) {
      product = product.multiply(BigInteger.valueOf(n));
    }
    return of(product);
  }

  private static MathValue of(BigInteger whole) {
    return of(SurdSum.of(new Rational(whole, BigInteger.ONE)));
  }

  MathValue root() {
    return of(SurdSum.root(number()));
  }

  /**
   * A power with a whole exponent, or a square root by the exponent one half.
   *
   * @throws ArithmeticException when the exponent is anything else
   */
  MathValue toThe(MathValue exponent) {
    Rational power = exponent.number();
    if (power.denominator().equals(BigInteger.TWO) && power.numerator().equals(BigInteger.ONE)) {
      return root();
    }
    if (!power.denominator().equals(BigInteger.ONE) || power.numerator().bitLength() > 31) {
      throw new ArithmeticException("a broken exponent");
    }
    int n = power.numerator().intValueExact();
    if (Math.abs(n) > LARGEST_POWER) {
      throw new ArithmeticException("a large exponent");
    }
    MathValue factor = n < 0 ? of(SurdSum.ONE).dividedBy(this) : this;
    MathValue result = of(SurdSum.ONE);
    for (int i = 0; i < Math.abs(n); i++) {
      result = result.times(factor);
    }
    return result;
  }
}
