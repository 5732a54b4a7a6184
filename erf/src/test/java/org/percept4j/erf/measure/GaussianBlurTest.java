package org.percept4j.erf.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A blurred point is the sum of the Gaussians of all its mirror images. */
class GaussianBlurTest {

  private static double weight(int distance, double sigma) {
    int reach = (int) Math.ceil(4 * sigma);
    double whole =
        IntStream.rangeClosed(-reach, reach)
            .mapToDouble(i -> Math.exp(-i * i / (2 * sigma * sigma)))
            .sum();
    return Math.abs(distance) > reach
        ? 0
        : Math.exp(-distance * distance / (2 * sigma * sigma)) / whole;
  }

  /** Mirrors stand half a pixel outside the first and the last pixel. */
  private static double alongAxis(int at, int point, int length, double sigma) {
    double sum = 0;
    for (int period = -40; period <= 40; period++) {
      sum += weight(at - (2 * period * length + point), sigma);
      sum += weight(at - (2 * period * length - 1 - point), sigma);
    }
    return sum;
  }

  @Property(tries = 40, seed = "1")
  void pointsBecomeTheSumOfTheirMirrorImages(
      @ForAll @IntRange(min = 1, max = 7) int rows,
      @ForAll @IntRange(min = 1, max = 7) int columns,
      @ForAll @IntRange(min = 0, max = 48) int point,
      @ForAll @DoubleRange(min = 0.3, max = 5) double sigma) {
    int p = point % (rows * columns);
    double[] values = new double[rows * columns];
    values[p] = 3;
    ErfMap smooth = ErfMap.of(rows, columns, values, 0, 0).smoothed(sigma);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        double expected =
            3 * alongAxis(r, p / columns, rows, sigma) * alongAxis(c, p % columns, columns, sigma);
        assertThat(smooth.get(r, c)).isEqualTo(expected, within(1e-12));
      }
    }
  }

  @Test
  void widthsThatAreNoneAreRefused() {
    ErfMap map = ErfMap.of(new double[3][3]);
    for (double sigma : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> map.smoothed(sigma))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("sigma: expected above 0, got " + sigma);
    }
  }
}
