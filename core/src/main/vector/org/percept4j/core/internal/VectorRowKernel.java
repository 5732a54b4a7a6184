package org.percept4j.core.internal;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of a convolution in vector instructions of the width that the processor prefers. Vectors
 * stay within one method each and one loop, not one within another: otherwise JDK 17 makes objects
 * of them, which takes fifteen times as long.
 */
final class VectorRowKernel implements RowKernel {

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = FLOATS.length();
  private static final int PIXELS = 8;

  /** The bits of a sign, shifted all over a value. */
  private static final int SIGN = 31;

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public void convolve(
      Window window,
      float[] x,
      int xAt,
      float[] weights,
      int weightsAt,
      float[] bias,
      int biasAt,
      float[] y,
      int yAt,
      int yStep,
      int pixels) {
    int step = window.pixelStep();
    int p = 0;
    for (; p + PIXELS <= pixels; p += PIXELS) {
      eight(window, x, xAt + p * step, weights, weightsAt, bias, biasAt, y, yAt + p * yStep, yStep);
    }
    if (p < pixels && pixels >= PIXELS) {
      // The last eight again, some of them for the second time.
      p = pixels - PIXELS;
      eight(window, x, xAt + p * step, weights, weightsAt, bias, biasAt, y, yAt + p * yStep, yStep);
    } else {
      for (; p < pixels; p++) {
        one(window, x, xAt + p * step, weights, weightsAt, bias, biasAt, y, yAt + p * yStep);
      }
    }
  }

  private static void eight(
      Window window,
      float[] x,
      int xAt,
      float[] weights,
      int weightsAt,
      float[] bias,
      int biasAt,
      float[] y,
      int yAt,
      int yStep) {
    int[] runs = window.runs();
    int n = window.length();
    int step = window.pixelStep();
    eight(x, xAt + runs[0], step, n, weights, weightsAt, bias, biasAt, 0, y, yAt, yStep);
    for (int r = 1; r < runs.length; r++) {
      int q = weightsAt + r * n * LANES;
      eight(x, xAt + runs[r], step, n, weights, q, y, yAt, yStep, y, yAt, yStep);
    }
  }

  /**
   * Adds a run to eight pixels. Its values are at constant distances from the loop's variable, so
   * that no access needs a check of its own.
   */
  private static void eight(
      float[] x,
      int xAt,
      int d1,
      int n,
      float[] weights,
      int weightsAt,
      float[] before,
      int beforeAt,
      int beforeStep,
      float[] y,
      int yAt,
      int yStep) {
    FloatVector s0 = FloatVector.fromArray(FLOATS, before, beforeAt);
    FloatVector s1 = FloatVector.fromArray(FLOATS, before, beforeAt + beforeStep);
    FloatVector s2 = FloatVector.fromArray(FLOATS, before, beforeAt + 2 * beforeStep);
    FloatVector s3 = FloatVector.fromArray(FLOATS, before, beforeAt + 3 * beforeStep);
    FloatVector s4 = FloatVector.fromArray(FLOATS, before, beforeAt + 4 * beforeStep);
    FloatVector s5 = FloatVector.fromArray(FLOATS, before, beforeAt + 5 * beforeStep);
    FloatVector s6 = FloatVector.fromArray(FLOATS, before, beforeAt + 6 * beforeStep);
    FloatVector s7 = FloatVector.fromArray(FLOATS, before, beforeAt + 7 * beforeStep);
    int x1 = xAt + d1;
    int x2 = x1 + d1;
    int x3 = x2 + d1;
    int x4 = x3 + d1;
    int x5 = x4 + d1;
    int x6 = x5 + d1;
    int x7 = x6 + d1;
    for (int t = 0; t < n; t++) {
      FloatVector w = FloatVector.fromArray(FLOATS, weights, weightsAt + t * LANES);
      s0 = FloatVector.broadcast(FLOATS, x[xAt + t]).fma(w, s0);
      s1 = FloatVector.broadcast(FLOATS, x[x1 + t]).fma(w, s1);
      s2 = FloatVector.broadcast(FLOATS, x[x2 + t]).fma(w, s2);
      s3 = FloatVector.broadcast(FLOATS, x[x3 + t]).fma(w, s3);
      s4 = FloatVector.broadcast(FLOATS, x[x4 + t]).fma(w, s4);
      s5 = FloatVector.broadcast(FLOATS, x[x5 + t]).fma(w, s5);
      s6 = FloatVector.broadcast(FLOATS, x[x6 + t]).fma(w, s6);
      s7 = FloatVector.broadcast(FLOATS, x[x7 + t]).fma(w, s7);
    }
    s0.intoArray(y, yAt);
    s1.intoArray(y, yAt + yStep);
    s2.intoArray(y, yAt + 2 * yStep);
    s3.intoArray(y, yAt + 3 * yStep);
    s4.intoArray(y, yAt + 4 * yStep);
    s5.intoArray(y, yAt + 5 * yStep);
    s6.intoArray(y, yAt + 6 * yStep);
    s7.intoArray(y, yAt + 7 * yStep);
  }

