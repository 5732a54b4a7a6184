package org.percept4j.erf.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** What a fit says of itself, where the map is not a Gaussian. */
class GaussianFitTest {

  private static final int ROWS = 17;
  private static final int COLUMNS = 23;

  private static ErfMap noisy(double noise, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[ROWS * COLUMNS];
    for (int i = 0; i < values.length; i++) {
      double dx = i % COLUMNS - 12.5;
      int row = i / COLUMNS;
      double dy = row - 7;
      double u = (0.8 * dx + 0.6 * dy) / 4;
      double w = (-0.6 * dx + 0.8 * dy) / 2;
      values[i] = 5 * Math.exp(-(u * u + w * w) / 2) + noise * random.nextDouble();
    }
    return ErfMap.of(ROWS, COLUMNS, values, 8, 11);
  }

  /** The fitted height of a pixel, by the widths along the axes and the angle. */
  private static double height(GaussianFit fit, int row, int column) {
    double cos = Math.cos(Math.toRadians(fit.rotation()));
    double sin = Math.sin(Math.toRadians(fit.rotation()));
    double dx = column - fit.column();
    double dy = row - fit.row();
    double u = (cos * dx + sin * dy) / fit.sigmaMajor();
    double w = (-sin * dx + cos * dy) / fit.sigmaMinor();
    return fit.amplitude() * Math.exp(-(u * u + w * w) / 2);
  }

  @Property(tries = 40, seed = "1")
  void theCoefficientOfDeterminationIsThatOfTheFigures(
      @ForAll @DoubleRange(min = 0.01, max = 3) double noise,
      @ForAll @LongRange(min = 0, max = 1000) long seed) {
    ErfMap map = noisy(noise, seed);
    GaussianFit fit = GaussianFit.of(map);
    assertThat(fit.converged()).as(fit.note()).isTrue();
    double mean = Arrays.stream(map.toArray()).average().orElseThrow();
    double unexplained = 0;
    double all = 0;
    for (int r = 0; r < ROWS; r++) {
      for (int c = 0; c < COLUMNS; c++) {
        unexplained += Math.pow(map.get(r, c) - height(fit, r, c), 2);
        all += Math.pow(map.get(r, c) - mean, 2);
      }
    }
    assertThat(fit.r2()).isEqualTo(1 - unexplained / all, within(1e-9));
  }

  /** A ridge with some noise would have a σ of 10⁸ pixels along its length. */
  @Test
  void aRidgeIsNoGaussian() {
    double[] values = new double[ROWS * COLUMNS];
    for (int i = 0; i < values.length; i++) {
      double dx = i % COLUMNS - 12.5;
      double dy = Math.floorDiv(i, COLUMNS) - (ROWS - 1) / 2.0;
      values[i] = Math.exp(-dx * dx / 8) * (1 + 0.001 * dy * dy);
    }
    GaussianFit fit = GaussianFit.of(ErfMap.of(ROWS, COLUMNS, values, 8, 11));
    assertThat(fit.converged()).isFalse();
    assertThat(fit.note()).isNotEmpty();
  }

  @Property(tries = 200, seed = "2")
  void aFitThatFailedSaysWhyAndOneThatDidNotSaysNothing(
      @ForAll @LongRange(min = 0, max = 100_000) long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = random.doubles(30).map(v -> v * v * v).toArray();
    GaussianFit fit = GaussianFit.of(ErfMap.of(5, 6, values, 2, 2));
    assertThat(fit.note().isEmpty()).isEqualTo(fit.converged());
    if (fit.converged()) {
      assertThat(fit.sigmaMinor()).isPositive();
      assertThat(fit.sigmaMajor()).isGreaterThanOrEqualTo(fit.sigmaMinor()).isFinite();
      assertThat(fit.amplitude()).isPositive();
      assertThat(fit.r2()).isLessThanOrEqualTo(1);
    }
  }
}
