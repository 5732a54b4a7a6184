package org.percept4j.erf;

import java.util.Locale;

/**
 * A measured number with its error bar.
 *
 * @param value the measure of the map of all samples
 * @param standardError its standard error by the delete-a-group jackknife; NaN with fewer than two
 *     independent samples
 */
public record Estimate(double value, double standardError) {

  /**
   * The standard error as a fraction of the value.
   *
   * @return |standard error / value|; NaN or infinite where that has no meaning
   */
  public double relativeError() {
    return Math.abs(standardError / value);
  }

  @Override
  public String toString() {
    return Double.isNaN(standardError)
        ? String.format(Locale.ROOT, "%.4g", value)
        : String.format(Locale.ROOT, "%.4g ± %.2g", value, standardError);
  }
}
