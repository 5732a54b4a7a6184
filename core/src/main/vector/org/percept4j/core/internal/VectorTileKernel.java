package org.percept4j.core.internal;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link TileKernel} in vectors of the processor's width; see {@link VectorRowKernel}. */
final class VectorTileKernel implements TileKernel {

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = FLOATS.length();
  private static final int WIDTH = 2 * LANES;

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public void transformInput(
      float[] x, int at, int pitch, int step, float[] v, int vAt, int plane) {
    int p4 = 4 * plane;
    for (int c = 0; c < step; c += LANES) {
      int r0 = at + c;
      int r1 = r0 + pitch;
      int r2 = r1 + pitch;
      int r3 = r2 + pitch;
      int q = vAt + c;
      // Bᵀ along rows, one column of the tile after the other
      FloatVector a1 = FloatVector.fromArray(FLOATS, x, r1);
      FloatVector a2 = FloatVector.fromArray(FLOATS, x, r2);
      FloatVector b1 = FloatVector.fromArray(FLOATS, x, r1 + step);
      FloatVector b2 = FloatVector.fromArray(FLOATS, x, r2 + step);
      FloatVector c1 = FloatVector.fromArray(FLOATS, x, r1 + 2 * step);
      FloatVector c2 = FloatVector.fromArray(FLOATS, x, r2 + 2 * step);
      FloatVector d1 = FloatVector.fromArray(FLOATS, x, r1 + 3 * step);
      FloatVector d2 = FloatVector.fromArray(FLOATS, x, r2 + 3 * step);
      FloatVector a = FloatVector.fromArray(FLOATS, x, r0).sub(a2);
      FloatVector b = FloatVector.fromArray(FLOATS, x, r0 + step).sub(b2);
      FloatVector e = FloatVector.fromArray(FLOATS, x, r0 + 2 * step).sub(c2);
      FloatVector d = FloatVector.fromArray(FLOATS, x, r0 + 3 * step).sub(d2);
      a.sub(e).intoArray(v, q);
      b.add(e).intoArray(v, q + plane);
      e.sub(b).intoArray(v, q + 2 * plane);
      b.sub(d).intoArray(v, q + 3 * plane);
      q += p4;
      a = a1.add(a2);
      b = b1.add(b2);
      e = c1.add(c2);
      d = d1.add(d2);
      a.sub(e).intoArray(v, q);
      b.add(e).intoArray(v, q + plane);
      e.sub(b).intoArray(v, q + 2 * plane);
      b.sub(d).intoArray(v, q + 3 * plane);
      q += p4;
      a = a2.sub(a1);
      b = b2.sub(b1);
      e = c2.sub(c1);
      d = d2.sub(d1);
      a.sub(e).intoArray(v, q);
      b.add(e).intoArray(v, q + plane);
      e.sub(b).intoArray(v, q + 2 * plane);
      b.sub(d).intoArray(v, q + 3 * plane);
      q += p4;
      a = a1.sub(FloatVector.fromArray(FLOATS, x, r3));
      b = b1.sub(FloatVector.fromArray(FLOATS, x, r3 + step));
      e = c1.sub(FloatVector.fromArray(FLOATS, x, r3 + 2 * step));
      d = d1.sub(FloatVector.fromArray(FLOATS, x, r3 + 3 * step));
      a.sub(e).intoArray(v, q);
      b.add(e).intoArray(v, q + plane);
      e.sub(b).intoArray(v, q + 2 * plane);
      b.sub(d).intoArray(v, q + 3 * plane);
    }
  }

