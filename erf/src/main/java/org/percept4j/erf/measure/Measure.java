package org.percept4j.erf.measure;

/**
 * Reduces a map to one number. The constants are the usual measures; any function of a map is one
 * too.
 *
 * <pre>{@code
 * double size = Measure.SIZE.of(map);
 * Measure elongation = m -> Moments.of(m).sigmaMajor() / Moments.of(m).sigmaMinor();
 * }</pre>
 */
@FunctionalInterface
public interface Measure {

  /**
   * Measures the size by the threshold of Luo et al. 2016: the square root of the number of pixels
   * above {@link Threshold#PAPER}, the number itself for one-dimensional maps; 0 for a zero map,
   * NaN if a value is not finite. A two-dimensional Gaussian measures 4.406 σ.
   */
  Measure SIZE = Sizes.counting(Sizes::byPaper);

  /** Measures the radius around the centre that holds half the mass; 1.177 σ for a Gaussian. */
  Measure HALF_MASS_RADIUS = radiusHolding(0.5);

  /**
   * Measures the standard deviation by moments: the geometric mean of the larger and the smaller
   * one, in pixels; along the only axis for one-dimensional maps. NaN for a zero map.
   */
  Measure SIGMA = Sizes::sigma;

  /** Measures the standard deviation of the fitted Gaussian, {@link GaussianFit#sigma()}. */
  Measure GAUSSIAN_SIGMA = map -> GaussianFit.of(map).sigma();

  /**
   * Measures how elongated the field is, the ratio of its larger to its smaller standard deviation:
   * 1 for a round field, infinite for a line, NaN for a zero map.
   */
  Measure ANISOTROPY = map -> Moments.of(map).anisotropy();

  /**
   * Measures a map.
   *
   * @param map the map
   * @return the number; lengths in pixels
   */
  double of(ErfMap map);

  /**
   * Tells in what steps the measure can change at a map, such as by one pixel of a count. Half of
   * that is counted as an error of its own.
   *
   * @param map the map
   * @return the step; 0, as by default, for what changes smoothly
   */
  default double resolution(ErfMap map) {
    return 0;
  }

  /**
   * Returns the measure of the smallest number of pixels that hold a fraction of the mass, as a
   * length: its square root, the number itself for one-dimensional maps. With 0.9545 a Gaussian
   * measures as by {@link #SIZE}.
   *
   * @param fraction of the mass, 0 to 1
   * @return the measure in pixels; 0 for a zero map, NaN if a value is not finite
   * @throws IllegalArgumentException if {@code fraction} is not 0 to 1
   */
  static Measure sizeHolding(double fraction) {
    Threshold.requireFraction(fraction);
    return Sizes.counting(map -> Sizes.holding(map, fraction));
  }

  /**
   * Returns the measure of the radius around the centre that holds a fraction of the mass.
   *
   * @param fraction of the mass, 0 to 1
   * @return the measure in pixels, each pixel's mass being spread evenly from half a pixel nearer
   *     to half a pixel farther; NaN for a zero map
   * @throws IllegalArgumentException if {@code fraction} is not 0 to 1
   */
  static Measure radiusHolding(double fraction) {
    Threshold.requireFraction(fraction);
    return map -> RadialProfile.radiusHolding(map, fraction);
  }

  /**
   * Returns the measure of the share of the picture that a square around its middle pixel needs to
   * hold more than a fraction of the mass, as RepLKNet's analysis script counts: sides 3, 5, 7 …
   * around pixel (rows/2, columns/2). Where that script finds no square, this measure goes on until
   * the square covers the picture.
   *
   * @param fraction of the mass, 0 to 1; usual are 0.2, 0.3, 0.5 and 0.99
   * @return the measure, side² / (rows · columns), at most 1; NaN for a zero map
   * @throws IllegalArgumentException if {@code fraction} is not 0 to 1
   */
  static Measure areaRatio(double fraction) {
    Threshold.requireFraction(fraction);
    return map -> AreaRatio.of(map, fraction);
  }
}
