package org.percept4j.erf.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Rings, radii and squares, pixel by pixel. */
class RadialProfileTest {

  private static final double ROUNDING = 1e-12;

  private static ErfMap random(int rows, int columns, double row, double column, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = random.doubles((long) rows * columns).map(v -> 2 * v - 1).toArray();
    return ErfMap.of(rows, columns, values, row * (rows - 1), column * (columns - 1));
  }

  private static double distance(ErfMap map, int row, int column) {
    double down = row - map.centreRow();
    double right = column - map.centreColumn();
    return Math.sqrt(down * down + right * right);
  }

  @Property(tries = 40, seed = "1")
  void ringsHoldThePixelsOfTheirRoundedDistance(
      @ForAll @IntRange(min = 1, max = 9) int rows,
      @ForAll @IntRange(min = 1, max = 9) int columns,
      @ForAll @DoubleRange(min = 0, max = 1) double row,
      @ForAll @DoubleRange(min = 0, max = 1) double column,
      @ForAll @LongRange(min = 0, max = 1000) long seed) {
    ErfMap map = random(rows, columns, row, column, seed);
    List<RadialRing> rings = RadialProfile.rings(map);
    double within = 0;
    double farthest = 0;
    for (RadialRing ring : rings) {
      double mass = 0;
      int pixels = 0;
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          farthest = Math.max(farthest, distance(map, r, c));
          if (Math.round(distance(map, r, c)) == ring.radius()) {
            mass += Math.abs(map.get(r, c));
            pixels++;
          }
        }
      }
      within += mass;
      assertThat(ring.pixels()).isEqualTo(pixels);
      assertThat(ring.mean()).isEqualTo(pixels == 0 ? 0 : mass / pixels, within(ROUNDING));
      assertThat(ring.cumulative()).isEqualTo(within / map.mass(), within(ROUNDING));
    }
    assertThat(rings).hasSize((int) Math.round(farthest) + 1);
    for (int i = 0; i < rings.size(); i++) {
      assertThat(rings.get(i).radius()).isEqualTo(i);
    }
  }

  @Test
  void everyPixelsMassIsSpreadOverOnePixel() {
    // mass by distance: 2 at 0, 1 at 1, 1 at 2, none at 3, 4 at 4
    ErfMap map = ErfMap.of(1, 5, new double[] {2, 1, -1, 0, 4}, 0, 0);
    double[][] radii = {
      {0, 0},
      {0.125, 0},
      {0.1875, 0.25},
      {0.25, 0.5},
      {0.3125, 1},
      {0.375, 1.5},
      {0.5, 2.5},
      {0.75, 4},
      {1, 4.5}
    };
    for (double[] fractionAndRadius : radii) {
      assertThat(Measure.radiusHolding(fractionAndRadius[0]).of(map))
          .isEqualTo(fractionAndRadius[1], within(ROUNDING));
    }
  }

  @Test
  void pixelsOfOneDistanceAreTakenTogether() {
    ErfMap map = ErfMap.of(new double[][] {{0, 1, 0}, {1, 0, 1}, {0, 1, 0}});
    assertThat(Measure.radiusHolding(0.25).of(map)).isEqualTo(0.75, within(ROUNDING));
    assertThat(Measure.radiusHolding(1).of(map)).isEqualTo(1.5, within(ROUNDING));
  }

  /** Small Gaussians too, on pixels and between them; interpolated radii were 7 % too small. */
  @Test
  void halfMassRadiusOfAGaussianIsThatOfTheContinuousOne() {
    for (double sigma : new double[] {2, 3, 4.5, 6}) {
      for (double centre : new double[] {30, 30.5}) {
        double[] values = new double[61 * 61];
        for (int i = 0; i < values.length; i++) {
          double row = Math.floorDiv(i, 61) - centre;
          double column = i % 61 - centre;
          values[i] = Math.exp(-(row * row + column * column) / (2 * sigma * sigma));
        }
        ErfMap map = ErfMap.of(61, 61, values, centre, centre);
        double exact = Math.sqrt(2 * Math.log(2)) * sigma;
        assertThat(Measure.HALF_MASS_RADIUS.of(map)).isEqualTo(exact, within(0.015 * exact));
      }
    }
  }

  @Property(tries = 40, seed = "2")
  void squaresGrowUntilTheyHoldMoreThanTheFraction(
      @ForAll @IntRange(min = 1, max = 12) int rows,
      @ForAll @IntRange(min = 1, max = 12) int columns,
      @ForAll @DoubleRange(min = 0, max = 1) double fraction,
      @ForAll @LongRange(min = 0, max = 1000) long seed) {
    ErfMap map = random(rows, columns, 0.5, 0.5, seed);
    int reach = 0;
    double inside;
    do {
      reach++;
      inside = 0;
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          boolean in = Math.abs(r - rows / 2) <= reach && Math.abs(c - columns / 2) <= reach;
          inside += in ? Math.abs(map.get(r, c)) : 0;
        }
      }
    } while (inside <= fraction * map.mass() && 2 * reach + 1 < Math.max(rows, columns));
    double area = (2.0 * reach + 1) * (2 * reach + 1) / (rows * columns);
    assertThat(Measure.areaRatio(fraction).of(map)).isEqualTo(Math.min(1, area), within(ROUNDING));
  }
}
