package org.percept4j.core;

import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.util.Objects;
import org.bytedeco.javacpp.DoublePointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.internal.HostFloats;

/**
 * Norms of arrays that neither over- nor underflow: ten values of 1e25 in a FLOAT array have an L2
 * norm of 3.16e25, not infinity. LINF is exact. The others are within 17 · 2^-24 of the exact norm
 * (1.1e-6, mostly below 1e-8) for FLOAT arrays of 4096 values or more, which are summed in groups
 * of 16 in single precision first, and otherwise accumulated in double precision.
 *
 * <p>NaN anywhere gives NaN; otherwise an infinite value anywhere gives positive infinity. An empty
 * array has norm 0. Thread-safe.
 */
public final class Norms {

  private static final int CHUNK = FoldedSums.CHUNK;

  /** Values that one buffer shows. */
  private static final long WINDOW = 1L << 30;

  /** Below this, squares of doubles lose digits to underflow: 2^-450, far above 2^-511. */
  private static final double MIN_TRUSTED_SQUARES = 0x1p-450;

  private static final ThreadLocal<float[]> FLOATS =
      ThreadLocal.withInitial(() -> new float[CHUNK]);
  private static final ThreadLocal<FoldedSums> SUMS = ThreadLocal.withInitial(FoldedSums::new);
  private static final ThreadLocal<double[]> DOUBLES =
      ThreadLocal.withInitial(() -> new double[CHUNK]);

  private Norms() {}

  /**
   * Returns the norm of all elements of an array.
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
   * Returns the norm of all elements of an array, each divided by a number first.
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
    try {
      return switch (norm) {
            case L1 -> sum(readable, n, Power.ABS, 1);
            case LINF -> sum(readable, n, Power.MAX, 1);
            case L2 -> euclidean(readable, n, 1);
            case RMS -> euclidean(readable, n, (double) n);
          }
          / divisor;
    } finally {
      Reference.reachabilityFence(readable); // its memory is read without a hold on it
    }
  }

  private enum Power {
    ABS,
    SQUARE,
    MAX
  }

  /** √(sum of squares / count). */
  private static double euclidean(INDArray array, long n, double count) {
    double squares = sum(array, n, Power.SQUARE, 1);
    if (Double.isNaN(squares)
        || (squares > MIN_TRUSTED_SQUARES && squares < Double.POSITIVE_INFINITY)) {
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
    return array.dataType() == DataType.FLOAT
        ? sumFloats(array, n, power)
        : sumDoubles(array, n, power, scale);
  }

  private static double sumFloats(INDArray array, long n, Power power) {
    float[] chunk = FLOATS.get();
    FoldedSums sums = SUMS.get();
    double sum = 0;
    for (long start = 0; start < n; start += WINDOW) {
      long end = Math.min(n, start + WINDOW);
      FloatBuffer values = HostFloats.window(array, start, end);
      while (values.hasRemaining()) {
        int m = Math.min(chunk.length, values.remaining());
        values.get(chunk, 0, m);
        switch (power) {
          case SQUARE -> sum += sums.squares(chunk, m);
          case ABS -> sum += sums.magnitudes(chunk, m);
          case MAX -> sum = Math.max(sum, sums.largest(chunk, m));
          default -> throw new AssertionError(power);
        }
      }
    }
    return sum;
  }

  private static double sumDoubles(INDArray array, long n, Power power, double scale) {
    double[] chunk = DOUBLES.get();
    long address = array.data().address() + array.offset() * Double.BYTES;
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