  @Override
  public void multiply(
      float[] v, int vAt, int step, float[] u, int uAt, int channels, float[] m, int mAt) {
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector a1 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector c0 = a0;
    FloatVector c1 = a0;
    FloatVector d0 = a0;
    FloatVector d1 = a0;
    FloatVector e0 = a0;
    FloatVector e1 = a0;
    FloatVector f0 = a0;
    FloatVector f1 = a0;
    int vb = vAt + step;
    int vc = vb + step;
    int vd = vc + step;
    int ve = vd + step;
    int vf = ve + step;
    for (int i = 0; i < channels; i++) {
      FloatVector w0 = FloatVector.fromArray(FLOATS, u, uAt + i * WIDTH);
      FloatVector w1 = FloatVector.fromArray(FLOATS, u, uAt + i * WIDTH + LANES);
      FloatVector a = FloatVector.broadcast(FLOATS, v[vAt + i]);
      FloatVector b = FloatVector.broadcast(FLOATS, v[vb + i]);
      FloatVector c = FloatVector.broadcast(FLOATS, v[vc + i]);
      a0 = a.fma(w0, a0);
      a1 = a.fma(w1, a1);
      b0 = b.fma(w0, b0);
      b1 = b.fma(w1, b1);
      c0 = c.fma(w0, c0);
      c1 = c.fma(w1, c1);
      FloatVector d = FloatVector.broadcast(FLOATS, v[vd + i]);
      FloatVector e = FloatVector.broadcast(FLOATS, v[ve + i]);
      FloatVector f = FloatVector.broadcast(FLOATS, v[vf + i]);
      d0 = d.fma(w0, d0);
      d1 = d.fma(w1, d1);
      e0 = e.fma(w0, e0);
      e1 = e.fma(w1, e1);
      f0 = f.fma(w0, f0);
      f1 = f.fma(w1, f1);
    }
    a0.intoArray(m, mAt);
    a1.intoArray(m, mAt + LANES);
    b0.intoArray(m, mAt + WIDTH);
    b1.intoArray(m, mAt + WIDTH + LANES);
    c0.intoArray(m, mAt + 2 * WIDTH);
    c1.intoArray(m, mAt + 2 * WIDTH + LANES);
    d0.intoArray(m, mAt + 3 * WIDTH);
    d1.intoArray(m, mAt + 3 * WIDTH + LANES);
    e0.intoArray(m, mAt + 4 * WIDTH);
    e1.intoArray(m, mAt + 4 * WIDTH + LANES);
    f0.intoArray(m, mAt + 5 * WIDTH);
    f1.intoArray(m, mAt + 5 * WIDTH + LANES);
  }

  @Override
  public float transformOutput(
      float[] m,
      int mAt,
      int plane,
      float[] bias,
      int biasAt,
      float slope,
      float[] y,
      int yAt,
      int pitch,
      int step) {
    FloatVector factor = FloatVector.broadcast(FLOATS, slope);
    FloatVector check = FloatVector.zero(FLOATS);
    for (int c = 0; c < WIDTH; c += LANES) {
      int q = mAt + c;
      int q1 = q + 4 * plane;
      int q2 = q + 8 * plane;
      int q3 = q + 12 * plane;
      FloatVector m1 = FloatVector.fromArray(FLOATS, m, q1);
      FloatVector m2 = FloatVector.fromArray(FLOATS, m, q2);
      FloatVector a0 = FloatVector.fromArray(FLOATS, m, q).add(m1).add(m2);
      FloatVector a1 = m1.sub(m2).sub(FloatVector.fromArray(FLOATS, m, q3));
      m1 = FloatVector.fromArray(FLOATS, m, q1 + plane);
      m2 = FloatVector.fromArray(FLOATS, m, q2 + plane);
      FloatVector b0 = FloatVector.fromArray(FLOATS, m, q + plane).add(m1).add(m2);
      FloatVector b1 = m1.sub(m2).sub(FloatVector.fromArray(FLOATS, m, q3 + plane));
      m1 = FloatVector.fromArray(FLOATS, m, q1 + 2 * plane);
      m2 = FloatVector.fromArray(FLOATS, m, q2 + 2 * plane);
      FloatVector c0 = FloatVector.fromArray(FLOATS, m, q + 2 * plane).add(m1).add(m2);
      FloatVector c1 = m1.sub(m2).sub(FloatVector.fromArray(FLOATS, m, q3 + 2 * plane));
      m1 = FloatVector.fromArray(FLOATS, m, q1 + 3 * plane);
      m2 = FloatVector.fromArray(FLOATS, m, q2 + 3 * plane);
      FloatVector d0 = FloatVector.fromArray(FLOATS, m, q + 3 * plane).add(m1).add(m2);
      FloatVector d1 = m1.sub(m2).sub(FloatVector.fromArray(FLOATS, m, q3 + 3 * plane));
      FloatVector b = FloatVector.fromArray(FLOATS, bias, biasAt + c);
      FloatVector z00 = a0.add(b0).add(c0).add(b);
      FloatVector z01 = b0.sub(c0).sub(d0).add(b);
      FloatVector z10 = a1.add(b1).add(c1).add(b);
      FloatVector z11 = b1.sub(c1).sub(d1).add(b);
      // z − z is NaN for what is not finite, and ReLU would hide it
      check = check.add(z00.sub(z00)).add(z01.sub(z01)).add(z10.sub(z10)).add(z11.sub(z11));
      int o = yAt + c;
      z00.max(z00.mul(factor)).intoArray(y, o);
      z01.max(z01.mul(factor)).intoArray(y, o + step);
      z10.max(z10.mul(factor)).intoArray(y, o + pitch);
      z11.max(z11.mul(factor)).intoArray(y, o + pitch + step);
    }
    return check.reduceLanes(VectorOperators.ADD);
  }
}
