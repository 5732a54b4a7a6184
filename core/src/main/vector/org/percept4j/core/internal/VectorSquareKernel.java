package org.percept4j.core.internal;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link SquareKernel} in vectors of the processor's width. */
final class VectorSquareKernel implements SquareKernel {

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = FLOATS.length();

  /** Values that each lane of each of eight vectors sums. */
  private static final int TERMS = 16;

  private static final int BLOCK = 8 * LANES * TERMS;

  /** A processor with wider vectors than {@link SquareKernel#STEP} allows for has no kernel. */
  VectorSquareKernel() {
    if (STEP % BLOCK != 0) {
      throw new UnsupportedOperationException("vectors: expected at most 16 lanes, got " + LANES);
    }
  }

  @Override
  public double sum(float[] x, int n, float[] lanes) {
    int sums = 0;
    double total = 0;
    for (int at = 0; at < n; at += BLOCK) {
      block(x, at, lanes, sums);
      sums += LANES;
    }
    for (int i = 0; i < sums; i += 4) {
      total += (double) lanes[i] + lanes[i + 1] + ((double) lanes[i + 2] + lanes[i + 3]);
    }
    return total;
  }

  /** Eight sums beside one another, because each addition waits for the one before. */
  private static void block(float[] x, int at, float[] lanes, int to) {
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    FloatVector s4 = s0;
    FloatVector s5 = s0;
    FloatVector s6 = s0;
    FloatVector s7 = s0;
    for (int i = at; i < at + BLOCK; i += 8 * LANES) {
      FloatVector x0 = FloatVector.fromArray(FLOATS, x, i);
      FloatVector x1 = FloatVector.fromArray(FLOATS, x, i + LANES);
      FloatVector x2 = FloatVector.fromArray(FLOATS, x, i + 2 * LANES);
      FloatVector x3 = FloatVector.fromArray(FLOATS, x, i + 3 * LANES);
      s0 = x0.fma(x0, s0);
      s1 = x1.fma(x1, s1);
      s2 = x2.fma(x2, s2);
      s3 = x3.fma(x3, s3);
      FloatVector x4 = FloatVector.fromArray(FLOATS, x, i + 4 * LANES);
      FloatVector x5 = FloatVector.fromArray(FLOATS, x, i + 5 * LANES);
      FloatVector x6 = FloatVector.fromArray(FLOATS, x, i + 6 * LANES);
      FloatVector x7 = FloatVector.fromArray(FLOATS, x, i + 7 * LANES);
      s4 = x4.fma(x4, s4);
      s5 = x5.fma(x5, s5);
      s6 = x6.fma(x6, s6);
      s7 = x7.fma(x7, s7);
    }
    s0.add(s1).add(s2.add(s3)).add(s4.add(s5).add(s6.add(s7))).intoArray(lanes, to);
  }
}
