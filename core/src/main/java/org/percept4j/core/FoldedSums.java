package org.percept4j.core;

import org.jspecify.annotations.Nullable;
import org.percept4j.core.internal.RowKernels;
import org.percept4j.core.internal.SquareKernel;

/**
 * Sums over chunks of single-precision values in loops that the compiler turns into vector
 * instructions: 16 rows of 256 are folded onto one another in single precision, and that row is
 * summed in double; for squares a kernel of vector instructions does the same, where there is one.
 * All terms are positive, so the result is within 19 u of the exact one, u = 2^-24 (Higham,
 * Accuracy and Stability of Numerical Algorithms, section 4.2). Where single precision is not
 * enough, and for shorter chunks, everything is done in double.
 */
final class FoldedSums {

  static final int ROW = 256;

  /** Values that are folded at once. */
  static final int CHUNK = 16 * ROW;

  /** Below this, squares may have lost more than 1e-11 of the sum to underflow. */
  private static final double MIN_TRUSTED_SUM = 1e-30;

  private static final @Nullable SquareKernel SQUARES = RowKernels.squares();

  private final float[] row = new float[ROW];
  private final float[] lanes = new float[SquareKernel.STEP];

  /**
   * The sum of squares.
   *
   * @param x at least {@code n} values. Not modified
   */
  double squares(float[] x, int n) {
    if (n < CHUNK) {
      return squaresInDouble(x, n);
    }
    double sum;
    if (SQUARES != null) {
      sum = SQUARES.sum(x, CHUNK, lanes);
    } else {
      foldSquares(x, row);
      sum = sum(row);
    }
    return sum > MIN_TRUSTED_SUM && sum <= Double.MAX_VALUE ? sum : squaresInDouble(x, n);
  }

  /** The sum of magnitudes, as {@link #squares}. */
  double magnitudes(float[] x, int n) {
    if (n == CHUNK) {
      foldMagnitudes(x, row);
      double sum = sum(row);
      if (sum <= Double.MAX_VALUE) {
        return sum;
      }
    }
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Math.abs((double) x[i]);
    }
    return sum;
  }

  /** The largest magnitude, exactly; NaN where there is one. */
  double largest(float[] x, int n) {
    float largest = 0;
    int i = 0;
    if (n == CHUNK) {
      foldLargest(x, row);
      for (float v : row) {
        largest = Math.max(largest, v);
      }
      i = n;
    }
    for (; i < n; i++) {
      largest = Math.max(largest, Math.abs(x[i]));
    }
    return largest;
  }

  // Sixteen rows by offsets that are constants: the compiler makes vectors of these loops, and none
  // of loops over an offset that is a variable.

  private static void foldSquares(float[] x, float[] row) {
    for (int i = 0; i < ROW; i++) {
      row[i] =
          square(x[i])
              + square(x[i + ROW])
              + square(x[i + 2 * ROW])
              + square(x[i + 3 * ROW])
              + square(x[i + 4 * ROW])
              + square(x[i + 5 * ROW])
              + square(x[i + 6 * ROW])
              + square(x[i + 7 * ROW]);
    }
    for (int i = 0; i < ROW; i++) {
      row[i] +=
          square(x[i + 8 * ROW])
              + square(x[i + 9 * ROW])
              + square(x[i + 10 * ROW])
              + square(x[i + 11 * ROW])
              + square(x[i + 12 * ROW])
              + square(x[i + 13 * ROW])
              + square(x[i + 14 * ROW])
              + square(x[i + 15 * ROW]);
    }
  }

  private static float square(float v) {
    return v * v;
  }

  private static void foldMagnitudes(float[] x, float[] row) {
    for (int i = 0; i < ROW; i++) {
      row[i] =
          Math.abs(x[i])
              + Math.abs(x[i + ROW])
              + Math.abs(x[i + 2 * ROW])
              + Math.abs(x[i + 3 * ROW])
              + Math.abs(x[i + 4 * ROW])
              + Math.abs(x[i + 5 * ROW])
              + Math.abs(x[i + 6 * ROW])
              + Math.abs(x[i + 7 * ROW]);
    }
    for (int i = 0; i < ROW; i++) {
      row[i] +=
          Math.abs(x[i + 8 * ROW])
              + Math.abs(x[i + 9 * ROW])
              + Math.abs(x[i + 10 * ROW])
              + Math.abs(x[i + 11 * ROW])
              + Math.abs(x[i + 12 * ROW])
              + Math.abs(x[i + 13 * ROW])
              + Math.abs(x[i + 14 * ROW])
              + Math.abs(x[i + 15 * ROW]);
    }
  }

  private static void foldLargest(float[] x, float[] row) {
    for (int i = 0; i < ROW; i++) {
      row[i] = Math.abs(x[i]);
    }
    for (int r = ROW; r < CHUNK; r += ROW) {
      for (int i = 0; i < ROW; i++) {
        row[i] = Math.max(row[i], Math.abs(x[r + i]));
      }
    }
  }

  /** Four sums beside one another, because each addition waits for the one before. */
  private static double sum(float[] row) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    for (int i = 0; i < ROW; i += 4) {
      s0 += row[i];
      s1 += row[i + 1];
      s2 += row[i + 2];
      s3 += row[i + 3];
    }
    return s0 + s1 + (s2 + s3);
  }

  private static double squaresInDouble(float[] x, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      double a = x[i];
      double b = x[i + 1];
      double c = x[i + 2];
      double d = x[i + 3];
      s0 += a * a;
      s1 += b * b;
      s2 += c * c;
      s3 += d * d;
    }
    for (; i < n; i++) {
      s0 += (double) x[i] * x[i];
    }
    return s0 + s1 + (s2 + s3);
  }
}
