package org.percept4j.erf;

import java.util.Locale;

/**
 * Holds a measured number with its error bar. A measure of a mean over few samples is biased where
 * it is not linear; with more than ten independent samples that bias is estimated and removed.
 *
 * @param value the measure; without its bias where {@link #isCorrected}
 * @param standardError its standard error by balanced half-samples, widened by Student's t where
 *     there are few of them, so that value ± 2 standard errors hold the truth in 95 % of all cases;
 *     NaN with fewer than two independent samples
 * @param bias what was subtracted from the measure of the map itself to give the value; NaN where
 *     it is not known, and then nothing was
 */
public record Estimate(double value, double standardError, double bias) {

  /**
   * Tells whether the bias was estimated and removed.
   *
   * @return false with ten or fewer independent samples
   */
  public boolean isCorrected() {
    return !Double.isNaN(bias);
  }

  /**
   * Returns the measure of the map itself.
   *
   * @return the number before its bias was removed
   */
  public double uncorrected() {
    return isCorrected() ? value + bias : value;
  }

  /**
   * Returns the standard error as a fraction of the value.
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
