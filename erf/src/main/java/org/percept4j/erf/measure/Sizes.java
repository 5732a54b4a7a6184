package org.percept4j.erf.measure;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/** Sizes by counting pixels. */
final class Sizes {

  private Sizes() {}

  /**
   * A number of pixels as a length.
   *
   * @param count counts pixels; NaN where that has no meaning
   */
  private record Count(ToDoubleFunction<ErfMap> count) implements Measure {

    @Override
    public double of(ErfMap map) {
      return length(map, count.applyAsDouble(map));
    }

    @Override
    public double resolution(ErfMap map) {
      double pixels = count.applyAsDouble(map);
      return length(map, pixels + 1) - length(map, pixels);
    }
  }

  static Measure counting(ToDoubleFunction<ErfMap> count) {
    return new Count(count);
  }

  static double byPaper(ErfMap map) {
    return map.nonFinite() > 0 ? Double.NaN : Threshold.PAPER.count(map);
  }

  static double holding(ErfMap map, double fraction) {
    double mass = map.mass();
    if (!Double.isFinite(mass)) {
      return Double.NaN;
    }
    double[] sorted = Arrays.stream(map.toArray()).map(Math::abs).sorted().toArray();
    double held = 0;
    int count = 0;
    while (count < sorted.length && held < fraction * mass) {
      held += sorted[sorted.length - 1 - count];
      count++;
    }
    return count;
  }

  static double sigma(ErfMap map) {
    Moments moments = Moments.of(map);
    return map.dimensions() == 1
        ? moments.sigmaMajor()
        : Math.sqrt(moments.sigmaMajor() * moments.sigmaMinor());
  }

  private static double length(ErfMap map, double count) {
    return map.dimensions() == 1 ? count : Math.sqrt(count);
  }
}
