package org.percept4j.hypercolumn.learn;

import java.util.stream.IntStream;

/** Solves A·X = B for a symmetric positive definite A, in place. */
final class Cholesky {

  private Cholesky() {}

  /**
   * Replaces the lower triangle of A by its factor and every row of B by a solution.
   *
   * @param a [n][n], of which the lower triangle counts. Modified.
   * @param b [right-hand sides][n]. Modified.
   * @throws ArithmeticException if A is not positive definite in double precision
   */
  static void solve(double[][] a, double[][] b) {
    int n = a.length;
    for (int j = 0; j < n; j++) {
      double[] pivot = a[j];
      double rest = pivot[j] - dot(pivot, pivot, j);
      if (!(rest > 0)) {
        throw new ArithmeticException(
            "matrix: expected a positive definite one, got pivot " + rest);
      }
      double root = Math.sqrt(rest);
      pivot[j] = root;
      int column = j;
      IntStream rows = IntStream.range(j + 1, n);
      ((n - j) * (long) j > 1 << 16 ? rows.parallel() : rows)
          .forEach(i -> a[i][column] = (a[i][column] - dot(a[i], pivot, column)) / root);
    }
    for (double[] x : b) {
      for (int i = 0; i < n; i++) {
        x[i] = (x[i] - dot(a[i], x, i)) / a[i][i];
      }
      for (int i = n - 1; i >= 0; i--) {
        x[i] /= a[i][i];
        for (int c = 0; c < i; c++) {
          x[c] -= a[i][c] * x[i];
        }
      }
    }
  }

  /** Of the first n values, in four sums that do not wait for each other. */
  private static double dot(double[] a, double[] b, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    double sum = (s0 + s1) + (s2 + s3);
    for (; i < n; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
