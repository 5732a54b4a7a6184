package org.percept4j.erf.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ErfMapTest {

  /** How far counts of pixels may fall from areas of discs of this size, as lengths. */
  private static final double LATTICE = 0.2;

  private static ErfMap gaussian(
      int rows, int columns, double row, double column, double sx, double sy, double degrees) {
    double cos = Math.cos(Math.toRadians(degrees));
    double sin = Math.sin(Math.toRadians(degrees));
    double[] v = new double[rows * columns];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        double u = (c - column) * cos + (r - row) * sin;
        double w = -(c - column) * sin + (r - row) * cos;
        v[r * columns + c] = Math.exp(-0.5 * (u * u / (sx * sx) + w * w / (sy * sy)));
      }
    }
    return ErfMap.of(rows, columns, v, row, column);
  }

  private static ErfMap zero() {
    return ErfMap.of(new double[9][9]);
  }

  @Test
  void sizesOfGaussiansAreTheirClosedForms() {
    double sigma = 20;
    ErfMap map = gaussian(201, 201, 100, 100, sigma, sigma, 0);

    // Area of the disc of radius σ√(2 ln(1/0.0455)): a lattice approximates it to its
    // circumference.
    double side = sigma * Math.sqrt(2 * Math.PI * Math.log(1 / 0.0455));
    assertThat(side).isEqualTo(4.406 * sigma, within(0.02));
    assertThat(Measure.SIZE.of(map)).isEqualTo(side, within(LATTICE));
    assertThat(Measure.sizeHolding(0.9545).of(map)).isEqualTo(side, within(LATTICE));
    assertThat(Measure.HALF_MASS_RADIUS.of(map))
        .isEqualTo(sigma * Math.sqrt(2 * Math.log(2)), within(LATTICE));
    assertThat(Measure.radiusHolding(0.9545).of(map)).isEqualTo(2.486 * sigma, within(LATTICE));
    assertThat(Moments.of(map).kurtosisX()).isEqualTo(3, within(1e-3));
    assertThat(Moments.of(map).sigmaMajor()).isEqualTo(sigma, within(1e-3));
    assertThat(Measure.ANISOTROPY.of(map)).isEqualTo(1, within(1e-9));
    assertThat(Peak.find(map, 0.1)).hasSize(1);
    assertThat(Threshold.PAPER.reachesBorder(map)).isFalse();
  }

  @Property(tries = 25, seed = "1")
  void fitFindsAnyGaussian(
      @ForAll @DoubleRange(min = 1.5, max = 6) double sx,
      @ForAll @DoubleRange(min = 1.2, max = 2.5) double ratio,
      @ForAll @DoubleRange(min = -85, max = 85) double degrees,
      @ForAll @DoubleRange(min = 20, max = 28) double row,
      @ForAll @IntRange(min = -6, max = 6) int magnitude) {
    double amplitude = Math.pow(10, magnitude);
    ErfMap map = gaussian(51, 45, row, 22.3, sx * ratio, sx, degrees).map(v -> -v * amplitude);
    GaussianFit fit = GaussianFit.of(map);

    assertThat(fit.converged()).as(fit.note()).isTrue();
    assertThat(fit.sigmaMajor()).isEqualTo(sx * ratio, within(1e-4));
    assertThat(fit.sigmaMinor()).isEqualTo(sx, within(1e-4));
    assertThat(fit.rotation()).isEqualTo(degrees, within(1e-2));
    assertThat(fit.row()).isEqualTo(row, within(1e-4));
    assertThat(fit.column()).isEqualTo(22.3, within(1e-4));
    assertThat(fit.amplitude()).isEqualTo(amplitude, within(amplitude * 1e-5));
    assertThat(fit.r2()).isEqualTo(1, within(1e-8));
  }

  @Test
  void roundFieldsFitToo() {
    GaussianFit fit = GaussianFit.of(gaussian(41, 41, 20, 20, 3, 3, 0));
    assertThat(fit.converged()).isTrue();
    assertThat(fit.sigmaX()).isEqualTo(3, within(1e-6));
    assertThat(fit.sigmaY()).isEqualTo(3, within(1e-6));
    assertThat(fit.sigma()).isEqualTo(3, within(1e-6));
  }

  @Test
  void fitOfNoiseSaysHowPoorItIs() {
    SplittableRandom random = new SplittableRandom(7);
    double[][] noise = new double[21][21];
    for (double[] line : noise) {
      for (int i = 0; i < line.length; i++) {
        line[i] = random.nextDouble();
      }
    }
    GaussianFit fit = GaussianFit.of(ErfMap.of(noise));
    assertThat(!fit.converged() || fit.r2() < 0.5).isTrue();
  }

  @Test
  void fitsThatCannotBeSayWhyInsteadOfThrowing() {
    double[][] pixel = new double[9][9];
    pixel[4][4] = 1;
    double[][] line = new double[9][9];
    line[4] = new double[] {0, 0, 1, 2, 3, 2, 1, 0, 0};
    double[][] broken = new double[9][9];
    broken[0][0] = Double.NaN;

    assertThat(GaussianFit.of(zero()).note()).contains("zero everywhere");
    assertThat(GaussianFit.of(ErfMap.of(pixel)).note()).contains("no extent");
    assertThat(GaussianFit.of(ErfMap.of(line)).note()).contains("no extent");
    assertThat(GaussianFit.of(ErfMap.of(broken)).note()).contains("not finite");
    for (double[][] map : List.of(pixel, line, broken)) {
      assertThat(GaussianFit.of(ErfMap.of(map)).converged()).isFalse();
    }
  }

  @Test
  void twoPeaksAreTold() {
    ErfMap left = gaussian(40, 60, 20, 15, 4, 4, 0);
    double[] two = gaussian(40, 60, 20, 45, 4, 4, 0).toArray();
    for (int i = 0; i < two.length; i++) {
      two[i] = 0.6 * two[i] + left.toArray()[i];
    }
    List<Peak> peaks = Peak.find(ErfMap.of(40, 60, two, 20, 30), 0.25);

    assertThat(peaks).hasSize(2);
    assertThat(peaks.get(0).column()).isEqualTo(15);
    assertThat(peaks.get(1).column()).isEqualTo(45);
    assertThat(peaks.get(1).value()).isEqualTo(0.6, within(1e-3));
    // Where the two meet, both are below 1e-3: the lower stands nearly its full height above it.
    assertThat(peaks.get(1).prominence()).isEqualTo(0.6, within(5e-3));
    assertThat(Peak.find(ErfMap.of(40, 60, two, 20, 30), 0.7)).hasSize(1);
  }

  @Test
  void plateausAndRipplesAreOnePeak() {
    double[][] flat = new double[6][7];
    for (double[] line : flat) {
      Arrays.fill(line, 2.0);
    }
    assertThat(Peak.find(ErfMap.of(flat), 0.1)).hasSize(1);
    flat[2][2] = 2.1;
    flat[4][5] = 2.1;
    assertThat(Peak.find(ErfMap.of(flat), 0.1)).hasSize(1);
    assertThat(Peak.find(ErfMap.of(flat), 0.01)).hasSize(2);
  }

  @Test
  void areaRatioGrowsSquaresFromTheMiddlePixel() {
    double[][] map = new double[10][10];
    map[5][5] = 6;
    map[5][7] = 3;
    map[0][0] = 1;
    ErfMap field = ErfMap.of(map);

    assertThat(Measure.areaRatio(0.5).of(field)).isEqualTo(0.09);
    assertThat(Measure.areaRatio(0.6).of(field)).isEqualTo(0.25);
    assertThat(Measure.areaRatio(0.89).of(field)).isEqualTo(0.25);
    assertThat(Measure.areaRatio(0.99).of(field)).isEqualTo(1);
    assertThat(Measure.areaRatio(1).of(field)).isEqualTo(1);
  }

  @Test
  void radialProfileCountsEveryPixelOnce() {
    ErfMap map = gaussian(21, 31, 10, 15, 3, 3, 0);
    List<RadialRing> rings = RadialProfile.rings(map);

    assertThat(rings.stream().mapToInt(RadialRing::pixels).sum()).isEqualTo(21 * 31);
    assertThat(rings.get(rings.size() - 1).cumulative()).isEqualTo(1, within(1e-12));
    assertThat(rings.get(0).mean()).isEqualTo(1);
    assertThat(rings.get(3).mean()).isEqualTo(Math.exp(-0.5), within(0.05));
  }

  @Property(tries = 30, seed = "2")
  void measuresIgnoreScaleAndSign(@ForAll @IntRange(min = -8, max = 8) int magnitude) {
    double scale = Math.pow(10, magnitude);
    ErfMap map = gaussian(31, 27, 14, 13, 4, 2.5, 30);
    ErfMap scaled = map.map(v -> -scale * v);

    assertThat(Measure.SIZE.of(scaled)).isEqualTo(Measure.SIZE.of(map));
    assertThat(Measure.sizeHolding(0.8).of(scaled)).isEqualTo(Measure.sizeHolding(0.8).of(map));
    assertThat(Measure.HALF_MASS_RADIUS.of(scaled))
        .isEqualTo(Measure.HALF_MASS_RADIUS.of(map), within(1e-9));
    assertThat(Measure.ANISOTROPY.of(scaled)).isEqualTo(Measure.ANISOTROPY.of(map), within(1e-9));
    assertThat(Measure.areaRatio(0.5).of(scaled)).isEqualTo(Measure.areaRatio(0.5).of(map));
    assertThat(Peak.find(scaled, 0.2)).hasSameSizeAs(Peak.find(map, 0.2));
  }

  @Test
  void fieldsCutOffByTheBorderAreTold() {
    assertThat(Threshold.PAPER.reachesBorder(gaussian(31, 31, 15, 15, 3, 3, 0))).isFalse();
    assertThat(Threshold.PAPER.reachesBorder(gaussian(31, 31, 15, 15, 9, 9, 0))).isTrue();
    assertThat(Threshold.PAPER.reachesBorder(gaussian(31, 31, 3, 15, 3, 3, 0))).isTrue();
  }

  @Test
  void anyPixelOfTheBorderCountsAboveThePapersThreshold() {
    for (int r = 0; r < 5; r++) {
      for (int c = 0; c < 7; c++) {
        double[][] values = new double[5][7];
        values[2][3] = -4;
        values[r][c] -= 4 * 1.01 * Threshold.PAPER.fraction();
        boolean border = r == 0 || r == 4 || c == 0 || c == 6;
        assertThat(Threshold.PAPER.reachesBorder(ErfMap.of(values))).isEqualTo(border);
        values[r][c] *= 0.98;
        assertThat(Threshold.PAPER.reachesBorder(ErfMap.of(values))).isFalse();
      }
    }
  }

  @Test
  void centresBetweenPixelsTakeTheMeanOfTheNearest() {
    ErfMap map = ErfMap.of(new double[][] {{1, -2}, {3, 6}});
    assertThat(Threshold.centreValue(map)).isEqualTo(3);
    assertThat(new Threshold(0.5).count(map)).isEqualTo(3);
  }

  @Test
  void smoothingKeepsMassAndAddsVariance() {
    ErfMap map = gaussian(61, 61, 30, 30, 3, 3, 0);
    ErfMap smooth = map.smoothed(4);
    assertThat(smooth.mass()).isEqualTo(map.mass(), within(1e-9 * map.mass()));
    assertThat(Moments.of(smooth).varianceX()).isEqualTo(25, within(0.05));
    assertThatThrownBy(() -> map.smoothed(0)).hasMessageContaining("sigma");
  }

  @Test
  void zeroMapsMeasureAsNothing() {
    ErfMap map = zero();
    assertThat(map.isZero()).isTrue();
    assertThat(Measure.SIZE.of(map)).isZero();
    assertThat(Measure.sizeHolding(0.9).of(map)).isZero();
    assertThat(Measure.HALF_MASS_RADIUS.of(map)).isNaN();
    assertThat(Measure.areaRatio(0.5).of(map)).isNaN();
    assertThat(Measure.ANISOTROPY.of(map)).isNaN();
    assertThat(Peak.find(map, 0.1)).isEmpty();
    assertThat(RadialProfile.rings(map).get(0).cumulative()).isNaN();
    assertThat(Threshold.PAPER.reachesBorder(map)).isFalse();
  }

  @Test
  void nonFiniteValuesAreNotAveragedAway() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      ErfMap map = gaussian(9, 9, 4, 4, 2, 2, 0).map(v -> v == 1 ? bad : v);
      assertThat(map.nonFinite()).isEqualTo(1);
      assertThat(map.isZero()).isFalse();
      assertThat(Measure.SIZE.of(map)).isNaN();
      assertThat(Measure.sizeHolding(0.9).of(map)).isNaN();
      assertThat(Measure.HALF_MASS_RADIUS.of(map)).isNaN();
      assertThat(Measure.areaRatio(0.5).of(map)).isNaN();
      assertThat(Measure.ANISOTROPY.of(map)).isNaN();
      assertThat(Peak.find(map, 0.1)).isEmpty();
    }
  }

  @Test
  void badInputIsNamed() {
    assertThatThrownBy(() -> ErfMap.of(2, 2, new double[3], 0, 0))
        .hasMessageContaining("got 3 for 2x2");
    assertThatThrownBy(() -> ErfMap.of(2, 2, new double[4], 0, 1.5))
        .hasMessageContaining("centreColumn");
    assertThatThrownBy(() -> ErfMap.of(new double[][] {{1, 2}, {3}}))
        .hasMessageContaining("rows of length 2, got 1");
    assertThatThrownBy(() -> ErfMap.of(new double[0][])).hasMessageContaining("values");
    assertThatThrownBy(() -> Measure.areaRatio(1.5).of(zero())).hasMessageContaining("fraction");
    assertThatThrownBy(() -> zero().get(9, 0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void arraysAreCopied() {
    double[] mine = {1, 2, 3, 4};
    ErfMap map = ErfMap.of(2, 2, mine, 0, 0);
    mine[0] = 9;
    map.toArray()[1] = 9;
    assertThat(map.get(0, 0)).isEqualTo(1);
    assertThat(map.get(0, 1)).isEqualTo(2);
  }
}