  private static void one(
      Window window,
      float[] x,
      int xAt,
      float[] weights,
      int weightsAt,
      float[] bias,
      int biasAt,
      float[] y,
      int yAt) {
    int[] runs = window.runs();
    int n = window.length();
    one(x, xAt + runs[0], n, weights, weightsAt, bias, biasAt, y, yAt);
    for (int r = 1; r < runs.length; r++) {
      one(x, xAt + runs[r], n, weights, weightsAt + r * n * LANES, y, yAt, y, yAt);
    }
  }

  private static void one(
      float[] x,
      int xAt,
      int n,
      float[] weights,
      int weightsAt,
      float[] before,
      int beforeAt,
      float[] y,
      int yAt) {
    FloatVector s0 = FloatVector.fromArray(FLOATS, before, beforeAt);
    FloatVector s1 = FloatVector.zero(FLOATS);
    FloatVector s2 = s1;
    FloatVector s3 = s1;
    int whole = n / 4 * 4;
    for (int t = 0; t < whole; t += 4) {
      int q = weightsAt + t * LANES;
      FloatVector w0 = FloatVector.fromArray(FLOATS, weights, q);
      FloatVector w1 = FloatVector.fromArray(FLOATS, weights, q + LANES);
      FloatVector w2 = FloatVector.fromArray(FLOATS, weights, q + 2 * LANES);
      FloatVector w3 = FloatVector.fromArray(FLOATS, weights, q + 3 * LANES);
      s0 = FloatVector.broadcast(FLOATS, x[xAt + t]).fma(w0, s0);
      s1 = FloatVector.broadcast(FLOATS, x[xAt + t + 1]).fma(w1, s1);
      s2 = FloatVector.broadcast(FLOATS, x[xAt + t + 2]).fma(w2, s2);
      s3 = FloatVector.broadcast(FLOATS, x[xAt + t + 3]).fma(w3, s3);
    }
    FloatVector rest = FloatVector.zero(FLOATS);
    for (int t = whole; t < n; t++) {
      FloatVector w = FloatVector.fromArray(FLOATS, weights, weightsAt + t * LANES);
      rest = FloatVector.broadcast(FLOATS, x[xAt + t]).fma(w, rest);
    }
    s0.add(s1).add(s2.add(s3)).add(rest).intoArray(y, yAt);
  }

  @Override
  public void rectify(float[] y, int at, int n, float slope) {
    FloatVector factor = FloatVector.broadcast(FLOATS, slope);
    FloatVector zero = FloatVector.zero(FLOATS);
    for (int i = at; i < at + n; i += LANES) {
      FloatVector v = FloatVector.fromArray(FLOATS, y, i);
      if (slope == 0) {
        // -0 to 0, and NaN without a sign, for multiplyBySlope
        v.max(zero).abs().intoArray(y, i);
      } else {
        v.max(v.mul(factor)).intoArray(y, i);
      }
    }
  }

  @Override
  public void multiplyBySlope(float[] delta, int at, float[] y, int yAt, int n, float slope) {
    FloatVector factor = FloatVector.broadcast(FLOATS, slope);
    for (int i = 0; i < n; i += LANES) {
      FloatVector d = FloatVector.fromArray(FLOATS, delta, at + i);
      IntVector bits = FloatVector.fromArray(FLOATS, y, yAt + i).reinterpretAsInts();
      IntVector high = d.reinterpretAsInts();
      if (slope == 0) {
        IntVector above = bits.neg().lanewise(VectorOperators.ASHR, SIGN); // all ones if y > 0
        high.and(above).reinterpretAsFloats().intoArray(delta, at + i);
      } else {
        IntVector below = bits.lanewise(VectorOperators.ASHR, SIGN); // all ones if y < 0
        IntVector low = d.mul(factor).reinterpretAsInts();
        low.and(below).or(high.and(below.not())).reinterpretAsFloats().intoArray(delta, at + i);
      }
    }
  }
}
