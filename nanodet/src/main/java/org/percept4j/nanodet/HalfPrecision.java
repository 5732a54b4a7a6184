package org.percept4j.nanodet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads numbers of IEEE 754's binary16, little-endian, one after another. Not thread-safe. */
final class HalfPrecision {

  private final ByteBuffer bytes;

  HalfPrecision(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  int remaining() {
    return bytes.remaining() / 2;
  }

  float[] take(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = toFloat(bytes.getShort());
    }
    return values;
  }

  /** Converts exactly; Float.float16ToFloat came with Java 20. */
  static float toFloat(short half) {
    int sign = half >> 15 == 0 ? 1 : -1;
    int exponent = half >> 10 & 0x1F;
    int fraction = half & 0x3FF;
    if (exponent == 0x1F) {
      return fraction != 0 ? Float.NaN : sign * Float.POSITIVE_INFINITY;
    }
    return exponent == 0
        ? sign * Math.scalb((float) fraction, -24)
        : sign * Math.scalb((float) (fraction | 0x400), exponent - 25);
  }
}
