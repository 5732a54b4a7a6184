package org.percept4j.erf;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Balanced half-samples: twenty groups of samples are divided into halves in 19 ways, the rows of a
 * Hadamard matrix of order 20 (Paley's construction over the field of 19 elements), in which any
 * two groups fall into the same half equally often. The measures of the halves give the standard
 * error (McCarthy, "Pseudo-replication: half samples", 1969) and the bias of order 1/n (Quenouille
 * 1949: that of half a sample is twice as large).
 *
 * <p>For a linear measure this is exactly the delete-a-group jackknife, s/√n where every group has
 * one sample, and the bias is 0. For counts of pixels it is better: the rounding of a count is
 * multiplied by √2 here and by n − 1 there. With group sums S, counts c, n = Σc and a half h of n_h
 * samples: SE² = Σ_h (2·n_h·(n − n_h)·(θ_h − θ_h̄)/n)² / (20·(n² − Σc²)), bias = mean over h of
 * (n_h·θ_h + (n − n_h)·θ_h̄)/n − θ.
 *
 * <p>To the squared error are added that of the bias, and for counts half a pixel's: where all
 * halves happen to round to the same count it would vanish. A bias of less than a pixel is not told
 * from the rounding of the counts it is computed of, and is left: removing it would only add noise.
 */
final class HalfSamples {

  /** How many groups there are. */
  static final int GROUPS = 20;

  /** With fewer groups the estimate of a bias is too uncertain to be subtracted. */
  static final int MIN_FOR_BIAS = 11;

  private static final boolean[][] HALVES = halves();
  private static final double[] WIDENING = widenings();

  private HalfSamples() {}

  private static boolean[][] halves() {
    int q = GROUPS - 1;
    boolean[] square = new boolean[q];
    for (int i = 1; i < q; i++) {
      square[i * i % q] = true;
    }
    boolean[][] halves = new boolean[q][GROUPS];
    for (int r = 0; r < q; r++) {
      halves[r][0] = true;
      for (int c = 0; c < q; c++) {
        // Row r + 1 of I + S, each column divided by its entry in row 0; the row's sign is free.
        halves[r][c + 1] = r != c && !square[Math.floorMod(r - c, q)];
      }
    }
    return halves;
  }

  /** In each row the groups of one half. */
  static boolean[][] rows() {
    return Arrays.stream(HALVES).map(boolean[]::clone).toArray(boolean[][]::new);
  }

  /**
   * The error and the bias of one number.
   *
   * @param counts samples of each group
   * @param whole the measure of all samples
   * @param resolution in what steps the measure changes
   * @param measure the measure of the mean over the groups that are true
   */
  static Estimate estimate(
      long[] counts, double whole, double resolution, ToDoubleFunction<boolean[]> measure) {
    long n = Arrays.stream(counts).sum();
    long used = Arrays.stream(counts).filter(c -> c > 0).count();
    if (used < 2) {
      return new Estimate(whole, Double.NaN, Double.NaN);
    }
    double squares = 0;
    double bias = 0;
    double biasSquares = 0;
    int divisions = 0;
    for (boolean[] half : HALVES) {
      double inHalf = count(counts, half);
      double rest = n - inHalf;
      if (inHalf == 0 || rest == 0) {
        continue;
      }
      double one = measure.applyAsDouble(half);
      double other = measure.applyAsDouble(complement(half));
      double difference = 2 * inHalf * rest * (one - other) / n;
      squares += difference * difference;
      double beside = (inHalf * (one - whole) + rest * (other - whole)) / n;
      bias += beside;
      biasSquares += beside * beside;
      divisions++;
    }
    boolean known = used >= MIN_FOR_BIAS && Double.isFinite(bias);
    double found = known ? bias / divisions : 0;
    double removed = Math.abs(found) < resolution ? 0 : found;
    double variance = squares / scale(counts) + biasSquares / divisions;
    double step = variance == 0 ? 0 : resolution / 2;
    double error = Math.sqrt(Math.pow(widening((int) used), 2) * variance + step * step);
    return new Estimate(whole - removed, error, known ? removed : Double.NaN);
  }

  /** Student's t over the Gaussian's, at ± 2 σ. */
  static double widening(int groups) {
    return WIDENING[groups - 2];
  }

  private static double[] widenings() {
    double both = new NormalDistribution(null, 0, 1).cumulativeProbability(2);
    double[] widenings = new double[GROUPS - 1];
    for (int groups = 2; groups <= GROUPS; groups++) {
      int freedom = groups / 2;
      TDistribution t = new TDistribution(null, freedom);
      widenings[groups - 2] = t.inverseCumulativeProbability(both) / 2;
    }
    return widenings;
  }

  /** What the squared differences of all halves are divided by. */
  static double scale(long... counts) {
    double n = Arrays.stream(counts).sum();
    double squares = Arrays.stream(counts).mapToDouble(c -> (double) c * c).sum();
    return GROUPS * (n * n - squares);
  }

  static double count(long[] counts, boolean... half) {
    double count = 0;
    for (int g = 0; g < GROUPS; g++) {
      count += half[g] ? counts[g] : 0;
    }
    return count;
  }

  static boolean[] complement(boolean... half) {
    boolean[] other = new boolean[half.length];
    for (int g = 0; g < half.length; g++) {
      other[g] = !half[g];
    }
    return other;
  }
}
