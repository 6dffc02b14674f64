package org.smdm.scaling;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.DecompositionSolver;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.linear.RealMatrix;

/** Polynomials by ordinary least squares. */
final class LeastSquares {

  private LeastSquares() {}

  /**
   * Coefficients of 1, x, x², …
   *
   * @param degree of the polynomial
   * @param x where; centred by the caller when far from 0
   * @param y values, as many
   */
  static double[] polynomial(int degree, double[] x, double[] y) {
    return solver(degree, x).solve(new ArrayRealVector(y, false)).toArray();
  }

  /**
   * What turns values into coefficients: a row for each, to be multiplied with the values.
   *
   * @param degree of the polynomial
   * @param x where; centred by the caller when far from 0
   */
  static RealMatrix inverse(int degree, double[] x) {
    return solver(degree, x).getInverse();
  }

  private static DecompositionSolver solver(int degree, double[] x) {
    double[][] rows = new double[x.length][degree + 1];
    for (int i = 0; i < x.length; i++) {
      double power = 1;
      for (int d = 0; d <= degree; d++) {
        rows[i][d] = power;
        power *= x[i];
      }
    }
    return new QRDecomposition(new Array2DRowRealMatrix(rows, false)).getSolver();
  }
}
