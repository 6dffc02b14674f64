package org.smdm.eval.gsm8k;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * An exact fraction.
 *
 * @param numerator of any sign
 * @param denominator positive, nothing in common with the numerator
 */
record Rational(BigInteger numerator, BigInteger denominator) {

  static final Rational ZERO = new Rational(BigInteger.ZERO, BigInteger.ONE);
  static final Rational ONE = new Rational(BigInteger.ONE, BigInteger.ONE);

  /** Beyond this, powers of powers would fill the memory. */
  private static final int MOST_BITS = 20_000;

  Rational {
    if (denominator.signum() == 0) {
      throw new ArithmeticException("division by zero");
    }
    BigInteger g = numerator.gcd(denominator);
    BigInteger divisor = denominator.signum() < 0 ? g.negate() : g;
    numerator = numerator.divide(divisor);
    denominator = denominator.divide(divisor);
    if (numerator.bitLength() > MOST_BITS || denominator.bitLength() > MOST_BITS) {
      throw new ArithmeticException("too large");
    }
  }

  /**
   * @param decimal digits with at most one full stop
   */
  static Rational parse(String decimal) {
    BigDecimal value = new BigDecimal(decimal);
    return new Rational(value.unscaledValue(), BigInteger.TEN.pow(value.scale()));
  }

  boolean isZero() {
    return numerator.signum() == 0;
  }

  int signum() {
    return numerator.signum();
  }

  Rational add(Rational other) {
    return new Rational(
        numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
        denominator.multiply(other.denominator));
  }

  Rational negate() {
    return new Rational(numerator.negate(), denominator);
  }

  Rational multiply(Rational other) {
    return new Rational(
        numerator.multiply(other.numerator), denominator.multiply(other.denominator));
  }

  Rational divide(Rational other) {
    return new Rational(
        numerator.multiply(other.denominator), denominator.multiply(other.numerator));
  }
}
