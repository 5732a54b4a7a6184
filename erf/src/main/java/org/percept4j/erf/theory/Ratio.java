package org.percept4j.erf.theory;

import org.jspecify.annotations.Nullable;

/**
 * A stride as a fraction in lowest terms.
 *
 * @param numerator above 0
 * @param denominator above 0
 */
record Ratio(long numerator, long denominator) {

  Ratio {
    long a = numerator;
    long b = denominator;
    while (b != 0) {
      long rest = a % b;
      a = b;
      b = rest;
    }
    numerator /= a;
    denominator /= a;
  }

  /** The stride after one more operation; null if it has none. */
  @Nullable Ratio through(AxisOp op) {
    if (op instanceof AxisOp.Window w) {
      return new Ratio(Math.multiplyExact(numerator, (long) w.stride()), denominator);
    }
    if (op instanceof AxisOp.Transposed t) {
      return new Ratio(numerator, Math.multiplyExact(denominator, (long) t.stride()));
    }
    return op instanceof AxisOp.Repeat r
        ? new Ratio(numerator, Math.multiplyExact(denominator, (long) r.factor()))
        : null;
  }

  double value() {
    return (double) numerator / denominator;
  }
}
