package org.percept4j.core.resample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.percept4j.core.Reference;
import org.percept4j.core.Rounding;
import org.percept4j.core.resample.Bilinear.Convention;

class BilinearTest {

  /** Roundings of a value: two weights to single precision, two products, two sums. */
  private static final int TERMS = 6;

  /**
   * How far PyTorch, which computes coordinates in single precision, may lie from exact values, and
   * this library. A coordinate of at most n gathers three roundings of at most nu each; along each
   * of two axes a step of one cell changes the value by at most twice the largest, M. The weighted
   * sum of values of at most M is rounded by γM in either computation.
   */
  private static double tolerance(float[] input, int n) {
    double largest = 0;
    for (float v : input) {
      largest = Math.max(largest, Math.abs(v));
    }
    return 2 * 3 * n * Rounding.UNIT * 2 * largest + 2 * Rounding.sum(TERMS, largest);
  }

  private static float[] noise(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) (random.nextDouble() * 2 - 1);
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource({
    "pillow, PILLOW",
    "half_pixel, HALF_PIXEL",
    "align_corners, ALIGN_CORNERS",
  })
  void equalsPillowAndTorchOnOddSizes(String oracle, Convention convention) {
    for (int[] size : new int[][] {{7, 11}, {16, 31}, {14, 22}, {5, 4}, {1, 1}, {21, 3}}) {
      String folder = "bilinear/" + size[0] + "x" + size[1] + "/";
      Bilinear bilinear = Bilinear.of(7, 11, size[0], size[1], convention);
      float[] input = Reference.values(folder + "input");
      assertThat(bilinear.resize(input, 1))
          .as(folder)
          .containsExactly(Reference.values(folder + oracle), within((float) tolerance(input, 11)));
    }
  }

  @ParameterizedTest
  @CsvSource({"HALF_PIXEL, 15, 9", "ALIGN_CORNERS, 15, 4", "TF1_LEGACY, 40, 9"})
  void conventionsDifferAsPublished(Convention convention, int numerator, int denominator) {
    float[] out = Bilinear.of(1, 4, 1, 9, convention).resize(new float[] {0, 10, 3, 7}, 1);
    double second = (double) numerator / denominator;
    assertThat((double) out[1]).isCloseTo(second, within(Rounding.sum(TERMS, 10)));
  }

  @Property(tries = 200, seed = "1")
  void adjointIsTheTranspose(
      @ForAll @IntRange(min = 1, max = 13) int inHeight,
      @ForAll @IntRange(min = 1, max = 13) int inWidth,
      @ForAll @IntRange(min = 1, max = 29) int outHeight,
      @ForAll @IntRange(min = 1, max = 29) int outWidth,
      @ForAll Convention convention,
      @ForAll long seed) {
    Bilinear bilinear = Bilinear.of(inHeight, inWidth, outHeight, outWidth, convention);
    float[] x = noise(2 * inHeight * inWidth, seed);
    float[] y = noise(2 * outHeight * outWidth, seed + 1);
    float[] back = new float[x.length + 3];
    bilinear.adjoint(y, 0, back, 3, 2);
    double there = dot(bilinear.resize(x, 2), 0, y, 0, y.length);
    // |x| ≤ 1 and the weights of an output add up to 1; a value that goes back is a sum along both
    // axes.
    double magnitudes = 0;
    for (float v : y) {
      magnitudes += Math.abs(v);
    }
    double bound = Rounding.sum(2 * TERMS + outHeight + outWidth, magnitudes);
    assertThat(there).isCloseTo(dot(x, 0, back, 3, x.length), within(bound));
  }

  private static double dot(float[] a, int i, float[] b, int j, int n) {
    double sum = 0;
    for (int k = 0; k < n; k++) {
      sum += (double) a[i + k] * b[j + k];
    }
    return sum;
  }

  @Property(tries = 200, seed = "2")
  void weightsAddUpToOneInsideTheInput(
      @ForAll @IntRange(min = 1, max = 40) int in,
      @ForAll @IntRange(min = 1, max = 40) int out,
      @ForAll Convention convention) {
    Taps taps = Taps.of(in, out, convention);
    assertThat(taps.inputs()).isEqualTo(in);
    assertThat(taps.outputs()).isEqualTo(out);
    for (int o = 0; o < out; o++) {
      double sum = 0;
      for (int t = 0; t < taps.width(); t++) {
        assertThat(taps.weight(o, t)).isBetween(0.0, 1.0);
        sum += taps.weight(o, t);
      }
      assertThat(sum).isCloseTo(1, within(Rounding.inDouble(3 * taps.width())));
      assertThat(taps.first(o)).isBetween(0, in - taps.width());
    }
    assertThat(taps.isIdentity()).isEqualTo(in == out);
  }

