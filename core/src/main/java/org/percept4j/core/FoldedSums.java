package org.percept4j.core;

/**
 * Sums over chunks of single-precision values in loops that the compiler turns into vector
 * instructions: 16 rows of 256 are folded onto one another in single precision, and that row is
 * summed in double. All terms are positive, so the result is within 17 u of the exact one, u =
 * 2^-24 (Higham, Accuracy and Stability of Numerical Algorithms, section 4.2). Where single
 * precision is not enough, and for shorter chunks, everything is done in double.
 */
final class FoldedSums {

  static final int ROW = 256;

  /** Values that are folded at once. */
  static final int CHUNK = 16 * ROW;

  /** Below this, squares may have lost more than 1e-11 of the sum to underflow. */
  private static final double TINY = 1e-30;

  private final float[] row = new float[ROW];

  /**
   * The sum of squares.
   *
   * @param x at least {@code n} values. Not modified
   */
  double squares(float[] x, int n) {
    if (n < CHUNK) {
      return squaresInDouble(x, n);
    }
    foldSquares(x, row);
    double sum = sum(row);
    return sum > TINY && sum <= Double.MAX_VALUE ? sum : squaresInDouble(x, n);
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

  private static void foldSquares(float[] x, float[] row) {
    for (int i = 0; i < ROW; i++) {
      row[i] = 0;
    }
    for (int r = 0; r < CHUNK; r += 4 * ROW) {
      for (int i = 0; i < ROW; i++) {
        float a = x[r + i];
        float b = x[r + ROW + i];
        float c = x[r + 2 * ROW + i];
        float d = x[r + 3 * ROW + i];
        row[i] += a * a + b * b + (c * c + d * d);
      }
    }
  }

  private static void foldMagnitudes(float[] x, float[] row) {
    for (int i = 0; i < ROW; i++) {
      row[i] = 0;
    }
    for (int r = 0; r < CHUNK; r += 4 * ROW) {
      for (int i = 0; i < ROW; i++) {
        row[i] +=
            Math.abs(x[r + i])
                + Math.abs(x[r + ROW + i])
                + (Math.abs(x[r + 2 * ROW + i]) + Math.abs(x[r + 3 * ROW + i]));
      }
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
