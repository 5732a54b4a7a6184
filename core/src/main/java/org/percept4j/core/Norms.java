package org.percept4j.core;

import java.util.Objects;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.internal.HostFloats;

/**
 * Norms of arrays, accumulated in double precision so that they neither over- nor underflow: ten
 * values of 1e25 in a FLOAT array have an L2 norm of 3.16e25, not infinity.
 *
 * <p>NaN anywhere gives NaN; otherwise an infinite value anywhere gives positive infinity. An empty
 * array has norm 0. Thread-safe.
 */
public final class Norms {

  private static final int CHUNK = 4096;

  /** Below this, squares of doubles lose digits to underflow: 2^-450, far above 2^-511. */
  private static final double TINY = 0x1p-450;

  private static final ThreadLocal<float[]> FLOATS =
      ThreadLocal.withInitial(() -> new float[CHUNK]);
  private static final ThreadLocal<double[]> DOUBLES =
      ThreadLocal.withInitial(() -> new double[CHUNK]);

  private Norms() {}

  /**
   * The norm of all elements of an array.
   *
   * @param array any shape, order ('c', 'f', strided view) and numeric type. Not modified. FLOAT
   *     and DOUBLE arrays whose elements fill one stretch of memory are read in place; others are
   *     copied first.
   * @param norm which norm
   * @return the norm, at least 0, or NaN
   */
  public static double of(INDArray array, Norm norm) {
    return of(array, norm, 1);
  }

  /**
   * The norm of all elements of an array, each divided by a number first.
   *
   * @param array as in {@link #of(INDArray, Norm)}. Not modified.
   * @param norm which norm
   * @param divisor positive and finite, such as the minibatch size of a summed gradient
   * @return the norm, at least 0, or NaN
   */
  public static double of(INDArray array, Norm norm, double divisor) {
    Objects.requireNonNull(norm, "norm");
    if (!(divisor > 0) || Double.isInfinite(divisor)) {
      throw new IllegalArgumentException(
          "divisor: expected a positive finite number, got " + divisor);
    }
    long n = array.isEmpty() ? 0 : array.length();
    if (n == 0) {
      return 0;
    }
    INDArray readable = readable(array);
    double result;
    switch (norm) {
      case L1 -> result = sum(readable, n, Power.ABS, 1);
      case LINF -> result = sum(readable, n, Power.MAX, 1);
      case L2 -> result = euclidean(readable, n, 1);
      case RMS -> result = euclidean(readable, n, (double) n);
      default -> throw new AssertionError(norm);
    }
    return result / divisor;
  }

  private enum Power {
    ABS,
    SQUARE,
    MAX
  }

  /** √(sum of squares / count). */
  private static double euclidean(INDArray array, long n, double count) {
    double squares = sum(array, n, Power.SQUARE, 1);
    if (Double.isNaN(squares) || (squares > TINY && squares < Double.POSITIVE_INFINITY)) {
      return Math.sqrt(squares / count);
    }
    // Only doubles get here with anything but zeros and infinities: once more, scaled by the
    // largest.
    double max = sum(array, n, Power.MAX, 1);
    if (max == 0 || Double.isInfinite(max) || Double.isNaN(max)) {
      return max;
    }
    double scale = Math.scalb(1.0, Math.getExponent(max));
    return scale * Math.sqrt(sum(array, n, Power.SQUARE, scale) / count);
  }

  private static double sum(INDArray array, long n, Power power, double scale) {
    boolean floats = array.dataType() == DataType.FLOAT;
    long address = array.data().address() + array.offset() * (floats ? Float.BYTES : Double.BYTES);
    if (floats) {
      return sumFloats(address, n, power);
    }
    return sumDoubles(address, n, power, scale);
  }

  private static double sumFloats(long address, long n, Power power) {
    float[] chunk = FLOATS.get();
    FloatPointer memory = new FloatPointer(new HostFloats.Address(address));
    double sum = 0;
    for (long at = 0; at < n; at += CHUNK) {
      int m = (int) Math.min(CHUNK, n - at);
      memory.position(at).get(chunk, 0, m);
      if (power == Power.SQUARE) {
        sum += squares(chunk, m);
      } else if (power == Power.ABS) {
        for (int i = 0; i < m; i++) {
          sum += Math.abs((double) chunk[i]);
        }
      } else {
        for (int i = 0; i < m; i++) {
          sum = Math.max(sum, Math.abs(chunk[i]));
        }
      }
    }
    return sum;
  }

  /** Four sums beside one another, because each addition waits for the one before. */
  private static double squares(float[] chunk, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      double a = chunk[i];
      double b = chunk[i + 1];
      double c = chunk[i + 2];
      double d = chunk[i + 3];
      s0 += a * a;
      s1 += b * b;
      s2 += c * c;
      s3 += d * d;
    }
    for (; i < n; i++) {
      s0 += (double) chunk[i] * chunk[i];
    }
    return s0 + s1 + (s2 + s3);
  }

  private static double sumDoubles(long address, long n, Power power, double scale) {
    double[] chunk = DOUBLES.get();
    DoublePointer memory = new DoublePointer(new HostFloats.Address(address));
    double s = 0;
    for (long at = 0; at < n; at += CHUNK) {
      int m = (int) Math.min(CHUNK, n - at);
      memory.position(at).get(chunk, 0, m);
      for (int i = 0; i < m; i++) {
        double a = chunk[i] / scale;
        s =
            switch (power) {
              case SQUARE -> s + a * a;
              case ABS -> s + Math.abs(a);
              case MAX -> Math.max(s, Math.abs(a));
            };
      }
    }
    return s;
  }

  /** The array itself if it is FLOAT or DOUBLE in one stretch of host memory, else such a copy. */
  private static INDArray readable(INDArray array) {
    INDArray typed = array;
    if (array.dataType() != DataType.FLOAT && array.dataType() != DataType.DOUBLE) {
      typed = array.castTo(DataType.DOUBLE);
    }
    if (!fillsOneStretch(typed)) {
      typed = typed.dup('c');
    }
    Nd4j.getAffinityManager().ensureLocation(typed, Location.HOST);
    return typed;
  }

  /** Whether the elements, in some order, are all of a stretch of memory, each once. */
  static boolean fillsOneStretch(INDArray array) {
    long last = 0;
    for (int d = 0; d < array.rank(); d++) {
      long stride = array.stride(d);
      if (array.size(d) > 1) {
        if (stride <= 0) {
          return false;
        }
        last += stride * (array.size(d) - 1);
      }
    }
    return last == array.length() - 1;
  }
}
