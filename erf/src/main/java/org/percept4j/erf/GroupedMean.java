package org.percept4j.erf;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.percept4j.erf.measure.ErfMap;

/**
 * A running mean of maps that can tell the standard error of any measure of it. Samples are dealt
 * to a fixed number of groups, so memory does not grow with them; the delete-a-group jackknife
 * (Wolter, "Introduction to Variance Estimation", ch. 4) gives SE² = (G − 1)/G · Σ(θ_g − θ̄)², with
 * θ_g the measure of the mean without group g. Samples that depend on each other, as those of one
 * weight draw do, must be dealt to the same group.
 */
final class GroupedMean {

  private static final int GROUPS = 20;

  private final double[][] sums;
  private final long[] counts = new long[GROUPS];

  GroupedMean(int length) {
    sums = new double[GROUPS][length];
  }

  void add(double[] sample, int unit) {
    int group = Math.floorMod(unit, GROUPS);
    double[] sum = sums[group];
    for (int i = 0; i < sum.length; i++) {
      sum[i] += sample[i];
    }
    counts[group]++;
  }

  double[] mean() {
    return meanWithout(-1);
  }

  private double[] meanWithout(int left) {
    double[] mean = new double[sums[0].length];
    long n = 0;
    for (int g = 0; g < GROUPS; g++) {
      if (g != left) {
        n += counts[g];
        for (int i = 0; i < mean.length; i++) {
          mean[i] += sums[g][i];
        }
      }
    }
    double scale = 1.0 / n;
    for (int i = 0; i < mean.length; i++) {
      mean[i] *= scale;
    }
    return mean;
  }

  /** The standard error of a measure of the mean; NaN with fewer than two groups in use. */
  double standardError(ToDoubleFunction<double[]> measure) {
    double[] without =
        Arrays.stream(usedGroups())
            .mapToDouble(g -> measure.applyAsDouble(meanWithout(g)))
            .toArray();
    if (without.length < 2) {
      return Double.NaN;
    }
    double mean = Arrays.stream(without).average().orElseThrow();
    double squares = Arrays.stream(without).map(t -> (t - mean) * (t - mean)).sum();
    return Math.sqrt(squares * (without.length - 1) / without.length);
  }

  /** The standard error of every pixel of the finished mean. */
  double[] standardErrors(Aggregation aggregation, ErfMap like) {
    int[] used = usedGroups();
    double[] sum = new double[sums[0].length];
    double[] squares = new double[sum.length];
    for (int g : used) {
      double[] finished =
          aggregation
              .finish(
                  ErfMap.of(
                      like.rows(),
                      like.columns(),
                      meanWithout(g),
                      like.centreRow(),
                      like.centreColumn()))
              .toArray();
      for (int i = 0; i < sum.length; i++) {
        // Deviations from the whole map's value keep the squares free of cancellation.
        double d = finished[i] - like.get(i / like.columns(), i % like.columns());
        sum[i] += d;
        squares[i] += d * d;
      }
    }
    int n = used.length;
    double[] errors = new double[sum.length];
    for (int i = 0; i < errors.length; i++) {
      double spread = Math.max(0, squares[i] - sum[i] * sum[i] / n);
      errors[i] = n < 2 ? Double.NaN : Math.sqrt(spread * (n - 1) / n);
    }
    return errors;
  }

  private int[] usedGroups() {
    return IntStream.range(0, GROUPS).filter(g -> counts[g] > 0).toArray();
  }
}
