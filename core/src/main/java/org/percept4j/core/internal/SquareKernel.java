package org.percept4j.core.internal;

/** Sums squares in vector instructions, see {@link RowKernels}. Thread-safe. */
public interface SquareKernel {

  /** Counts of values that {@link #sum} takes are multiples of this. */
  int STEP = 2048;

  /**
   * Sums squares: groups of 128 in single precision, the groups in double. The result is within 19
   * · 2^-24 of the exact one, unless squares underflow; infinite where they overflow, NaN where a
   * value is.
   *
   * @param x at least {@code n} values. Not modified
   * @param n a multiple of {@link #STEP}
   * @param lanes room for {@link #STEP} values. Modified
   * @return the sum
   */
  double sum(float[] x, int n, float[] lanes);
}
