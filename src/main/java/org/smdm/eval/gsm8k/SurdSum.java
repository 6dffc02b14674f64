package org.smdm.eval.gsm8k;

import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;

/**
 * A polynomial over the rationals extended by square roots: a sum of terms q·√d·xᵃ·yᵇ… with d free
 * of squares. Such terms are linearly independent, so two sums are equal just when their terms are.
 */
final class SurdSum {

  static final SurdSum ZERO = new SurdSum(Map.of());
  static final SurdSum ONE = of(Rational.ONE);

  /** Answers are short: what grows beyond this is nonsense, or meant to take for ever. */
  private static final int MOST_TERMS = 200;

  private static final long LARGEST_RADICAND = 1_000_000_000_000L;

  private final Map<Term, Rational> terms;

  private SurdSum(Map<Term, Rational> terms) {
    this.terms = terms;
  }

  /**
   * What a coefficient stands before.
   *
   * @param radicand d, positive and free of squares
   * @param powers exponent of each symbol, at least 1
   */
  private record Term(long radicand, TreeMap<String, Integer> powers) implements Comparable<Term> {

    static final Term ONE = new Term(1, new TreeMap<>());

    @Override
    public int compareTo(Term other) {
      int byRoot = Long.compare(radicand, other.radicand);
      return byRoot != 0 ? byRoot : powers.toString().compareTo(other.powers.toString());
    }
  }

  static SurdSum of(Rational value) {
    return value.isZero() ? ZERO : new SurdSum(Map.of(Term.ONE, value));
  }

  static SurdSum symbol(String name) {
    return new SurdSum(Map.of(new Term(1, new TreeMap<>(Map.of(name, 1))), Rational.ONE));
  }

  /**
   * The square root of a number.
   *
   * @throws ArithmeticException when it is negative or too large to be factored
   */
  static SurdSum root(Rational value) {
    if (value.signum() < 0) {
      throw new ArithmeticException("root of a negative number");
    }
    if (value.isZero()) {
      return ZERO;
    }
    // √(p/q) = √(pq) / q
    BigInteger product = value.numerator().multiply(value.denominator());
    if (product.bitLength() > 62 || product.longValueExact() > LARGEST_RADICAND) {
      throw new ArithmeticException("root of a large number");
    }
    long rest = product.longValueExact();
    long outside = 1;
    for (long p = 2; p * p <= rest; p++) {
      while (rest % (p * p) == 0) {
        rest /= p * p;
        outside *= p;
      }
    }
    Rational factor =
        new Rational(BigInteger.valueOf(outside), BigInteger.ONE)
            .divide(new Rational(value.denominator(), BigInteger.ONE));
    return new SurdSum(Map.of(new Term(rest, new TreeMap<>()), factor));
  }

  boolean isZero() {
    return terms.isEmpty();
  }

  SurdSum plus(SurdSum other) {
    TreeMap<Term, Rational> sum = new TreeMap<>(terms);
    other.terms.forEach((term, value) -> add(sum, term, value));
    return new SurdSum(sum);
  }

  SurdSum negated() {
    return times(of(Rational.ONE.negate()));
  }

  SurdSum times(SurdSum other) {
    TreeMap<Term, Rational> product = new TreeMap<>();
    terms.forEach((a, x) -> other.terms.forEach((b, y) -> multiply(product, a, x, b, y)));
    return new SurdSum(product);
  }

  private static void multiply(Map<Term, Rational> sum, Term a, Rational x, Term b, Rational y) {
    // √a·√b = g·√((a/g)(b/g)), whose factors have nothing in common
    long g = BigInteger.valueOf(a.radicand).gcd(BigInteger.valueOf(b.radicand)).longValueExact();
    long radicand = Math.multiplyExact(a.radicand / g, b.radicand / g);
    TreeMap<String, Integer> powers = new TreeMap<>(a.powers);
    b.powers.forEach((name, n) -> powers.merge(name, n, Math::addExact));
    Rational outside = new Rational(BigInteger.valueOf(g), BigInteger.ONE);
    add(sum, new Term(radicand, powers), x.multiply(y).multiply(outside));
  }

  private static void add(Map<Term, Rational> sum, Term term, Rational value) {
    sum.merge(term, value, Rational::add);
    if (sum.get(term).isZero()) {
      sum.remove(term);
    }
    if (sum.size() > MOST_TERMS) {
      throw new ArithmeticException("too many terms");
    }
  }

  /** The number that this is, if it is rational. */
  Rational asRational() {
    if (terms.isEmpty()) {
      return Rational.ZERO;
    }
    if (terms.size() == 1 && terms.containsKey(Term.ONE)) {
      return terms.get(Term.ONE);
    }
    throw new ArithmeticException("no rational number");
  }
}
