package org.percept4j.erf.measure;

/**
 * Describes a map's magnitudes by their moments about their own centre of mass. x runs along
 * columns, y along rows.
 *
 * @param mass sum of magnitudes
 * @param row centre of mass, in pixels from the top row
 * @param column centre of mass, in pixels from the left column
 * @param varianceX variance along columns, pixels²
 * @param varianceY variance along rows, pixels²
 * @param covariance covariance of the two, pixels²
 * @param kurtosisX fourth central moment over the squared variance along columns; 3 for a Gaussian
 * @param kurtosisY the same along rows
 */
public record Moments(
    double mass,
    double row,
    double column,
    double varianceX,
    double varianceY,
    double covariance,
    double kurtosisX,
    double kurtosisY) {

  /**
   * Returns the moments of a map.
   *
   * @param map the map
   * @return the moments; NaN for a zero map or one with NaN
   */
  public static Moments of(ErfMap map) {
    double[] v = map.toArray();
    double mass = 0;
    double sumX = 0;
    double sumY = 0;
    for (int i = 0; i < v.length; i++) {
      double m = Math.abs(v[i]);
      mass += m;
      sumX += m * (i % map.columns());
      int row = i / map.columns();
      sumY += m * row;
    }
    double cx = sumX / mass;
    double cy = sumY / mass;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    double xxxx = 0;
    double yyyy = 0;
    for (int i = 0; i < v.length; i++) {
      double m = Math.abs(v[i]) / mass;
      double dx = i % map.columns() - cx;
      int row = i / map.columns();
      double dy = row - cy;
      xx += m * dx * dx;
      yy += m * dy * dy;
      xy += m * dx * dy;
      xxxx += m * dx * dx * dx * dx;
      yyyy += m * dy * dy * dy * dy;
    }
    return new Moments(mass, cy, cx, xx, yy, xy, xxxx / (xx * xx), yyyy / (yy * yy));
  }

  /**
   * Returns the standard deviation along the direction in which the field is widest.
   *
   * @return pixels
   */
  public double sigmaMajor() {
    return Math.sqrt(meanVariance() + spread());
  }

  /**
   * Returns the standard deviation across that direction.
   *
   * @return pixels
   */
  public double sigmaMinor() {
    return Math.sqrt(Math.max(0, meanVariance() - spread()));
  }

  /**
   * Returns the ratio of the two.
   *
   * @return at least 1; NaN for a single pixel
   */
  public double anisotropy() {
    return sigmaMajor() / sigmaMinor();
  }

  private double meanVariance() {
    return (varianceX + varianceY) / 2;
  }

  private double spread() {
    return Math.hypot((varianceX - varianceY) / 2, covariance);
  }
}