  @Property(tries = 50, seed = "3")
  void partsBuffersAndOffsetsGiveTheSameValues(
      @ForAll @IntRange(min = 1, max = 12) int in,
      @ForAll @IntRange(min = 1, max = 24) int out,
      @ForAll Convention convention) {
    Bilinear bilinear = Bilinear.of(in, 7, out, 15, convention);
    float[] x = noise(3 * in * 7, in);
    float[] whole = bilinear.resize(x, 3);
    FloatBuffer buffer = FloatBuffer.allocate(out * 15 + 2);
    bilinear.resizeRows(x, in * 7, 0, out, buffer, 1);
    assertThat(Arrays.copyOfRange(buffer.array(), 1, 1 + out * 15))
        .containsExactly(Arrays.copyOfRange(whole, out * 15, 2 * out * 15));
    float[] last = new float[4 + out * 15];
    bilinear.resizeRows(x, 2 * in * 7, 0, out / 2, last, 4);
    bilinear.resizeRows(x, 2 * in * 7, out / 2, out, last, 4 + out / 2 * 15);
    assertThat(Arrays.copyOfRange(last, 4, last.length))
        .containsExactly(Arrays.copyOfRange(whole, 2 * out * 15, 3 * out * 15));
  }

  @Test
  void constantsStayAndNothingIsWrittenBesides() {
    float[] target = new float[50 + 2];
    Arrays.fill(target, -1);
    float[] constant = new float[6];
    Arrays.fill(constant, 2.5f);
    Bilinear.of(2, 3, 5, 10, Convention.HALF_PIXEL).resize(constant, 0, target, 1, 1);
    assertThat(target[0]).isEqualTo(-1);
    assertThat(target[51]).isEqualTo(-1);
    assertThat(Arrays.copyOfRange(target, 1, 51)).containsOnly(2.5f);
  }

  @Test
  void shortArraysAndWrongSizesAreRefused() {
    Bilinear bilinear = Bilinear.of(2, 3, 4, 6, Convention.HALF_PIXEL);
    assertThatThrownBy(() -> bilinear.resize(new float[11], 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("source: expected 2 planes of 6 values from index 0, got 11 values");
    assertThatThrownBy(() -> bilinear.adjoint(new float[24], 0, new float[6], 1, 1))
        .hasMessage("target: expected 1 planes of 6 values from index 1, got 6 values");
    assertThatThrownBy(() -> bilinear.resizeRows(new float[6], 0, 3, 5, new float[24], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Bilinear.of(0, 3, 4, 6, Convention.HALF_PIXEL))
        .hasMessage("inputs: expected at least 1, got 0");
    assertThatThrownBy(() -> Bilinear.of(2, 3, 4, -6, Convention.HALF_PIXEL))
        .hasMessage("outputs: expected at least 1, got -6");
  }

  /** More than one block of the buffer that rows go through. */
  @Test
  void manyRowsIntoABufferAreThoseIntoAnArray() {
    Bilinear bilinear = Bilinear.of(3, 4, 40, 3000, Convention.HALF_PIXEL);
    float[] source = new float[12];
    for (int i = 0; i < 12; i++) {
      source[i] = i * i;
    }
    float[] expected = new float[35 * 3000];
    bilinear.resizeRows(source, 0, 2, 37, expected, 0);
    FloatBuffer target = FloatBuffer.allocate(7 + 35 * 3000);
    bilinear.resizeRows(source, 0, 2, 37, target, 7);
    assertThat(Arrays.copyOfRange(target.array(), 7, target.limit())).containsExactly(expected);
  }

  /** Each array may be just as long as needed, and not one value shorter. */
  @Test
  void arraysThatAreOneValueShortAreRefused() {
    Bilinear b = Bilinear.of(2, 3, 4, 6, Convention.HALF_PIXEL);
    fits("source", 12, n -> b.resize(new float[n], 0, new float[48], 0, 2));
    fits("target", 49, n -> b.resize(new float[12], 0, new float[n], 1, 2));
    fits("source", 7, n -> b.resizeRows(new float[n], 1, 1, 3, new float[12], 0));
    fits("target", 13, n -> b.resizeRows(new float[6], 0, 1, 3, new float[n], 1));
    fits("source", 7, n -> b.resizeRows(new float[n], 1, 1, 3, FloatBuffer.allocate(12), 0));
    fits("target", 13, n -> b.resizeRows(new float[6], 0, 1, 3, FloatBuffer.allocate(n), 1));
    fits("source", 48, n -> b.adjoint(new float[n], 0, new float[12], 0, 2));
    fits("target", 13, n -> b.adjoint(new float[48], 0, new float[n], 1, 2));
  }

  private static void fits(String name, int length, IntConsumer use) {
    use.accept(length);
    assertThatThrownBy(() -> use.accept(length - 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(name + ": expected ");
  }
}
