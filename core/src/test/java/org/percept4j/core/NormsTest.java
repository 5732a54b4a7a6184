package org.percept4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class NormsTest {

  /** In double: 40 squares, their sum, a scaling each way, a division and a root. */
  private static final int ROUNDINGS = 2 * 40 + 10;

  /** In single, of long arrays: a square and 16 additions; the rest is in double. */
  private static final int FOLDS = 18;

  private static final MathContext EXACT = new MathContext(60);

  /** The definition, in 60 decimal digits. */
  private static double oracle(double[] x, Norm norm) {
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal max = BigDecimal.ZERO;
    BigDecimal squares = BigDecimal.ZERO;
    for (double v : x) {
      BigDecimal a = new BigDecimal(v).abs();
      sum = sum.add(a);
      max = max.max(a);
      squares = squares.add(a.multiply(a));
    }
    return switch (norm) {
      case L1 -> sum.doubleValue();
      case LINF -> max.doubleValue();
      case L2 -> squares.sqrt(EXACT).doubleValue();
      case RMS ->
          x.length == 0
              ? 0
              : squares.divide(BigDecimal.valueOf(x.length), EXACT).sqrt(EXACT).doubleValue();
    };
  }

  private static void assertClose(double actual, double expected) {
    assertThat(actual)
        .isCloseTo(expected, within(Rounding.inDouble(ROUNDINGS) * expected + Double.MIN_VALUE));
  }

  @Property(tries = 200, seed = "1")
  void doublesOfAnyMagnitudeMatchTheDefinition(
      @ForAll @Size(min = 1, max = 40) double[] x, @ForAll Norm norm) {
    double expected = oracle(x, norm);
    Assume.that(expected < Double.MAX_VALUE / 4);
    assertClose(Norms.of(Nd4j.createFromArray(x), norm), expected);
  }

  @Property(tries = 100, seed = "2")
  void everyViewGivesTheNormOfItsOwnElements(
      @ForAll @IntRange(min = 0, max = 3) int top,
      @ForAll @IntRange(min = 0, max = 4) int left,
      @ForAll boolean fOrder,
      @ForAll boolean transposed,
      @ForAll boolean floats,
      @ForAll Norm norm,
      @ForAll long seed) {
    Random random = new Random(seed);
    INDArray whole =
        Nd4j.create(
            floats ? DataType.FLOAT : DataType.DOUBLE, new long[] {5, 6}, fOrder ? 'f' : 'c');
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 6; j++) {
        whole.putScalar(i, j, random.nextGaussian());
      }
    }
    INDArray view = whole.get(NDArrayIndex.interval(top, 5), NDArrayIndex.interval(left, 6));
    if (transposed) {
      view = view.transpose();
    }
    double[] x = new double[(5 - top) * (6 - left)];
    int k = 0;
    for (int i = top; i < 5; i++) {
      for (int j = left; j < 6; j++) {
        x[k++] = whole.getDouble(i, j);
      }
    }
    assertClose(Norms.of(view, norm), oracle(x, norm));
  }

  /** Long arrays are folded in single precision: 17 roundings at most. */
  @Property(tries = 150, seed = "4")
  void longFloatArraysAreWithinSeventeenRoundings(
      @ForAll @IntRange(min = 1, max = 20_000) int size,
      @ForAll @IntRange(min = 0, max = 37) int offset,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = -42, max = 33) int exponent,
      @ForAll @IntRange(min = 0, max = 4) int spread,
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] values = new float[offset + size * stride];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          (float) (random.nextGaussian() * Math.pow(10, exponent + spread * random.nextDouble()));
    }
    INDArray view =
        Nd4j.createFromArray(values)
            .get(NDArrayIndex.interval(offset, stride, offset + size * stride));
    double largest = 0;
    double sum = 0;
    double squares = 0;
    for (int i = offset; i < values.length; i += stride) {
      double a = Math.abs((double) values[i]);
      largest = Math.max(largest, a);
      sum += a;
      squares += a * a;
    }
    double bound = 17 * Rounding.UNIT;
    assertThat(Norms.of(view, Norm.LINF)).isEqualTo(largest);
    assertThat(Norms.of(view, Norm.L1)).isCloseTo(sum, within(bound * sum));
    double root = Math.sqrt(squares);
    assertThat(Norms.of(view, Norm.L2)).isCloseTo(root, within(bound * root));
    double mean = root / Math.sqrt(size);
    assertThat(Norms.of(view, Norm.RMS)).isCloseTo(mean, within(bound * mean));
  }

  @ParameterizedTest
  @EnumSource(Norm.class)
  void nanAndInfinityAreFoundAnywhere(Norm norm) {
    for (int at : new int[] {0, 1, 255, 256, 3840, 4095, 4096, 8191, 8192, 9000, 9999}) {
      INDArray x = Nd4j.ones(DataType.FLOAT, 10_000);
      x.putScalar((at + 5_000) % 10_000, Float.NEGATIVE_INFINITY);
      assertThat(Norms.of(x, norm)).isEqualTo(Double.POSITIVE_INFINITY);
      x.putScalar(at, Float.NaN);
      assertThat(Norms.of(x, norm)).isNaN();
    }
  }

  @Test
  void longFloatArraysNeitherOverflowNorUnderflow() {
    for (float v : new float[] {1e25f, 3e38f, 1e-30f, Float.MIN_VALUE}) {
      INDArray x = Nd4j.valueArrayOf(new long[] {10_000}, v, DataType.FLOAT);
      assertThat(Norms.of(x, Norm.L2)).isCloseTo(100.0 * v, within(Rounding.sum(FOLDS, 100.0 * v)));
      assertThat(Norms.of(x, Norm.RMS)).isCloseTo((double) v, within(Rounding.sum(FOLDS, v)));
      assertThat(Norms.of(x, Norm.L1)).isCloseTo(1e4 * v, within(Rounding.sum(FOLDS, 1e4 * v)));
    }
  }

  @Property(tries = 50, seed = "3")
  void theDivisorScales(@ForAll @DoubleRange(min = 0.01, max = 1e3) double divisor) {
    INDArray x = Nd4j.createFromArray(3.0, -4.0);
    assertClose(Norms.of(x, Norm.L2, divisor), 5 / divisor);
  }

  @Test
  void floatsNeitherOverflowNorUnderflow() {
    assertClose(Norms.of(Nd4j.valueArrayOf(10, 1e25f), Norm.L2), 1e25f * Math.sqrt(10));
    assertClose(Norms.of(Nd4j.valueArrayOf(10, 1e-30f), Norm.L2), 1e-30f * Math.sqrt(10));
    assertClose(Norms.of(Nd4j.valueArrayOf(4, Float.MIN_VALUE), Norm.L2), 2.0 * Float.MIN_VALUE);
  }

  @Test
  void doublesNeitherOverflowNorUnderflow() {
    INDArray huge = Nd4j.valueArrayOf(new long[] {4}, 1e300, DataType.DOUBLE);
    assertClose(Norms.of(huge, Norm.L2), 2e300);
    INDArray tiny = Nd4j.valueArrayOf(new long[] {4}, 1e-300, DataType.DOUBLE);
    assertClose(Norms.of(tiny, Norm.L2), 2e-300);
  }

  @ParameterizedTest
  @EnumSource(Norm.class)
  void nanWinsOverInfinityAndInfinityOverNumbers(Norm norm) {
    float inf = Float.NEGATIVE_INFINITY;
    assertThat(Norms.of(Nd4j.createFromArray(1f, inf, 2f), norm))
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Norms.of(Nd4j.createFromArray(1f, inf, Float.NaN), norm)).isNaN();
    assertThat(Norms.of(Nd4j.createFromArray(Double.NaN, 2.0), norm)).isNaN();
    assertThat(Norms.of(Nd4j.createFromArray(1.0, Double.POSITIVE_INFINITY), norm))
        .isEqualTo(Double.POSITIVE_INFINITY);
  }

  @ParameterizedTest
  @EnumSource(Norm.class)
  void emptyAndZeroArraysHaveNormZero(Norm norm) {
    assertThat(Norms.of(Nd4j.empty(DataType.FLOAT), norm)).isZero();
    assertThat(Norms.of(Nd4j.zeros(3, 2), norm)).isZero();
  }

  @Test
  void otherTypesScalarsBroadcastsAndLongArraysAreRead() {
    assertClose(Norms.of(Nd4j.createFromArray(3, -4), Norm.L2), 5);
    assertClose(Norms.of(Nd4j.scalar(-7f), Norm.L1), 7);
    assertClose(Norms.of(Nd4j.createFromArray(3f, 4f).castTo(DataType.FLOAT16), Norm.L2), 5);
    assertClose(Norms.of(Nd4j.createFromArray(3f, 4f).reshape(1, 2).broadcast(5, 2), Norm.L1), 35);
    assertClose(Norms.of(Nd4j.ones(DataType.FLOAT, 12_345), Norm.L1), 12_345);
    assertClose(Norms.of(Nd4j.ones(DataType.FLOAT, 12_345), Norm.RMS), 1);
  }

  @Test
  void badDivisorsAreRefused() {
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> Norms.of(Nd4j.zeros(1), Norm.L2, bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("divisor: expected a positive finite number, got " + bad);
    }
  }
}
