package org.percept4j.erf.measure;

/**
 * Describes a Gaussian fitted to a map's magnitudes, A·exp(−½ dᵀ C⁻¹ d) with d the distance from
 * its centre. x runs along columns, y along rows; one-dimensional maps have a standard deviation of
 * 0 along the other axis. Where {@code converged} is false the figures are NaN or the last try, and
 * {@code note} says why.
 *
 * @param converged whether the least squares converged to a finite Gaussian
 * @param amplitude A, the height of the fit in the map's unit
 * @param row row of its centre, in pixels
 * @param column column of its centre, in pixels
 * @param sigmaX standard deviation along columns, √C_xx, in pixels
 * @param sigmaY standard deviation along rows, √C_yy, in pixels
 * @param sigmaMajor standard deviation along its long axis, in pixels
 * @param sigmaMinor standard deviation along its short axis, in pixels
 * @param rotation angle of the long axis from the columns' axis towards growing rows, in degrees,
 *     above −90 to 90; without meaning for a round field
 * @param r2 coefficient of determination over all pixels; 1 for a perfect fit
 * @param note empty, or why there is no fit
 */
public record GaussianFit(
    boolean converged,
    double amplitude,
    double row,
    double column,
    double sigmaX,
    double sigmaY,
    double sigmaMajor,
    double sigmaMinor,
    double rotation,
    double r2,
    String note) {

  /**
   * Fits a Gaussian by least squares; it may be rotated.
   *
   * @param map the map
   * @return the fit; it says itself whether it converged
   */
  public static GaussianFit of(ErfMap map) {
    return GaussianFitter.fit(map, true);
  }

  /**
   * Fits a Gaussian whose axes are those of the picture, as OpenERF does: C is diagonal, and the
   * coefficient of determination is 1 − Var(residuals) / Var(map).
   *
   * @param map the map
   * @return the fit; it says itself whether it converged
   */
  public static GaussianFit aligned(ErfMap map) {
    return GaussianFitter.fit(map, false);
  }

  static GaussianFit none(String note) {
    double nan = Double.NaN;
    return new GaussianFit(false, nan, nan, nan, nan, nan, nan, nan, nan, nan, note);
  }

  /**
   * Returns the geometric mean of the two standard deviations.
   *
   * @return √(σ_major·σ_minor) in pixels; of a one-dimensional map, σ along its axis
   */
  public double sigma() {
    return sigmaMinor == 0 ? sigmaMajor : Math.sqrt(sigmaMajor * sigmaMinor);
  }
}
